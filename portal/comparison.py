"""A comparison as the portal shows it: before the vote without a name, after it with both. Opens no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storage.tables import ClipRow, ComparisonRow
from storage.words import ComparisonVerdict, Side

ClipPair = Mapping[Side, ClipRow]
"""Which clip stands on which side."""


@dataclass(frozen=True, slots=True)
class BlindPair:
    """Two films of one prompt. All that a voter may know: nothing here tells which is which."""

    id: str
    prompt: str
    aspect: str

    @classmethod
    def of(cls, row: ComparisonRow, clips: ClipPair) -> BlindPair:
        """The pair without its names."""
        asked = _asked(row, clips)
        return cls(row.id, asked.prompt, asked.aspect)


@dataclass(frozen=True, slots=True)
class NamedFilm:
    """What one of the films was, told after the vote."""

    clip_id: str
    member_name: str
    prompt: str
    model: str
    steps: int
    guidance: float
    fast: bool
    seed: int

    @classmethod
    def of(cls, clip: ClipRow, owner_name: str) -> NamedFilm:
        """The clip's names."""
        return cls(clip.id, owner_name, clip.prompt, clip.model, clip.steps, clip.guidance, clip.fast, clip.seed)


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote that was cast, and what was voted on. Of a control pair one film belongs to another prompt."""

    id: str
    verdict: ComparisonVerdict
    is_control: bool
    left: NamedFilm
    right: NamedFilm


def sides(row: ComparisonRow, first: ClipRow, second: ClipRow) -> ClipPair:
    """The clips of the pair by where they stand."""
    left, right = (first, second) if row.is_first_left else (second, first)
    return {Side.LEFT: left, Side.RIGHT: right}


def _asked(row: ComparisonRow, clips: ClipPair) -> ClipRow:
    """The clip whose prompt is shown."""
    control = [clip for clip in clips.values() if clip.id == row.control_clip_id]
    return control[0] if control else clips[Side.LEFT]
