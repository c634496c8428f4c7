"""A review as the portal shows it: a curator's decision on one clip, and the place of a clip in the queue for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.clip import Clip
from storage.tables import ReviewRow
from storage.words import ReviewDecision


@dataclass(frozen=True, slots=True)
class Review:
    """What stands decided on a clip."""

    clip_id: str
    decision: ReviewDecision
    reason: str
    """Empty where none was given; an exclusion always has one."""
    member_name: str
    decided_at: datetime

    @classmethod
    def from_row(cls, row: ReviewRow, member_name: str) -> Review:
        """The row as plain values."""
        return cls(row.clip_id, row.decision, row.reason, member_name, row.decided_at)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A clip that waits for a decision."""

    clip: Clip
    count: int
    """How many wait, this one with them; `MOST_COUNTED` stands for that many or more."""
