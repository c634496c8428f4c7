"""Queries on datasets, and the selection that a new one is frozen from."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.tables import ClipRow, DatasetRow, MemberRow, RatingRow
from storage.words import ClipStatus


def by_id(session: Session, dataset_id: str) -> DatasetRow | None:
    """The dataset of that id."""
    return session.get(DatasetRow, dataset_id)


def newest(session: Session, limit: int = 50) -> Sequence[DatasetRow]:
    """Newest first."""
    return session.scalars(sa.select(DatasetRow).order_by(DatasetRow.created_at.desc()).limit(limit)).all()


def eligible_clips(
    session: Session, *, min_rating: float | None = None, min_raters: int = 1, model: str | None = None
) -> Sequence[ClipRow]:
    """Ready clips with enough ratings whose artist consented, when it was made and still, oldest first."""
    rated = (
        sa.select(RatingRow.clip_id)
        .where(RatingRow.is_current)
        .group_by(RatingRow.clip_id)
        .having(sa.func.count() >= min_raters)
    )
    if min_rating is not None:
        rated = rated.having(sa.func.avg(RatingRow.overall) >= min_rating)
    query = (
        sa.select(ClipRow)
        .join(MemberRow, MemberRow.id == ClipRow.member_id)
        .where(
            ClipRow.status == ClipStatus.READY,
            ClipRow.consents_to_training,
            MemberRow.consents_to_training,
            ClipRow.id.in_(rated),
        )
        .order_by(ClipRow.created_at, ClipRow.id)
    )
    if model is not None:
        query = query.where(ClipRow.model == model)
    return session.scalars(query).all()
