"""Tables that a spreadsheet may open without running anything."""

from __future__ import annotations

import csv
import io

import pytest

from webapp.csv_table import csv_table


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_would_be_a_formula_is_defused(text: str) -> None:
    [_, [cell]] = list(csv.reader(io.StringIO(csv_table(["name"], [[text]]), newline="")))

    assert cell == f"'{text}"


def test_other_texts_and_all_numbers_come_out_as_they_are() -> None:
    rows = list(csv.reader(io.StringIO(csv_table(["a", "b"], [['say "a, b"\n=c', -1.5], ["كلب", None]]), newline="")))

    assert rows == [["a", "b"], ['say "a, b"\n=c', "-1.5"], ["كلب", ""]]
