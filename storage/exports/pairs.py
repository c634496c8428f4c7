"""Preference pairs: of two clips of one prompt, which one people like better. Knows means and votes, no database and no
files.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_PAIRS_PER_PROMPT = 200
"""A prompt that everybody tries must not outweigh all others; the widest gaps say most."""

ROUNDING = 1e-9
"""4⅓ and 3⅓ stars are one star apart, whatever binary fractions make of them."""


class PairSource(StrEnum):
    """How a preference became known."""

    RATINGS = "ratings"
    COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two clips of one prompt, of which the first is preferred."""

    chosen: str
    """Id of the clip that people like better."""
    rejected: str
    source: PairSource
    gap: float | None
    """By how many stars the means differ; None when it was not stars that decided."""
    votes_for: int = 0
    """Blind votes for the preferred clip; with those below none where stars decided."""
    votes_against: int = 0
    votes_undecided: int = 0
    """Ties, and votes that both are bad."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The blind votes on two clips of one prompt."""

    first: str
    second: str
    for_first: int
    for_second: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Rated:
    """A clip and the stars it got, all together."""

    clip_id: str
    stars: int
    ratings: int

    @property
    def mean(self) -> float:
        """Mean of the stars."""
        return self.stars / self.ratings


def pairs_from_votes(tallies: Iterable[Tally]) -> Iterator[Pair]:
    """The pairs on which more votes went one way than the other; where they are even, nothing is known."""
    for tally in tallies:
        if tally.for_first == tally.for_second:
            continue
        is_first = tally.for_first > tally.for_second
        yield Pair(
            chosen=tally.first if is_first else tally.second,
            rejected=tally.second if is_first else tally.first,
            source=PairSource.COMPARISON,
            gap=None,
            votes_for=max(tally.for_first, tally.for_second),
            votes_against=min(tally.for_first, tally.for_second),
            votes_undecided=tally.undecided,
        )


def pairs_from_ratings(prompts: Iterable[Sequence[Rated]], gap: float) -> Iterator[Pair]:
    """The pairs whose means are at least `gap` apart, of each prompt the widest ones first.

    Args:
        prompts: the clips of each prompt.
        gap: in stars, more than nothing.
    """
    for clips in prompts:
        ordered = sorted(clips, key=lambda clip: (-clip.mean, clip.clip_id))
        # Pair (i, j) is no wider than the (i + 1)(j + 1) pairs of better and worse clips, so the ends are enough.
        best, worst = ordered[:MAX_PAIRS_PER_PROMPT], ordered[-MAX_PAIRS_PER_PROMPT:]
        wide = (
            Pair(one.clip_id, other.clip_id, PairSource.RATINGS, one.mean - other.mean)
            for one in best
            for other in worst
            if one.mean - other.mean >= gap - ROUNDING
        )
        yield from heapq.nsmallest(
            MAX_PAIRS_PER_PROMPT, wide, key=lambda pair: (-(pair.gap or 0), pair.chosen, pair.rejected)
        )
