"""Where a page of the library ended, as an opaque word. Knows what a cursor must hold for the next page to fit exactly.

A cursor names the place of the last clip, not how many came before, so clips that are shared meanwhile move nothing.
One of the best also keeps the mean that the first page reckoned with, so that all pages are of one order.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.errors import InvalidRequest
from storage.words import LibraryOrder

NEWEST = re.compile(rf"{LibraryOrder.NEWEST}\|([0-9T:.+-]{{10,40}})\|([0-9a-f-]{{36}})")
BEST = re.compile(rf"{LibraryOrder.BEST}\|([0-9]{{1,4}})\|([0-9]{{1,9}})\|([0-9a-f-]{{36}})")


@dataclass(frozen=True, slots=True)
class AfterNewest:
    """After the clip shared at that moment."""

    shared_at: datetime
    clip_id: str

    def __str__(self) -> str:
        return _encoded(f"{LibraryOrder.NEWEST}|{self.shared_at.isoformat()}|{self.clip_id}")


@dataclass(frozen=True, slots=True)
class AfterBest:
    """After the clip of that Bayesian mean, in millionths, reckoned with that mean of all, in thousandths."""

    prior_mean: int
    mean: int
    clip_id: str

    def __str__(self) -> str:
        return _encoded(f"{LibraryOrder.BEST}|{self.prior_mean}|{self.mean}|{self.clip_id}")


def read_newest(cursor: str | None) -> AfterNewest | None:
    """The place a page of the newest ended; None for the beginning.

    Raises:
        InvalidRequest: no such page gave this cursor out.
    """
    if cursor is None:
        return None
    if (found := NEWEST.fullmatch(_decoded(cursor))) is None:
        raise _refusal(cursor)
    try:
        return AfterNewest(datetime.fromisoformat(found[1]).astimezone(UTC), found[2])
    except (ValueError, OverflowError) as error:
        raise _refusal(cursor) from error


def read_best(cursor: str | None) -> AfterBest | None:
    """The place a page of the best ended; None for the beginning.

    Raises:
        InvalidRequest: no such page gave this cursor out.
    """
    if cursor is None:
        return None
    if (found := BEST.fullmatch(_decoded(cursor))) is None:
        raise _refusal(cursor)
    return AfterBest(int(found[1]), int(found[2]), found[3])


def _encoded(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).decode()


def _decoded(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor.encode()).decode()
    except (ValueError, binascii.Error) as error:
        raise _refusal(cursor) from error


def _refusal(cursor: str) -> InvalidRequest:
    return InvalidRequest(f"The cursor {cursor[:40]!r} is not one a page of this order gave out. Start without it.")
