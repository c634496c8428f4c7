import pytest

from model.papercut.evaluation.reading import Reading, Unit, at_least, at_most, write_number


@pytest.mark.parametrize(("value", "met"), [(0.94, False), (0.95, True), (1.0, True)])
def test_a_share_meets_its_goal_from_the_goal_on(value: float, met: bool) -> None:
    assert Reading("setting as asked", value, 10, goal=at_least(0.95)).met is met


@pytest.mark.parametrize(("value", "met"), [(1.0, True), (1.1, True), (1.11, False)])
def test_a_ratio_meets_its_goal_up_to_the_goal(value: float, met: bool) -> None:
    assert Reading("memory", value, 2, Unit.RATIO, at_most(1.1)).met is met


def test_nothing_is_met_or_missed_without_a_goal_or_a_number() -> None:
    assert Reading("weather as asked", 0.2, 10).met is None
    assert Reading("same subject after being hidden", None, 0, goal=at_least(0.9)).met is None


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (0.9375, Unit.SHARE, "93.8 %"),
        (2.06, Unit.POINTS, "2.1 points"),
        (10.53, Unit.RATIO, "10.5"),
        (32.06, Unit.DECIBEL, "32.1 dB"),
        (0.456, Unit.SECONDS, "0.46 s/s"),
    ],
)
def test_numbers_are_written_as_people_read_them(value: float, unit: Unit, written: str) -> None:
    assert write_number(value, unit) == written
