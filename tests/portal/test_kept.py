from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from portal.kept import QUICK_SECONDS, RESTS, STALE_SECONDS, Kept


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Answers:
    """Counts how often it was asked; each answer takes so long."""

    def __init__(self, clock: Clock, takes: float) -> None:
        self._clock, self.takes = clock, takes
        self._numbers: Iterator[int] = count(1)

    def __call__(self) -> int:
        self._clock.seconds += self.takes
        return next(self._numbers)


def test_what_is_quick_is_made_anew_each_time() -> None:
    clock = Clock()
    kept = Kept(Answers(clock, QUICK_SECONDS / 2), clock)
    assert [kept.get(), kept.get(), kept.get()] == [1, 2, 3]


def test_what_takes_long_is_given_again_and_then_made_anew_behind_who_asks() -> None:
    clock = Clock()
    kept = Kept(Answers(clock, 2.0), clock)
    assert [kept.get(), kept.get()] == [1, 1]
    clock.seconds += 2.0 * RESTS
    assert kept.get() == 1
    clock.seconds += 1.0
    assert kept.get() == 1  # nobody waits for the new one
    kept.close()
    assert kept.get() == 2


def test_an_answer_that_nobody_asked_for_a_long_time_is_waited_for() -> None:
    clock = Clock()
    kept = Kept(Answers(clock, 2.0), clock)
    assert kept.get() == 1
    clock.seconds += STALE_SECONDS + 1
    assert kept.get() == 2


def test_an_answer_that_cannot_be_made_is_tried_again() -> None:
    answers: list[int] = []
    kept = Kept(lambda: answers[0] if answers else _fail())
    with pytest.raises(ValueError, match="no database"):
        kept.get()
    answers.append(5)
    assert kept.get() == 5


def _fail() -> int:
    raise ValueError("no database")
