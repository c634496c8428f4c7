"""Tables as CSV that a spreadsheet may open: a cell that it would take for a formula is defused. Knows no columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table as RFC 4180 has it. What people wrote gets an apostrophe before it where a spreadsheet would run it;
    numbers stay numbers, also below zero.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_defused(cell) for cell in row] for row in rows)
    return text.getvalue()


def _defused(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
