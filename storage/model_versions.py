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
    """Retire what is no longer offered; its clips keep naming it."""
    session.execute(
        sa.update(ModelVersionRow)
        .where(ModelVersionRow.name.not_in(names))
        .values(status=ModelStatus.RETIRED, is_default=False)
    )
