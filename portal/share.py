"""A share of a whole that was counted, and how sure one can be of it. Knows arithmetic only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

ERROR = 0.05
"""How often an interval may miss the truth."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, with the interval of Wilson, which is honest for small counts and for none or all."""

    part: int
    whole: int
    low: float
    high: float

    @classmethod
    def of(cls, part: int, whole: int, *, among: int = 1) -> Share:
        """The share and its interval.

        Args:
            part: how many.
            whole: of how many; of none the share may be anything.
            among: how many shares are looked at side by side. The intervals get wider (Bonferroni), so that in 19 of
                20 looks all of them hold the truth, and the most striking of many is not striking by chance.
        """
        if whole == 0:
            return cls(0, 0, 0.0, 1.0)
        z = NormalDist().inv_cdf(1 - ERROR / among / 2)
        mean, spread = part / whole, z * z / whole
        centre = (mean + spread / 2) / (1 + spread)
        reach = math.sqrt(mean * (1 - mean) * spread + spread * spread / 4) / (1 + spread)
        return cls(part, whole, max(0.0, centre - reach), min(1.0, centre + reach))

    @property
    def mean(self) -> float | None:
        """The share itself; None of none."""
        return self.part / self.whole if self.whole else None
