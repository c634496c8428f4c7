"""The bodies of the HTTP API that speak of model versions and refinements. Knows shapes and types, no rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import StrictInt, StrictStr

from model.spec import DEFAULT_RANK, DEFAULT_REFINE_STEPS, RefineMethod
from portal.as_asked import AsAsked
from portal.refinement import CurvePoint, Refinement, RefinementRequest
from portal.versions import Proof, Version
from storage.words import ModelStatus, RefinementStatus
from webapp.api_schemas import Answer, Body


class RefineBody(Body):
    """What to learn from, and how."""

    dataset: StrictStr
    method: RefineMethod
    seed: StrictInt = 0
    rank: StrictInt = DEFAULT_RANK
    max_steps: StrictInt = DEFAULT_REFINE_STEPS

    def wanted(self, parent: str) -> RefinementRequest:
        """For the portal."""
        return RefinementRequest(self.dataset, self.method, parent, self.seed, self.rank, self.max_steps)


class ProveBody(Body):
    """Prompts to prove a version with; none takes some that it did not learn from."""

    prompts: tuple[StrictStr, ...] = ()


class PromoteBody(Body):
    """How many of a hundred requests that name no model a version renders."""

    traffic_percent: StrictInt = 0


class CurvePointAnswer(Answer):
    """The loss at one step; `validation_loss` where it was measured."""

    step: int
    loss: float
    validation_loss: float | None

    @classmethod
    def of(cls, point: CurvePoint) -> CurvePointAnswer:
        """From the portal's view."""
        return cls(step=point.step, loss=point.loss, validation_loss=point.validation_loss)


class RefinementAnswer(Answer):
    """One refinement, and how far it is."""

    id: str
    dataset: str
    base: str
    parent: str
    method: RefineMethod
    seed: int
    rank: int
    max_steps: int
    status: RefinementStatus
    step: int
    curve: list[CurvePointAnswer]
    error: str | None
    metrics: Mapping[str, float]
    settings: Mapping[str, Any]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, refinement: Refinement) -> RefinementAnswer:
        """From the portal's view."""
        return cls(
            id=refinement.id,
            dataset=refinement.dataset_id,
            base=refinement.base,
            parent=refinement.parent,
            method=refinement.method,
            seed=refinement.seed,
            rank=refinement.rank,
            max_steps=refinement.max_steps,
            status=refinement.status,
            step=refinement.step,
            curve=[CurvePointAnswer.of(point) for point in refinement.curve],
            error=refinement.error,
            metrics=refinement.metrics,
            settings=refinement.settings,
            created_at=refinement.created_at,
            started_at=refinement.started_at,
            finished_at=refinement.finished_at,
        )


class RefinementsAnswer(Answer):
    """Refinements, newest first."""

    refinements: list[RefinementAnswer]


class ProofAnswer(Answer):
    """Blind votes on a version against its parent. `share` is wins among votes that decided, null before the first;
    `low` and `high` are its 95 % interval (Wilson)."""

    wins: int
    losses: int
    ties: int
    both_bad: int
    share: float | None
    low: float
    high: float

    @classmethod
    def of(cls, proof: Proof) -> ProofAnswer:
        """From the portal's view."""
        return cls(
            wins=proof.wins,
            losses=proof.losses,
            ties=proof.ties,
            both_bad=proof.both_bad,
            share=proof.share.mean,
            low=proof.share.low,
            high=proof.share.high,
        )


class AsAskedAnswer(Answer):
    """Of `asked` prompts that ask for it, in how many the critic sees it in the version's clip and in its parent's."""

    what: str
    asked: int
    shown: int
    shown_by_parent: int

    @classmethod
    def of(cls, as_asked: AsAsked) -> AsAskedAnswer:
        """From the portal's view."""
        return cls(
            what=as_asked.what,
            asked=as_asked.asked,
            shown=as_asked.shown,
            shown_by_parent=as_asked.shown_by_parent,
        )


class VersionAnswer(Answer):
    """One model version, with all that speaks for and against it."""

    name: str
    status: ModelStatus
    is_default: bool
    base: str
    parent: str | None
    traffic_percent: int
    created_at: datetime
    refinement: RefinementAnswer | None
    dataset_name: str | None
    proof: ProofAnswer | None
    as_asked: list[AsAskedAnswer]
    problem: str | None

    @classmethod
    def of(cls, version: Version) -> VersionAnswer:
        """From the portal's view."""
        model = version.model
        return cls(
            name=model.name,
            status=model.status,
            is_default=model.is_default,
            base=model.base,
            parent=model.parent,
            traffic_percent=model.traffic_percent,
            created_at=model.created_at,
            refinement=None if version.refinement is None else RefinementAnswer.of(version.refinement),
            dataset_name=version.dataset_name,
            proof=None if version.proof is None else ProofAnswer.of(version.proof),
            as_asked=[AsAskedAnswer.of(one) for one in version.as_asked],
            problem=version.problem,
        )


class VersionsAnswer(Answer):
    """All model versions there ever were, parents before their children."""

    versions: list[VersionAnswer]
