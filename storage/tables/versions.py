"""What can render, and what was learned from which dataset. Knows columns, no queries and no rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.columns import Table, word_column
from storage.words import ModelStatus, RefinementStatus


class ModelVersionRow(Table):
    """What can render: a base checkpoint by name, where it came from and what may be asked of it; or a refined version,
    a base and the adapter that is put onto it."""

    __tablename__ = "model_versions"

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    source: Mapped[str] = mapped_column(sa.Text)
    revision: Mapped[str | None] = mapped_column(sa.String(64))
    status: Mapped[ModelStatus] = mapped_column(word_column(ModelStatus))
    is_default: Mapped[bool]
    capabilities: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]

    # Of refined versions; null of bases. No foreign keys: SQLite would have to build the table anew, to which clips
    # point, and rows of neither table are ever deleted.
    base: Mapped[str | None] = mapped_column(sa.String(64))
    parent: Mapped[str | None] = mapped_column(sa.String(64))
    """The version that the refinement started from: the base itself, or another refined one."""
    adapter_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    refinement_id: Mapped[str | None] = mapped_column(sa.String(36))
    traffic_percent: Mapped[int] = mapped_column(server_default="0")
    """Of a hundred requests that name no model, how many this version renders in place of its base."""


class DatasetRow(Table):
    """A frozen selection of rated clips. The manifest itself is a media file named by its hash, the id."""

    __tablename__ = "datasets"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    created_by: Mapped[str | None] = mapped_column(sa.ForeignKey("members.id"))
    filters: Mapped[dict[str, Any]]
    clips: Mapped[int]
    ratings: Mapped[int]
    counts: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON())
    """Raters, prompts, pairs and splits. Null for what was frozen before they were counted."""
    created_at: Mapped[datetime]


class RefinementRow(Table):
    """Learning from a dataset: what was asked for, how far it is, and what came of it."""

    __tablename__ = "refinements"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    member_id: Mapped[str | None] = mapped_column(sa.ForeignKey("members.id"))
    """Who asked; null for the command line."""
    dataset_id: Mapped[str] = mapped_column(sa.ForeignKey("datasets.id"))
    base: Mapped[str] = mapped_column(sa.String(64))
    parent: Mapped[str] = mapped_column(sa.String(64))
    method: Mapped[str] = mapped_column(sa.String(16))
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    rank: Mapped[int]
    max_steps: Mapped[int]
    status: Mapped[RefinementStatus] = mapped_column(word_column(RefinementStatus))
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    step: Mapped[int] = mapped_column(default=0)
    curve: Mapped[list[Any]]
    """Points [step, loss, validation loss or null], in order."""
    error: Mapped[str | None] = mapped_column(sa.Text)
    metrics: Mapped[dict[str, Any]]
    settings: Mapped[dict[str, Any]]
