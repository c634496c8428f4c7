"""A rating as the portal shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.tables import RatingRow
from storage.words import RatingAspect


@dataclass(frozen=True, slots=True)
class Rating:
    """One member's judgement of one clip; `revision` counts from 1.

    Tags are values of `DefectTag`, but a rating from before there was that list keeps the words that it was given.
    """

    clip_id: str
    member_id: str
    overall: int
    aspects: Mapping[RatingAspect, int]
    tags: tuple[str, ...]
    comment: str
    revision: int
    created_at: datetime

    @classmethod
    def from_row(cls, row: RatingRow) -> Rating:
        """The row as plain values."""
        return cls(
            clip_id=row.clip_id,
            member_id=row.member_id,
            overall=row.overall,
            aspects={RatingAspect(aspect): stars for aspect, stars in row.aspects.items()},
            tags=tuple(row.tags),
            comment=row.comment,
            revision=row.revision,
            created_at=row.created_at,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rating together with the name of whoever gave it."""

    member_name: str
    rating: Rating
