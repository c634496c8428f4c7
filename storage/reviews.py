"""Queries on reviews, and the clip that waits for one next. Knows no rules and not who may decide."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.clips import is_listed_after
from storage.tables import ClipRow, RatingRow, ReviewRow
from storage.words import ClipStatus


def of_clip(session: Session, clip_id: str) -> ReviewRow | None:
    """The decision on the clip, if there is one."""
    return session.get(ReviewRow, clip_id)


def next_waiting(session: Session, after: ClipRow | None) -> ClipRow | None:
    """The newest ready clip that is rated and not decided on; of those older than `after`, if that is given."""
    # A status that is computed has no index, so the clips are walked from the newest on until one waits. By their
    # status SQLite would fetch all that are ready, and sort them, for one.
    is_ready = sa.func.coalesce(ClipRow.status, "") == ClipStatus.READY
    query = sa.select(ClipRow).where(is_ready, *_is_for_review())
    if after is not None:
        query = query.where(is_listed_after(after.created_at, after.id))
    return session.scalar(query.order_by(ClipRow.created_at.desc(), ClipRow.id.desc()).limit(1))


def count_waiting(session: Session, most: int) -> int:
    """How many clips wait for a decision, counted up to `most`."""
    is_ready = ClipRow.status == ClipStatus.READY
    waiting = sa.select(ClipRow.id).where(is_ready, *_is_for_review()).limit(most).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(waiting)) or 0


def _is_for_review() -> tuple[sa.ColumnElement[bool], ...]:
    is_rated = sa.exists().where(RatingRow.clip_id == ClipRow.id, RatingRow.is_current)
    is_decided = sa.exists().where(ReviewRow.clip_id == ClipRow.id)
    return (is_rated, ~is_decided)
