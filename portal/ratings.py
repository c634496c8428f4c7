"""Ratings: one member's judgement of one clip, revisable. Knows no pages and no SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from portal.errors import Conflict, InvalidRequest
from portal.members import Member
from portal.moments import now
from portal.policy import Action, no_such_clip, require, require_sight
from portal.rating import Rating, Verdict
from portal.text import require_text
from storage import clips as clip_rows
from storage import library as library_rows
from storage import members as member_rows
from storage import rating_tallies as tallies
from storage import ratings as rows
from storage.database import Database
from storage.tables import RatingRow
from storage.words import ClipStatus, DefectTag, RatingAspect

Kept = TypeVar("Kept")

MAX_COMMENT_CHARACTERS = 4000


class Ratings:
    """The room where clips are judged."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rate(
        self,
        member: Member,
        clip_id: str,
        overall: int,
        *,
        aspects: Mapping[str, int] | None = None,
        tags: Sequence[str] | None = None,
        comment: str | None = None,
    ) -> Rating:
        """Give a ready clip 1 to 5 stars, or revise what was given. What is None stays as it was.

        Raises:
            InvalidRequest: stars out of 1 to 5, an unknown aspect or tag, too long a comment.
            NotFound: there is no such clip that the member may see.
            Conflict: the clip is not ready.
        """
        require(member, Action.RATE_CLIP)
        _require_stars(overall, "rating")
        checked_aspects = None if aspects is None else _checked_aspects(aspects)
        checked_tags = None if tags is None else _checked_tags(tags)
        if comment is not None:
            require_text(comment, "comment", limit=MAX_COMMENT_CHARACTERS, allow_empty=True)
        with self._database.writing() as session:
            clip = clip_rows.by_id(session, clip_id, for_update=True)
            if clip is None:
                raise no_such_clip(clip_id)
            require_sight(member, clip)
            if clip.status is not ClipStatus.READY:
                raise Conflict(f"This clip is {clip.status}; it can be rated when it is ready.")
            before = rows.current(session, clip_id, member.id)
            row = rows.revise(
                session,
                RatingRow(
                    clip_id=clip_id,
                    member_id=member.id,
                    overall=overall,
                    aspects=_or(checked_aspects, before.aspects if before else {}),
                    tags=_or(checked_tags, before.tags if before else []),
                    comment=_or(comment, before.comment if before else ""),
                    created_at=now(),
                ),
            )
            tallies.change(session, clip, None if before is None else before.overall, overall)
            library_rows.count_ratings(session, clip_id)
            return Rating.from_row(row)

    def given_to(self, member: Member, clip_id: str) -> tuple[Verdict, ...]:
        """Everybody's current ratings of a clip, oldest first. Artists judge without looking at others.

        Raises:
            Forbidden: the member is no curator.
            NotFound: there is no such clip.
        """
        require(member, Action.SEE_RATINGS)
        with self._database.reading() as session:
            if clip_rows.by_id(session, clip_id) is None:
                raise no_such_clip(clip_id)
            verdicts = []
            for row in rows.of_clips(session, [clip_id]):
                rater = member_rows.by_id(session, row.member_id)
                verdicts.append(Verdict(rater.shown_name if rater else "", Rating.from_row(row)))
            return tuple(verdicts)


def _or(fresh: Kept | None, before: Kept) -> Kept:
    return before if fresh is None else fresh


def _require_stars(stars: int, what: str) -> None:
    if not 1 <= stars <= 5:
        raise InvalidRequest(f"A {what} of {stars} was given; give 1 to 5 stars.")


def _checked_aspects(aspects: Mapping[str, int]) -> dict[str, int]:
    known = [aspect.value for aspect in RatingAspect]
    for aspect, stars in aspects.items():
        if aspect not in known:
            raise InvalidRequest(f"There is no aspect {aspect[:40]!r}. Rate any of: {', '.join(known)}.")
        _require_stars(stars, f"rating of {aspect}")
    return dict(aspects)


def _checked_tags(tags: Sequence[str]) -> list[str]:
    """Each tag once, in the order of the list, so that the same judgement is always the same row."""
    known = [tag.value for tag in DefectTag]
    for tag in tags:
        if tag not in known:
            raise InvalidRequest(f"There is no defect tag {tag[:40]!r}. Use any of: {', '.join(known)}.")
    return [tag for tag in known if tag in tags]
