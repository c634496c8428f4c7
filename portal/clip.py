"""A clip as the portal shows it: plain values, nothing that can be saved by accident."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.errors import InvalidRequest
from portal.rating import Rating
from portal.shot import AskedShot
from storage.tables import ClipRow
from storage.words import ClipStatus


@dataclass(frozen=True, slots=True)
class Clip:
    """One requested video, with what the asker may know of it."""

    id: str
    member_id: str
    member_name: str
    status: ClipStatus
    prompt: str
    """Verbatim; the shots' prompts joined by newlines where there are several."""
    shots: tuple[AskedShot, ...]
    negative_prompt: str
    aspect: str
    width: int
    """Native width in pixels; the file is an integer multiple of it."""
    height: int
    fps: int
    seconds: float
    seed: int
    steps: int
    guidance: float
    fast: bool
    model: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None
    sha256: str | None
    frames: int | None
    gpu_seconds: float | None
    timings: Mapping[str, float]
    as_asked: Mapping[str, bool] | None
    """Of each thing that the first shot asks for, whether the model's critic sees it; None where none looked."""
    step: int
    total_steps: int
    shared_at: datetime | None
    """Since when every member may see it; None is not shared."""
    first_frame_sha256: str | None
    """Of the still that it was given to begin with, or of the last frame of the clip that it extends."""
    extends: str | None
    """The clip whose film it begins with."""
    kept_shots: int
    """How many of its shots are that film's."""
    kept_seconds: float
    take_of: str | None
    """The first of the takes that differ in nothing but their seed; None for that one itself."""
    position: int | None = None
    """1 is next in the queue, 0 is being rendered, None is finished."""
    eta_seconds: float | None = None
    """Seconds until it is ready as far as can be told; None when finished, or when nothing is known yet."""
    my_rating: Rating | None = None
    mean_rating: float | None = None
    rating_count: int = 0
    comment_count: int = 0

    @classmethod
    def from_row(cls, row: ClipRow, owner_name: str) -> Clip:
        """The row as plain values; place, estimate and ratings are added by who knows them."""
        return cls(
            id=row.id,
            member_id=row.member_id,
            member_name=owner_name,
            status=row.status,
            prompt=row.prompt,
            shots=tuple(AskedShot.from_json(shot) for shot in row.shots),
            negative_prompt=row.negative_prompt,
            aspect=row.aspect,
            width=row.width,
            height=row.height,
            fps=row.fps,
            seconds=row.seconds,
            seed=row.seed,
            steps=row.steps,
            guidance=row.guidance,
            fast=row.fast,
            model=row.model,
            created_at=row.created_at,
            started_at=row.started_at,
            finished_at=row.finished_at,
            error=row.error,
            sha256=row.sha256,
            frames=row.frames,
            gpu_seconds=row.gpu_seconds,
            timings=row.timings,
            as_asked=row.as_asked,
            step=row.step,
            total_steps=row.total_steps,
            shared_at=row.shared_at,
            first_frame_sha256=row.first_frame_sha256,
            extends=row.extends,
            kept_shots=row.kept_shots,
            kept_seconds=row.kept_seconds,
            take_of=row.take_of,
        )

    @property
    def rewritten_prompt(self) -> str | None:
        """What the model reads, shots joined by newlines; None when it reads every prompt as it was written."""
        if all(shot.rewritten is None for shot in self.shots):
            return None
        return "\n".join(shot.read for shot in self.shots)

    @property
    def duration_seconds(self) -> float | None:
        """Length of the file; the frame grid makes it differ a little from the seconds asked for."""
        return None if self.frames is None else self.frames / self.fps


@dataclass(frozen=True, slots=True)
class ClipEvent:
    """One thing that happened to a clip. Sequences count from 1 without gaps."""

    sequence: int
    status: ClipStatus
    step: int
    steps: int
    has_preview: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ClipFilter:
    """Which clips to list. Artists always get their own only."""

    mine: bool = False
    status: ClipStatus | None = None
    query: str = ""
    min_rating: float | None = None
    stars: int | None = None
    model: str | None = None
    cursor: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class ClipPage:
    """A page of clips, newest first; `next_cursor` asks for the one after, None when there is none."""

    clips: tuple[Clip, ...]
    next_cursor: str | None


def cursor_after(clip: Clip) -> str:
    """An opaque word that asks for the clips listed after this one."""
    return base64.urlsafe_b64encode(f"{clip.created_at.isoformat()}|{clip.id}".encode()).decode()


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """When the last clip of the page before was made, and its id.

    Raises:
        InvalidRequest: no page gave this cursor out.
    """
    try:
        created_at, clip_id = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        return datetime.fromisoformat(created_at).astimezone(UTC), clip_id.replace("\x00", "")
    except (ValueError, OverflowError, binascii.Error) as error:
        raise InvalidRequest(f"The cursor {cursor[:40]!r} is not one a page gave out. Start without it.") from error
