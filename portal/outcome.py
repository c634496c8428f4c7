"""Outcomes: what came of one render, and how it enters the clip's row. Knows no queue and no renderer."""

from __future__ import annotations

from dataclasses import dataclass

from portal.moments import now
from storage.tables import ClipRow
from storage.words import ClipStatus


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one render. Goes through DBOS's checkpoint, so it is plain values."""

    status: str
    error: str | None = None
    sha256: str | None = None
    poster_sha256: str | None = None
    frames: int | None = None
    gpu_seconds: float | None = None
    timings: dict[str, float] | None = None
    as_asked: dict[str, bool] | None = None
    """Of each thing that the first shot's prompt asks for, whether the critic sees it; None where none looked."""

    def conclude(self, clip: ClipRow) -> None:
        """Write it down in the clip's row."""
        clip.status = ClipStatus(self.status)
        clip.finished_at = now()
        clip.error = self.error
        clip.sha256 = self.sha256
        clip.poster_sha256 = self.poster_sha256
        clip.frames = self.frames
        clip.gpu_seconds = self.gpu_seconds
        clip.timings = self.timings or {}
        clip.as_asked = self.as_asked
