"""The report: all readings as JSON and as a Markdown table, with goals and whether they are met, best beside fast."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from model.papercut.evaluation.reading import Goal, Reading, Speed, Unit, write_number

NO_STUDENT = "no student in this folder"

TABLE_START = "<!-- table of `python app.py evaluate --report`: begin -->"
TABLE_END = "<!-- table of `python app.py evaluate --report`: end -->"

Known = Mapping[str, tuple[int, int]]
"""Per fact, how many values the weights know and how many the theatre has."""

Columns = Mapping[Speed, Sequence[Reading]]


def to_json(columns: Columns, known: Known) -> dict[str, Any]:
    """The report as plain values. A row's `fast` is null where the fast setting was not measured."""
    rows = []
    for measure in _measures(columns):
        found = {speed: _find(columns, speed, measure) for speed in Speed}
        first = next(reading for reading in found.values() if reading is not None)
        rows.append(
            {"measure": measure, "unit": first.unit.value}
            | {speed.value: None if reading is None else _reading_to_json(reading) for speed, reading in found.items()}
        )
    note = None if columns.get(Speed.FAST) is not None else NO_STUDENT
    repertoire = {fact: {"known": count, "of": total} for fact, (count, total) in known.items()}
    return {"rows": rows, "fast": note, "goals": _count_met(columns), "repertoire": repertoire}


def _reading_to_json(reading: Reading) -> dict[str, Any]:
    goal = None if reading.goal is None else f"{reading.goal.bound.value} {reading.goal.value:g}"
    return {
        "value": None if reading.value is None else round(reading.value, 4),
        "count": reading.count,
        "goal": goal,
        "met": reading.met,
        "detail": {name: round(value, 4) for name, value in reading.detail.items()},
    }


def to_markdown(columns: Columns, known: Known) -> str:
    """The report as a table."""
    lines = ["| measure | goal | best | fast | on |", "|---|---|---|---|---|"]
    for measure in _measures(columns):
        best, fast = (_find(columns, speed, measure) for speed in Speed)
        first = best or fast
        assert first is not None  # noqa: S101 - every measure comes from a column
        goals = [reading.goal for reading in (best, fast) if reading is not None and reading.goal is not None]
        wanted = " / ".join(dict.fromkeys(_goal(goal, first.unit) for goal in goals))
        cells = [measure, wanted or "–", _cell(best), _cell(fast), str(first.count)]
        lines.append("| " + " | ".join(cells) + " |")
    told = [f"{speed} {numbers['met']} of {numbers['of']}" for speed, numbers in _count_met(columns).items()]
    closing = f"Goals met: {', '.join(told)}."
    if columns.get(Speed.FAST) is None:
        closing += f" Fast: {NO_STUDENT}."
    partly = [f"{count} of {total} for {_spaced(fact)}" for fact, (count, total) in known.items() if count < total]
    if partly:
        closing += f" Scenes were drawn within what these weights know of the theatre: {', '.join(partly)}."
    return "\n".join(lines) + f"\n\n{closing}\n"


def write_report(columns: Columns, known: Known, path: Path) -> None:
    """Write the table into a Markdown file: between its two marks if it has them, else as the whole file.

    So the words around the table can be written by hand and stay when it is measured anew.
    """
    table = f"{TABLE_START}\n\n{to_markdown(columns, known)}\n{TABLE_END}\n"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    before, start, rest = text.partition(TABLE_START)
    _, end, after = rest.partition(TABLE_END)
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = before + table + after.removeprefix("\n") if start and end else f"# Papercut: evaluation\n\n{table}"
    path.write_text(whole, encoding="utf-8")


def _measures(columns: Columns) -> list[str]:
    """All measures, in the order of the best column."""
    return list(dict.fromkeys(reading.measure for speed in Speed for reading in columns.get(speed, ())))


def _find(columns: Columns, speed: Speed, measure: str) -> Reading | None:
    return next((reading for reading in columns.get(speed, ()) if reading.measure == measure), None)


def _goal(goal: Goal, unit: Unit) -> str:
    return f"{goal.bound.value} {write_number(goal.value, unit)}"


def _cell(reading: Reading | None) -> str:
    if reading is None:
        return "–"
    if reading.value is None:
        return "nothing to measure"
    mark = {True: " ✓", False: " **missed**", None: ""}[reading.met]
    return write_number(reading.value, reading.unit) + mark


def _count_met(columns: Columns) -> dict[str, dict[str, int]]:
    counted = {}
    for speed, readings in columns.items():
        judged = [reading for reading in readings if reading.goal is not None]
        counted[speed.value] = {"met": sum(reading.met is True for reading in judged), "of": len(judged)}
    return counted


def _spaced(fact: str) -> str:
    return fact.replace("_", " ")
