# Two commands are for everybody: `make run` and `make test`. The rest is for people who work on Dailies.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench loop clean

run: $(VENV)/runtime.stamp  ## open the studio
	$(BIN)/python app.py

test: export OMP_NUM_THREADS = 1
test: lint  ## all checks and tests
	$(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile --durations 25

lint: $(VENV)/development.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .

bench: $(VENV)/development.stamp  ## the figures of docs/benchmarks.md
	$(BIN)/python -m benchmarks

loop: $(VENV)/development.stamp  ## from simulated ratings to a better model: the table of docs/loop.md
	$(BIN)/python -m experiments.loop

clean:
	rm -rf $(VENV) build

$(VENV)/runtime.stamp: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else f"Dailies needs Python 3.11 or newer, this is {sys.version.split()[0]}; name another one with make PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/development.stamp: $(VENV)/runtime.stamp requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
