"""A refinement as maintainers see it, and what may be asked of one. Opens no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from model.spec import DEFAULT_RANK, DEFAULT_REFINE_STEPS, RefineMethod
from portal.errors import InvalidRequest
from storage.tables import RefinementRow
from storage.words import RefinementStatus

MAX_RANK = 64
MAX_STEPS = 10_000
MAX_SEED = 2**32 - 1


@dataclass(frozen=True, slots=True)
class RefinementRequest:
    """What to learn from, and how."""

    dataset_id: str
    method: RefineMethod
    parent: str | None = None
    """The version to start from; None is the default model."""
    seed: int = 0
    rank: int = DEFAULT_RANK
    max_steps: int = DEFAULT_REFINE_STEPS

    def require_sane(self) -> None:
        """Let numbers past that a refinement can work with.

        Raises:
            InvalidRequest: a sentence about the first that it cannot.
        """
        for value, least, most, what in (
            (self.seed, 0, MAX_SEED, "seed"),
            (self.rank, 1, MAX_RANK, "rank"),
            (self.max_steps, 1, MAX_STEPS, "number of steps"),
        ):
            if not least <= value <= most:
                raise InvalidRequest(f"A {what} of {value:,} was asked for; choose {least} to {most:,}.")


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The loss at one step, and that on the validation split where it was measured."""

    step: int
    loss: float
    validation_loss: float | None


@dataclass(frozen=True, slots=True)
class Refinement:
    """One refinement."""

    id: str
    dataset_id: str
    base: str
    parent: str
    method: RefineMethod
    seed: int
    rank: int
    max_steps: int
    status: RefinementStatus
    step: int
    curve: tuple[CurvePoint, ...]
    error: str | None
    metrics: Mapping[str, float]
    settings: Mapping[str, Any]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def from_row(cls, row: RefinementRow) -> Refinement:
        """The refinement of a row."""
        return cls(
            id=row.id,
            dataset_id=row.dataset_id,
            base=row.base,
            parent=row.parent,
            method=RefineMethod(row.method),
            seed=row.seed,
            rank=row.rank,
            max_steps=row.max_steps,
            status=row.status,
            step=row.step,
            curve=tuple(CurvePoint(*point) for point in row.curve),
            error=row.error,
            metrics=row.metrics,
            settings=row.settings,
            created_at=row.created_at,
            started_at=row.started_at,
            finished_at=row.finished_at,
        )
