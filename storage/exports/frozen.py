"""A frozen dataset with its videos: what every writer of an export is handed. Knows no database and no formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from storage.exports.entry import Entry
from storage.exports.manifest import Manifest, Row
from storage.exports.pairs import Pair
from storage.exports.splits import Split
from storage.media import MediaKind, MediaStore


@dataclass(frozen=True, slots=True)
class PairedClip:
    """What pairs need of a clip. Many are held at once, so its ratings are not: a studio of years has millions."""

    clip_id: str
    sha256: str
    file_name: str
    prompt: str
    model: str
    fps: int
    frames: int
    seconds: float
    split: Split
    mean_rating: float
    mean_aspects: Mapping[str, float]
    last_rated_on: str

    @classmethod
    def of(cls, row: Row) -> PairedClip:
        """From its row."""
        return cls(
            clip_id=row.clip_id,
            sha256=row.sha256,
            file_name=row.file_name,
            prompt=row.prompt,
            model=row.model,
            fps=row.fps,
            frames=row.frames,
            seconds=row.seconds,
            split=row.split or Split.TRAIN,
            mean_rating=row.mean_rating,
            mean_aspects=row.mean_aspects(),
            last_rated_on=max(rating.rated_on for rating in row.ratings),
        )


@dataclass(frozen=True, slots=True)
class PairOfClips:
    """A preference pair with its two clips, which are of one prompt and one split."""

    pair: Pair
    chosen: PairedClip
    rejected: PairedClip

    @property
    def prompt(self) -> str:
        """The prompt of both, verbatim."""
        return self.chosen.prompt


@dataclass(frozen=True, slots=True)
class Frozen:
    """A dataset to be exported."""

    id: str
    manifest: Manifest
    media: MediaStore

    def rows(self, split: Split | None = None) -> Iterator[Row]:
        """The clips of a split, or all."""
        return self.manifest.rows(split)

    def pairs(self, split: Split | None = None) -> Iterator[PairOfClips]:
        """The preference pairs of a split, or all. Holds their clips in memory, for each may stand in many pairs."""
        clips = self.paired_clips(split)
        for pair in self.manifest.pairs():
            if pair.chosen in clips:
                yield PairOfClips(pair, clips[pair.chosen], clips[pair.rejected])

    def paired_clips(self, split: Split | None = None) -> Mapping[str, PairedClip]:
        """The clips of a split, or all, that stand in a pair, by id."""
        paired = {clip_id for pair in self.manifest.pairs() for clip_id in (pair.chosen, pair.rejected)}
        return {row.clip_id: PairedClip.of(row) for row in self.rows(split) if row.clip_id in paired}

    def splits(self) -> tuple[Split, ...]:
        """The splits that have clips, training first."""
        found = {row.split or Split.TRAIN for row in self.manifest.rows()}
        return tuple(split for split in Split if split in found)

    def has_pairs(self) -> bool:
        """Whether there is at least one preference pair."""
        return next(self.manifest.pairs(), None) is not None

    def video(self, clip: Row | PairedClip, folder: str = "") -> Entry:
        """The clip's film as a file of the export, below `folder`.

        Raises:
            FileNotFoundError: it is missing from the media folder.
        """
        return Entry(f"{folder}{clip.file_name}", self.media.find(clip.sha256, MediaKind.VIDEO).path)
