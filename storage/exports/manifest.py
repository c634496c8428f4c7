"""The manifest: the frozen text that a dataset is, and the values in it. Knows no database and no videos.

A dataset's id is the SHA-256 of its manifest in canonical JSON (sorted keys, no spaces, UTF-8), so the id vouches for
every row and, through the rows' own hashes, for every byte of every video. A manifest may be larger than memory: it is
written and read row by row.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.exports.grouped import Grouped
from storage.exports.pairs import Pair, PairSource
from storage.exports.scanner import members
from storage.exports.splits import Split

MANIFEST_VERSION = 2
"""Version 1 had neither splits nor pairs. It is still read, and keeps its bytes."""

LISTS = ("pairs", "rows")
LAST_BYTES = 64


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
    split: Split | None = None
    """None in manifests of version 1."""
    first_frame_sha256: str | None = None
    """Of the picture that the render was given to begin with: the first frame is then not the model's own."""

    @property
    def file_name(self) -> str:
        """Where the video lies in the exported folder."""
        return f"videos/{self.clip_id}.mp4"

    @property
    def mean_rating(self) -> float:
        """Mean of the overall stars."""
        return sum(rating.overall for rating in self.ratings) / len(self.ratings)

    @property
    def seconds(self) -> float:
        """How long the clip is."""
        return self.frames / self.fps

    def mean_aspects(self) -> Mapping[str, float]:
        """Mean of the stars for each aspect that somebody judged."""
        given = defaultdict(list)
        for rating in self.ratings:
            for aspect, stars in rating.aspects.items():
                given[aspect].append(stars)
        return {aspect: sum(stars) / len(stars) for aspect, stars in given.items()}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a manifest says of the dataset as a whole."""

    name: str
    created_at: str
    filters: Mapping[str, Any]
    pair_gap: float | None = None
    """How many stars apart the means of a pair are at least; None in manifests of version 1, which have no pairs."""
    grouping: Grouped | None = None
    """How prompts were grouped for the splits; None in manifests from before they were."""


def row_json(row: Row) -> bytes:
    """A row as it stands in a manifest."""
    content = fields_of(row)
    content["ratings"] = [fields_of(rating) for rating in row.ratings]
    # Manifests that were frozen before there were quick takes, splits or first frames must keep their bytes, and with
    # them their id.
    if not row.fast:
        del content["fast"]
    if row.split is None:
        del content["split"]
    if row.first_frame_sha256 is None:
        del content["first_frame_sha256"]
    return _canonical(content)


def pair_json(pair: Pair) -> bytes:
    """A pair as it stands in a manifest. One that stars decided keeps the bytes that it had before there were votes."""
    content = fields_of(pair)
    if pair.source is PairSource.RATINGS:
        del content["votes_for"], content["votes_against"], content["votes_undecided"]
    return _canonical(content)


def manifest_json(heading: Heading, pairs: Iterable[Pair], rows: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes that the dataset's id is the SHA-256 of, piece by piece.

    Args:
        heading: name, moment, filters.
        pairs: preference pairs; ignored without a gap in the heading.
        rows: each as `row_json` wrote it.
    """
    has_pairs = heading.pair_gap is not None
    content = fields_of(heading)
    if not has_pairs:
        del content["pair_gap"]
    if heading.grouping is None:
        del content["grouping"]
    else:
        content["grouping"] = heading.grouping.to_json()
    yield _canonical(content)[:-1]
    if has_pairs:
        yield from _list("pairs", map(pair_json, pairs))
    yield from _list("rows", rows)
    yield b',"version":%d}' % (MANIFEST_VERSION if has_pairs else 1)


class Manifest:
    """A stored manifest. Each call of `rows` or `pairs` reads the file anew and holds one element at a time.

    Args:
        path: what `manifest_json` wrote.

    Raises:
        ValueError: it is of a version that this code does not know.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        version = _version(path)
        if version not in (1, MANIFEST_VERSION):
            raise ValueError(
                f"got a manifest of version {version}, expected at most {MANIFEST_VERSION}; update Dailies"
            )
        content = {}
        for name, value in members(path, LISTS):
            if name in LISTS:
                break
            content[name] = value
        self.heading = Heading(
            content["name"],
            content["created_at"],
            content["filters"],
            pair_gap=content.get("pair_gap"),
            grouping=Grouped.from_json(content["grouping"]) if "grouping" in content else None,
        )

    def rows(self, split: Split | None = None) -> Iterator[Row]:
        """The clips of a split, or all, oldest first. What was frozen before there were splits is for training."""
        for name, read in members(self.path, LISTS):
            if name == "rows" and split in (None, read.get("split", Split.TRAIN)):
                yield _row(read)

    def pairs(self) -> Iterator[Pair]:
        """The preference pairs; none in a manifest of version 1."""
        for name, read in members(self.path, LISTS):
            if name == "rows":
                return
            if name == "pairs":
                yield Pair(**{**read, "source": PairSource(read["source"])})


def fields_of(value: RatedBy | Row | Pair | Heading) -> dict[str, Any]:
    """The fields by name. Not `dataclasses.asdict`, which copies all that is in them: ratings may be a million."""
    return {name: getattr(value, name) for name in value.__slots__}


def _canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _list(name: str, elements: Iterable[bytes]) -> Iterator[bytes]:
    yield b',"%s":[' % name.encode()
    for number, element in enumerate(elements):
        yield b"," + element if number else element
    yield b"]"


def _row(read: dict[str, Any]) -> Row:
    for rated in read["ratings"]:
        rated["tags"] = tuple(rated["tags"])
    read["ratings"] = tuple(RatedBy(**rated) for rated in read["ratings"])
    read["shots"] = tuple(read["shots"])
    if "split" in read:
        read["split"] = Split(read["split"])
    return Row(**read)


def _version(path: Path) -> int:
    """From the end, where the sorted keys put it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LAST_BYTES))
        found = re.search(rb'"version":(\d+)\}$', file.read())
    if found is None:
        raise ValueError(f"{path.name} is no manifest, or only a part of one; restore it from a backup")
    return int(found[1])
