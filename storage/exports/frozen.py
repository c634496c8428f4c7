"""A frozen dataset with its videos: what every writer of an export is handed. Knows no database and no formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from storage.exports.entry import Entry
from storage.exports.manifest import Manifest, Row
from storage.exports.pairs import Pair
from storage.exports.splits import Split
from storage.media import MediaKind, MediaStore


@dataclass(frozen=True, slots=True)
class PairOfRows:
    """A preference pair with all that is known of its two clips, which are of one prompt and one split."""

    pair: Pair
    chosen: Row
    rejected: Row

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
        """The clips of a split, or all. What was frozen before there were splits is for training."""
        for row in self.manifest.rows():
            if split is None or (row.split or Split.TRAIN) is split:
                yield row

    def pairs(self, split: Split | None = None) -> Iterator[PairOfRows]:
        """The preference pairs of a split, or all. Holds their clips in memory, for each may stand in many pairs."""
        paired = {clip_id for pair in self.manifest.pairs() for clip_id in (pair.chosen, pair.rejected)}
        rows = {row.clip_id: row for row in self.rows(split) if row.clip_id in paired}
        for pair in self.manifest.pairs():
            if pair.chosen in rows:
                yield PairOfRows(pair, rows[pair.chosen], rows[pair.rejected])

    def splits(self) -> tuple[Split, ...]:
        """The splits that have clips, training first."""
        found = {row.split or Split.TRAIN for row in self.manifest.rows()}
        return tuple(split for split in Split if split in found)

    def has_pairs(self) -> bool:
        """Whether there is at least one preference pair."""
        return next(self.manifest.pairs(), None) is not None

    def video(self, row: Row, folder: str = "") -> Entry:
        """The clip's film as a file of the export, below `folder`.

        Raises:
            FileNotFoundError: it is missing from the media folder.
        """
        return Entry(f"{folder}{row.file_name}", self.media.find(row.sha256, MediaKind.VIDEO).path)
