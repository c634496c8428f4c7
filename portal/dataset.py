"""A dataset as the portal shows it: what it holds, and what should be known before it is used. Knows no storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from storage.exports.grouped import Grouped
from storage.exports.splits import Split
from storage.tables import DatasetRow


@dataclass(frozen=True, slots=True)
class DatasetCounts:
    """How much a dataset holds, or would. Those that are None were not counted when it was frozen."""

    clips: int
    ratings: int
    raters: int | None
    prompts: int | None
    pairs: int | None
    splits: Mapping[Split, int] | None
    """Clips of each split."""
    groups: int | None = None
    """Groups of prompts that count as one for the splits."""

    def to_json(self) -> dict[str, object]:
        """What the dataset's row keeps beside its own columns."""
        return {name: value for name, value in asdict(self).items() if name not in ("clips", "ratings")}


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the clips that would be frozen."""

    clip_id: str
    prompt: str
    mean_rating: float
    """Of the ratings that count."""
    ratings: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be frozen now."""

    counts: DatasetCounts
    warnings: tuple[str, ...]
    samples: tuple[Sample, ...]
    """Some of its clips, spread evenly from the oldest to the newest."""
    grouped: Grouped
    waiting: int
    """Prompts of the studio that are still to be compared; until they are, splits may change."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A frozen selection; `id` is the SHA-256 of its manifest."""

    id: str
    name: str
    counts: DatasetCounts
    filters: Mapping[str, object]
    created_at: datetime

    @classmethod
    def from_row(cls, row: DatasetRow) -> Dataset:
        """The row as plain values."""
        kept = row.counts or {}
        splits = kept.get("splits")
        counts = DatasetCounts(
            clips=row.clips,
            ratings=row.ratings,
            raters=kept.get("raters"),
            prompts=kept.get("prompts"),
            pairs=kept.get("pairs"),
            splits=None if splits is None else {Split(name): clips for name, clips in splits.items()},
            groups=kept.get("groups"),
        )
        return cls(row.id, row.name, counts, row.filters, row.created_at)


def warnings(counts: DatasetCounts, gap: float, means: Sequence[float]) -> tuple[str, ...]:
    """What a selection cannot be used for, in sentences.

    Args:
        counts: of the selection.
        gap: how many stars apart the clips of a pair are.
        means: lowest and highest mean of its clips.
    """
    found = []
    splits = counts.splits or {}
    if counts.prompts == 1:
        found.append("All clips are of one prompt, so all of them are for training and none is left to judge with.")
    elif counts.groups == 1:
        found.append(
            f"All {counts.prompts:,} prompts mean the same, so all clips are for training and none is left to judge "
            "with."
        )
    elif counts.prompts and not (splits.get(Split.VALIDATION) and splits.get(Split.TEST)):
        found.append(
            "With so few prompts one of the splits is empty: the hash of each prompt decides where it goes, and gives "
            "one in ten to validation and one in ten to testing."
        )
    if counts.clips and min(means) == max(means):
        found.append(f"All clips have the same mean of {means[0]:g} stars, so none is better than another.")
    elif counts.clips and not counts.pairs:
        found.append(
            f"No two clips of one prompt have means {gap:g} or more stars apart, so there are no preference pairs. "
            "Rate several takes of one prompt, or choose a smaller gap."
        )
    return tuple(found)
