"""Queries on ratings. Knows revisions, not who may rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.tables import ClipRow, RatingRow

IDS_PER_QUERY = 10_000
"""SQLite takes 32,766 parameters in one statement, PostgreSQL 65,535."""


def current(session: Session, clip_id: str, member_id: str) -> RatingRow | None:
    """The member's rating of the clip that counts."""
    return session.scalar(
        sa.select(RatingRow).where(RatingRow.clip_id == clip_id, RatingRow.member_id == member_id, RatingRow.is_current)
    )


def current_by_member(session: Session, clip_ids: Sequence[str], member_id: str) -> Mapping[str, RatingRow]:
    """Clip id → the member's rating of it that counts."""
    rows = session.scalars(
        sa.select(RatingRow).where(
            RatingRow.clip_id.in_(clip_ids), RatingRow.member_id == member_id, RatingRow.is_current
        )
    )
    return {row.clip_id: row for row in rows}


def of_clips(session: Session, clip_ids: Sequence[str]) -> Sequence[RatingRow]:
    """All ratings that count of these clips; those of one clip oldest first."""
    found: list[RatingRow] = []
    for start in range(0, len(clip_ids), IDS_PER_QUERY):
        some = clip_ids[start : start + IDS_PER_QUERY]
        found += session.scalars(
            sa.select(RatingRow)
            .where(RatingRow.clip_id.in_(some), RatingRow.is_current)
            .order_by(RatingRow.clip_id, RatingRow.created_at, RatingRow.member_id)
        )
    return found


def revise(session: Session, fresh: RatingRow) -> RatingRow:
    """Add `fresh` as the rating that counts; the one before stays as an earlier revision."""
    before = current(session, fresh.clip_id, fresh.member_id)
    fresh.revision = 1
    fresh.is_current = True
    if before is not None:
        before.is_current = False
        fresh.revision = before.revision + 1
        session.flush()
    session.add(fresh)
    return fresh


def stars_of_shared_judgements(session: Session, limit: int) -> Sequence[Sequence[int]]:
    """The current stars of each of the newest `limit` clips that two members or more rated."""
    judged = (
        sa.select(sa.func.count())
        .where(RatingRow.clip_id == ClipRow.id, RatingRow.is_current)
        .correlate(ClipRow)
        .scalar_subquery()
    )
    newest = (
        sa.select(ClipRow.id)
        .where(judged > 1)
        .order_by(ClipRow.created_at.desc(), ClipRow.id.desc())
        .limit(limit)
        .subquery()
    )
    rows = session.execute(
        sa.select(RatingRow.clip_id, RatingRow.overall)
        .join(newest, newest.c.id == RatingRow.clip_id)
        .where(RatingRow.is_current)
    )
    stars: defaultdict[str, list[int]] = defaultdict(list)
    for clip_id, overall in rows:
        stars[clip_id].append(overall)
    return list(stars.values())


def judged_prompts(session: Session, limit: int) -> Sequence[tuple[str, int, int]]:
    """(prompt, sum of stars, number of ratings) of each of the newest `limit` clips that are rated."""
    is_rated = sa.exists().where(RatingRow.clip_id == ClipRow.id, RatingRow.is_current)
    newest = (
        sa.select(ClipRow.id, ClipRow.prompt)
        .where(is_rated)
        .order_by(ClipRow.created_at.desc(), ClipRow.id.desc())
        .limit(limit)
        .subquery()
    )
    rows = session.execute(
        sa.select(newest.c.prompt, sa.func.sum(RatingRow.overall), sa.func.count())
        .join(RatingRow, RatingRow.clip_id == newest.c.id)
        .where(RatingRow.is_current)
        .group_by(newest.c.id, newest.c.prompt)
        .order_by(newest.c.id)
    )
    return [(prompt, int(stars), count) for prompt, stars, count in rows]


def tagged(session: Session, limit: int) -> Sequence[tuple[str, list[str], int]]:
    """(clip id, defect tags, stars) of the current ratings of the newest `limit` clips that are rated."""
    is_rated = sa.exists().where(RatingRow.clip_id == ClipRow.id, RatingRow.is_current)
    newest = (
        sa.select(ClipRow.id)
        .where(is_rated)
        .order_by(ClipRow.created_at.desc(), ClipRow.id.desc())
        .limit(limit)
        .subquery()
    )
    rows = session.execute(
        sa.select(RatingRow.clip_id, RatingRow.tags, RatingRow.overall)
        .join(newest, newest.c.id == RatingRow.clip_id)
        .where(RatingRow.is_current)
    )
    return [(clip_id, tags, overall) for clip_id, tags, overall in rows]
