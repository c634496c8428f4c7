"""Queries on datasets, and the selection that a new one is frozen from."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.tables import ClipRow, DatasetRow, MemberRow, RatingRow
from storage.words import ClipStatus

DATASET_ID = re.compile(r"[0-9a-f]{64}")


def by_id(session: Session, dataset_id: str) -> DatasetRow | None:
    """The dataset of that id."""
    if not DATASET_ID.fullmatch(dataset_id):
        return None
    return session.get(DatasetRow, dataset_id)


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
