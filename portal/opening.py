"""How a clip begins: with nothing, with a still, or with the film of another clip. Plain values; knows no rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.shot import AskedShot
from storage.tables import UploadRow


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """The picture that a clip is asked to begin with: one that was sent, or a moment of a clip."""

    upload_id: str | None = None
    clip_id: str | None = None
    at_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that a member sent."""

    id: str
    width: int
    height: int
    created_at: datetime

    @classmethod
    def from_row(cls, row: UploadRow) -> Upload:
        """The row as plain values."""
        return cls(row.id, row.width, row.height, row.created_at)


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of a clip, ready to be rendered."""

    still_sha256: str | None = None
    """Of the picture in the clip's own size."""
    extends: str | None = None
    """The clip whose film stands before what is rendered."""
    kept_shots: tuple[AskedShot, ...] = ()
    """The shots of that film."""

    @property
    def kept_seconds(self) -> float:
        """How long that film was asked to be."""
        return sum(shot.seconds for shot in self.kept_shots)
