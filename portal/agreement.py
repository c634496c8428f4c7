"""How far raters agree: Krippendorff's α over stars, as an ordinal scale. Knows stars and arithmetic, no SQL.

1 is all agree, 0 is what chance alone would give, below 0 they contradict each other. From 0.8 on ratings are taken for
reliable, from two thirds on for good enough to look closer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import krippendorff
import numpy as np
from numpy.typing import NDArray

STARS = (1, 2, 3, 4, 5)
DRAWS = 200
SEED = 1
"""The same ratings have the same interval with every look."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """α, and between what it lies with 95 %, by resampling the clips."""

    alpha: float
    low: float
    high: float
    clips: int
    ratings: int


def agreement(stars_of_clips: Sequence[Sequence[int]]) -> Agreement | None:
    """How far those agree who gave these stars, one sequence for each clip.

    Returns:
        None where it cannot be told: no clip was rated by two, or all stars are the same.
    """
    counts = np.array(
        # Sorted, so that neither the order of clips nor that of raters changes the interval.
        sorted([stars.count(star) for star in STARS] for stars in map(list, stars_of_clips) if len(stars) > 1),
        dtype=np.int64,
    )
    alpha = _alpha(counts)
    if alpha is None:
        return None
    random = np.random.default_rng(SEED)
    resampled = (_alpha(counts[random.integers(len(counts), size=len(counts))]) for _ in range(DRAWS))
    drawn = [one for one in resampled if one is not None] or [alpha]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Agreement(
        alpha=alpha,
        low=min(alpha, float(low)),
        high=max(alpha, float(high)),
        clips=len(counts),
        ratings=int(counts.sum()),
    )


def _alpha(counts: NDArray[np.int64]) -> float | None:
    """α of a table with a row for each clip: how many gave one star, two, …"""
    if counts.size == 0 or np.count_nonzero(counts.sum(axis=0)) < 2:
        return None
    return float(krippendorff.alpha(value_counts=counts, value_domain=STARS, level_of_measurement="ordinal"))
