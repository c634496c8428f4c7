"""The manifest: the frozen text that a dataset is, and the values in it. Knows no database and no files.

A dataset's id is the SHA-256 of its manifest in canonical JSON (sorted keys, no spaces, UTF-8), so the id vouches for
every row and, through the rows' own hashes, for every byte of every video.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

MANIFEST_VERSION = 1


@dataclass(frozen=True, slots=True)
class RatedBy:
    """One rating, by a rater known only by a pseudonym that differs from dataset to dataset."""

    rater: str
    overall: int
    aspects: Mapping[str, int]
    tags: tuple[str, ...]
    comment: str
    rated_on: str
    """The day; a finer time would tell which raters of two datasets are the same person."""


@dataclass(frozen=True, slots=True)
class Row:
    """One clip with its ratings."""

    clip_id: str
    sha256: str
    size_bytes: int
    prompt: str
    shots: tuple[Mapping[str, Any], ...]
    negative_prompt: str
    model: str
    aspect: str
    native_width: int
    native_height: int
    fps: int
    frames: int
    seed: int
    steps: int
    guidance: float
    created_at: str
    ratings: tuple[RatedBy, ...]
    fast: bool = False

    @property
    def file_name(self) -> str:
        """Where the video lies in the exported folder."""
        return f"videos/{self.clip_id}.mp4"

    @property
    def mean_rating(self) -> float:
        """Mean of the overall stars."""
        return sum(rating.overall for rating in self.ratings) / len(self.ratings)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A frozen selection."""

    name: str
    created_at: str
    filters: Mapping[str, Any]
    rows: tuple[Row, ...]

    def canonical_json(self) -> bytes:
        """The bytes that the dataset's id is the SHA-256 of."""
        content = {"version": MANIFEST_VERSION, **asdict(self)}
        for row in content["rows"]:
            # Manifests that were frozen before there were quick takes must keep their bytes, and with them their id.
            if not row["fast"]:
                del row["fast"]
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Manifest:
        """Read what `canonical_json` wrote.

        Raises:
            ValueError: it is of another version.
        """
        read = json.loads(content)
        version = read.pop("version")
        if version != MANIFEST_VERSION:
            raise ValueError(f"got a manifest of version {version}, expected {MANIFEST_VERSION}; update Dailies")
        rows = tuple(
            Row(
                **{
                    **row,
                    "shots": tuple(row["shots"]),
                    "ratings": tuple(RatedBy(**{**rated, "tags": tuple(rated["tags"])}) for rated in row["ratings"]),
                }
            )
            for row in read.pop("rows")
        )
        return cls(rows=rows, **read)
