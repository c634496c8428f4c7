"""`make bench`: prints the table of docs/benchmarks.md for this machine and this code.

Each figure is measured on a whole studio in its own processes (`tests/studio_house.py`) on an empty SQLite database in
a temporary folder, with the bundled Papercut. Name figures to run only those: `python -m benchmarks submit idle`.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import torch

from benchmarks.arena import arena
from benchmarks.exports import exports
from benchmarks.figures import Figure, idle, page, portal, submit
from benchmarks.scale import scale

FIGURES: dict[str, Callable[[Path], Iterable[Figure]]] = {
    "portal": portal,
    "submit": submit,
    "idle": idle,
    "page": page,
    "scale": scale,
    "arena": arena,
    "exports": exports,
}


def main(wanted: list[str]) -> None:
    """Measure and print."""
    unknown = set(wanted) - FIGURES.keys()
    if unknown:
        sys.exit(f"There is no figure {', '.join(sorted(unknown))}. Choose from: {', '.join(FIGURES)}.")
    print(
        f"Python {platform.python_version()}, torch {torch.__version__}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores, load at start {os.getloadavg()[0]:.1f}\n"
    )
    print("| figure | measured | goal |\n|---|---|---|")
    for name in wanted or FIGURES:
        with tempfile.TemporaryDirectory() as folder:
            for figure in FIGURES[name](Path(folder)):
                print(f"| {figure.what} | {figure.measured} | {figure.goal} |", flush=True)


main(sys.argv[1:])
