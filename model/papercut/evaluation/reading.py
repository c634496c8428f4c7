"""Readings: what a measure found, how often it looked, and whether the goal is met. Knows nothing of how to measure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Speed(StrEnum):
    """How clips are rendered."""

    BEST = "best"
    """All steps, with guidance."""
    FAST = "fast"
    """The few-step student."""


class Unit(StrEnum):
    """What a number is; decides how it is written."""

    SHARE = "share"
    POINTS = "points"
    RATIO = "ratio"
    DECIBEL = "dB"
    SECONDS = "s per s"


class Bound(StrEnum):
    """On which side of its goal a number should be."""

    AT_LEAST = "≥"
    AT_MOST = "≤"


@dataclass(frozen=True)
class Goal:
    """What a number should reach, in the number's own unit."""

    bound: Bound
    value: float

    def is_met_by(self, value: float) -> bool:
        """Whether a number is on the right side; the goal itself counts as reached."""
        return value >= self.value if self.bound is Bound.AT_LEAST else value <= self.value


def at_least(value: float) -> Goal:
    """A goal to reach or exceed."""
    return Goal(Bound.AT_LEAST, value)


def at_most(value: float) -> Goal:
    """A goal to stay at or below."""
    return Goal(Bound.AT_MOST, value)


@dataclass(frozen=True)
class Reading:
    """One number of the report.

    Attributes:
        measure: what was measured, in words; the same words in every column.
        value: the number; None where there was nothing to measure it on.
        count: on how many clips, frames or pairs it stands.
        unit: what the number is. Shares are 0 to 1, points are hundredths of a share.
        goal: what it should reach; None for numbers that are only reported.
        detail: numbers behind it, by name.
    """

    measure: str
    value: float | None
    count: int
    unit: Unit = Unit.SHARE
    goal: Goal | None = None
    detail: Mapping[str, float] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal or without a number."""
        return None if self.goal is None or self.value is None else self.goal.is_met_by(self.value)


def write_number(value: float, unit: Unit) -> str:
    """A number as people read it: "93.8 %", "2.1 points", "1.04", "32.1 dB"."""
    if unit is Unit.SHARE:
        return f"{100 * value:.1f} %"
    if unit is Unit.POINTS:
        return f"{value:.1f} points"
    if unit is Unit.RATIO:
        return f"{value:.3g}"
    return f"{value:.1f} dB" if unit is Unit.DECIBEL else f"{value:.2f} s/s"
