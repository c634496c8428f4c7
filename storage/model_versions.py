"""Queries on model versions."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.tables import ModelVersionRow
from storage.words import ModelStatus


def by_name(session: Session, name: str) -> ModelVersionRow | None:
    """The version of that name, retired ones too."""
    return session.get(ModelVersionRow, name)


def live(session: Session) -> Sequence[ModelVersionRow]:
    """The versions that can be asked for, the default first."""
    return session.scalars(
        sa.select(ModelVersionRow)
        .where(ModelVersionRow.status == ModelStatus.LIVE)
        .order_by(ModelVersionRow.is_default.desc(), ModelVersionRow.name)
    ).all()


def retire_all_but(session: Session, names: Sequence[str]) -> None:
    """Retire the bases that are no longer offered, and what was refined from them; their clips keep naming them."""
    is_offered = sa.func.coalesce(ModelVersionRow.base, ModelVersionRow.name).in_(names)
    session.execute(
        sa.update(ModelVersionRow)
        .where(sa.not_(is_offered))
        .values(status=ModelStatus.RETIRED, is_default=False, traffic_percent=0)
    )


def everything(session: Session) -> Sequence[ModelVersionRow]:
    """All versions there ever were, parents before their children."""
    return session.scalars(sa.select(ModelVersionRow).order_by(ModelVersionRow.created_at, ModelVersionRow.name)).all()


def refined_count(session: Session, base: str) -> int:
    """How many versions were refined from a base."""
    return session.scalar(sa.select(sa.func.count()).where(ModelVersionRow.base == base)) or 0


def lock(session: Session, name: str) -> ModelVersionRow | None:
    """The version of that name, which no other transaction changes meanwhile."""
    return session.get(ModelVersionRow, name, with_for_update=True)
