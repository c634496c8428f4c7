"""Queries on refinements."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.clips import UNFINISHED
from storage.tables import ClipRow, DatasetRow, ModelVersionRow, RefinementRow
from storage.words import RefinementStatus

UNDER_WAY = (RefinementStatus.QUEUED, RefinementStatus.LEARNING)


def by_id(session: Session, refinement_id: str, *, for_update: bool = False) -> RefinementRow | None:
    """The refinement of that id; `for_update` keeps other transactions from changing it meanwhile."""
    return session.get(RefinementRow, refinement_id, with_for_update=for_update)


def newest(session: Session, limit: int) -> Sequence[RefinementRow]:
    """Those asked for last."""
    return session.scalars(
        sa.select(RefinementRow).order_by(RefinementRow.created_at.desc(), RefinementRow.id).limit(limit)
    ).all()


def under_way_on_others(session: Session, bases: Sequence[str]) -> Sequence[RefinementRow]:
    """Unfinished refinements of bases that are none of these."""
    return session.scalars(
        sa.select(RefinementRow).where(RefinementRow.status.in_(UNDER_WAY), RefinementRow.base.not_in(bases))
    ).all()


def is_base_wanted(session: Session, base: str) -> bool:
    """Whether a clip waits for a base, or is being rendered with it."""
    of_base = sa.select(ModelVersionRow.name).where(
        sa.func.coalesce(ModelVersionRow.base, ModelVersionRow.name) == base
    )
    waits = sa.exists().where(ClipRow.status.in_(UNFINISHED), ClipRow.model.in_(of_base))
    return bool(session.scalar(sa.select(waits)))


def dataset_name(session: Session, dataset_id: str) -> str | None:
    """What a dataset is called."""
    return session.scalar(sa.select(DatasetRow.name).where(DatasetRow.id == dataset_id))
