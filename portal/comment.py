"""A comment as the portal shows it, and the frame that it is pinned to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from storage.tables import CommentRow

FRAME_TOLERANCE = 1e-3
"""Of a frame: the moment that a frame begins at, divided and multiplied again, must not fall into the one before."""


@dataclass(frozen=True, slots=True)
class Comment:
    """Words pinned to a moment of a clip."""

    id: str
    clip_id: str
    member_id: str
    member_name: str
    at_seconds: float
    frame: int
    """The frame on the screen at that moment; the first is 1."""
    text: str
    created_at: datetime

    @classmethod
    def from_row(cls, row: CommentRow, member_name: str, *, frames: int, fps: int) -> Comment:
        """The row as plain values, on a clip of so many frames."""
        return cls(
            id=row.id,
            clip_id=row.clip_id,
            member_id=row.member_id,
            member_name=member_name,
            at_seconds=row.at_seconds,
            frame=frame_at(row.at_seconds, frames=frames, fps=fps),
            text=row.text,
            created_at=row.created_at,
        )


def frame_at(at_seconds: float, *, frames: int, fps: int) -> int:
    """Which frame is on the screen, counted from 1. At the very end of a film that is its last one."""
    return min(math.floor(at_seconds * fps + FRAME_TOLERANCE) + 1, frames)
