"""Which defects raters name, on how many clips, and what stars go with them. Knows values and arithmetic, no SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.share import Share


@dataclass(frozen=True, slots=True)
class TaggedRating:
    """What one rating says of one clip."""

    clip_id: str
    tags: Sequence[str]
    stars: int


@dataclass(frozen=True, slots=True)
class Defect:
    """One kind of defect."""

    tag: str
    clips: Share
    """Clips on which anybody named it, of all that are rated. The intervals hold for all defects together."""
    mean: float
    """Stars of the ratings that name it."""


def defects(ratings: Iterable[TaggedRating]) -> tuple[Defect, ...]:
    """The defects that were named, the most frequent first."""
    clips: set[str] = set()
    on: defaultdict[str, set[str]] = defaultdict(set)
    stars: defaultdict[str, list[int]] = defaultdict(list)
    for rating in ratings:
        clips.add(rating.clip_id)
        for tag in rating.tags:
            on[tag].add(rating.clip_id)
            stars[tag].append(rating.stars)
    found = [
        Defect(tag, Share.of(len(named), len(clips), among=len(on)), sum(stars[tag]) / len(stars[tag]))
        for tag, named in on.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.clips.part, one.tag)))
