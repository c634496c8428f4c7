from pathlib import Path

from model.papercut.evaluation.reading import Reading, Speed, Unit, at_least, at_most
from model.papercut.evaluation.report import NO_STUDENT, to_json, to_markdown, write_report

BEST = [
    Reading("setting as asked", 0.96, 512, goal=at_least(0.95), detail={"wide": 0.97}),
    Reading("seconds of computing", 4.0, 1, Unit.SECONDS, at_most(3)),
    Reading("same after being hidden", None, 0, goal=at_least(0.9)),
    Reading("codec", 25.0, 100, Unit.DECIBEL, at_least(32)),
]
FAST = [
    Reading("setting as asked", 0.90, 512, goal=at_least(0.95)),
    Reading("seconds of computing", 0.8, 1, Unit.SECONDS, at_most(1)),
]

WHOLE = {"setting": (14, 14), "time_of_day": (4, 4)}


def test_the_table_has_a_row_for_each_measure_with_its_goal_and_whether_it_is_met() -> None:
    table = to_markdown({Speed.BEST: BEST, Speed.FAST: FAST}, WHOLE).splitlines()
    assert table[2] == "| setting as asked | ≥ 95.0 % | 96.0 % ✓ | 90.0 % **missed** | 512 |"
    assert table[3] == "| seconds of computing | ≤ 3.00 s/s / ≤ 1.00 s/s | 4.00 s/s **missed** | 0.80 s/s ✓ | 1 |"
    assert table[4] == "| same after being hidden | ≥ 90.0 % | nothing to measure | – | 0 |"
    assert table[5] == "| codec | ≥ 32.0 dB | 25.0 dB **missed** | – | 100 |"
    assert table[-1] == "Goals met: best 1 of 4, fast 1 of 2."


def test_a_folder_without_a_student_says_so() -> None:
    assert NO_STUDENT in to_markdown({Speed.BEST: BEST}, WHOLE)
    assert to_json({Speed.BEST: BEST}, WHOLE)["fast"] == NO_STUDENT
    assert to_json({Speed.BEST: BEST, Speed.FAST: FAST}, WHOLE)["fast"] is None


def test_the_json_holds_counts_goals_and_what_lies_behind_a_number() -> None:
    rows = to_json({Speed.BEST: BEST, Speed.FAST: FAST}, WHOLE)["rows"]
    assert [row["measure"] for row in rows] == [reading.measure for reading in BEST]
    assert rows[0]["best"] == {"value": 0.96, "count": 512, "goal": "≥ 0.95", "met": True, "detail": {"wide": 0.97}}
    assert rows[0]["fast"]["met"] is False
    assert rows[2]["best"]["value"] is None
    assert rows[3]["fast"] is None


def test_words_around_the_table_stay_when_it_is_written_anew(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "page.md"
    write_report({Speed.BEST: BEST}, WHOLE, page)
    page.write_text("# Ours\n\nBefore.\n\n" + page.read_text().split("\n\n", 1)[1] + "\nAfter.\n")
    write_report({Speed.BEST: FAST}, WHOLE, page)
    text = page.read_text()
    assert text.startswith("# Ours\n\nBefore.\n\n<!-- table")
    assert text.endswith("\n\nAfter.\n")
    assert "90.0 %" in text
    assert "96.0 %" not in text


def test_weights_that_know_a_part_of_the_theatre_are_said_to() -> None:
    partly = WHOLE | {"time_of_day": (3, 4)}
    assert "3 of 4 for time of day." in to_markdown({Speed.BEST: BEST}, partly)
    assert "Scenes were drawn within" not in to_markdown({Speed.BEST: BEST}, WHOLE)
    assert to_json({Speed.BEST: BEST}, partly)["repertoire"]["time_of_day"] == {"known": 3, "of": 4}
