"""The HTTP API of reviews: decide on a clip, ask for the next. Parse, ask the portal, answer. Knows no policy."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from portal.portal import Portal
from webapp.api import COMMON, refusals
from webapp.review_schemas import ReviewAnswer, ReviewBody, WaitingAnswer
from webapp.session import CurrentMember

NONE_WAITS: dict[int | str, dict[str, Any]] = {HTTPStatus.NO_CONTENT: {"description": "No clip waits for a decision."}}
FOR_CURATORS = refusals(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
NO_STORE = {"Cache-Control": "no-store"}


def review_router(portal: Portal) -> APIRouter:
    """Routes for curators."""
    router = APIRouter(**COMMON, tags=["review"])

    @router.put("/clips/{clip_id}/review", responses=FOR_CURATORS | refusals(HTTPStatus.CONFLICT))
    def review_clip(clip_id: str, body: ReviewBody, member: CurrentMember) -> ReviewAnswer:
        """Approve a clip, or exclude it, with a reason, from all datasets that are frozen from now on. A later decision
        replaces the one before; the audit log keeps them all. For curators.
        """
        return ReviewAnswer.of(portal.reviews.decide(member, clip_id, body.decision, body.reason))

    @router.get("/clips/{clip_id}/review", responses=FOR_CURATORS)
    def get_review(clip_id: str, member: CurrentMember) -> ReviewAnswer:
        """What stands decided on a clip; 404 where nobody has decided yet. For curators."""
        return ReviewAnswer.of(portal.reviews.of_clip(member, clip_id))

    @router.get("/reviews/next", response_model=WaitingAnswer, responses=NONE_WAITS | FOR_CURATORS)
    def next_review(member: CurrentMember, after: str | None = None) -> Response:
        """The newest clip that is rated and waits for a decision; with `after`, the next one older than the clip of
        that id, which is how to pass one over. For curators.
        """
        waiting = portal.reviews.next(member, after)
        if waiting is None:
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=NO_STORE)
        return JSONResponse(WaitingAnswer.of(waiting, member).model_dump(mode="json"), headers=NO_STORE)

    return router
