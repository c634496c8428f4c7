"""Which earlier one of many directions each is most like. Knows numbers alone.

Each is compared with all before it and with none after, so what was found for the first thousand stays, whatever comes
later.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TILE = 8192
"""Earlier directions that are compared at once: with a block of 256, a product of 8 MiB."""


class Alike:
    """Directions in their order, and for each the earlier one whose cosine with it is largest.

    Args:
        cosine: below it no two are alike.
    """

    def __init__(self, cosine: float) -> None:
        self._cosine = cosine
        self._directions = np.zeros((0, 0), np.float32)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, directions: NDArray[np.float32]) -> list[int]:
        """Put more at the end, rows of length 1 or zero.

        Returns:
            For each the place of the earlier one that it is most like, of equals the first; its own place where none is
            alike.
        """
        start, end = self._count, self._count + len(directions)
        self._make_room(end, directions.shape[1])
        self._directions[start:end] = directions
        self._count = end
        best = np.full(len(directions), -np.inf, np.float32)
        most_alike = np.arange(start, end)
        own = np.arange(len(directions))
        for first in range(0, end, TILE):
            last = min(first + TILE, end)
            cosines = directions @ self._directions[first:last].T
            # Neither itself nor those after it.
            cosines[np.arange(first, last)[None, :] >= (start + own)[:, None]] = -np.inf
            nearest = cosines.argmax(1)
            found = cosines[own, nearest]
            is_better = (found > best) & (found >= self._cosine)
            best[is_better] = found[is_better]
            most_alike[is_better] = first + nearest[is_better]
        return [int(place) for place in most_alike]

    def keep(self, count: int) -> None:
        """Forget all but the first so many."""
        self._count = min(self._count, count)

    def _make_room(self, count: int, width: int) -> None:
        if count > len(self._directions):
            grown = np.zeros((max(count, 2 * len(self._directions)), width), np.float32)
            if self._count:
                grown[: self._count] = self._directions[: self._count]
            self._directions = grown
