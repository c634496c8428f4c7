"""A clip as the portal shows it: plain values, nothing that can be saved by accident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from model.spec import Shot
from portal.rating import Rating
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
    shots: tuple[Shot, ...]
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
    model: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None
    sha256: str | None
    frames: int | None
    gpu_seconds: float | None
    timings: Mapping[str, float]
    step: int
    total_steps: int
    position: int | None
    """1 is next in the queue, 0 is being rendered, None is finished."""
    eta_seconds: float | None
    """Seconds until it is ready as far as can be told; None when finished, or when nothing is known yet."""
    my_rating: Rating | None
    mean_rating: float | None
    rating_count: int

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
