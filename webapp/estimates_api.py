"""The HTTP API of estimates: what a clip would cost. Parse, ask the portal, answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from portal.portal import Portal
from webapp.api import COMMON
from webapp.api_schemas import Answer
from webapp.session import CurrentMember


class EstimateAnswer(Answer):
    """What a request would cost. `gpu_seconds` (all takes together) and `ready_seconds` are null where nothing was
    rendered here yet that they could be reckoned from. `left_gpu_seconds` is what is left of the member's quota, null
    without one; `refusal` says why the request would be refused now, and when it would not be."""

    model: str
    gpu_seconds: float | None
    ready_seconds: float | None
    clips_ahead: int
    measured_clips: int
    quota_gpu_seconds: int | None
    left_gpu_seconds: float | None
    refusal: str | None


def estimates_router(portal: Portal) -> APIRouter:
    """What a clip would cost."""
    router = APIRouter(**COMMON, tags=["clips"])

    @router.get("/estimate")
    def estimate(
        seconds: Annotated[float, Query(gt=0, allow_inf_nan=False)],
        member: CurrentMember,
        count: int = 1,
        steps: int | None = None,
        fast: bool = False,
        model: str | None = None,
    ) -> EstimateAnswer:
        """What `count` clips of so many seconds would cost and when they would be ready, by what clips of this model
        cost on this installation so far. Asks for nothing.
        """
        told = portal.estimates.of(member, seconds, count=count, steps=steps, fast=fast, model=model)
        return EstimateAnswer.model_validate(told)

    return router
