"""One shot as it was asked for: what the artist wrote, and what the model reads in its place. Knows no storage.

The two are kept apart for good: what was written is exported and searched byte for byte, what was read is what the clip
is rendered from, and rendered again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.spec import Shot


@dataclass(frozen=True, slots=True)
class AskedShot:
    """One camera set-up of a clip."""

    prompt: str
    """Verbatim."""
    seconds: float
    rewritten: str | None = None
    """The long form that the artist saw and perhaps edited; None renders the prompt as it was written."""

    @property
    def read(self) -> str:
        """The words that the model is given."""
        return self.prompt if self.rewritten is None else self.rewritten

    @property
    def for_model(self) -> Shot:
        """The shot as a renderer takes it."""
        return Shot(self.read, self.seconds)

    def to_json(self) -> dict[str, Any]:
        """The shot as a row keeps it."""
        return {"prompt": self.prompt, "seconds": self.seconds, "rewritten": self.rewritten}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> AskedShot:
        """The shot from a row. Rows from before there was a rewriter do not speak of it: they were read as written."""
        return cls(stored["prompt"], stored["seconds"], stored.get("rewritten"))


def storyboard_hash(shots: Sequence[AskedShot], first_frame_sha256: str | None = None) -> str:
    """SHA-256 of what is to be seen, as it was written: the same for clips that can be compared. What begins with a
    picture can be compared with what begins with the same one."""
    told: list[Any] = [[shot.prompt, float(shot.seconds)] for shot in shots]
    if first_frame_sha256 is not None:
        told.append(first_frame_sha256)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
