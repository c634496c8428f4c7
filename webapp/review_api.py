"""The HTTP API of reviews and of what judgements say together. Parse, ask the portal, answer. Knows no policy."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from portal.portal import Portal
from webapp.api import COMMON, refusals
from webapp.figure_tables import FigureTable, figure_csv
from webapp.judgement_schemas import JudgementAnswer
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

    @router.get("/dashboard/judgement", responses=refusals(HTTPStatus.FORBIDDEN))
    def get_judgement(member: CurrentMember) -> JudgementAnswer:
        """What the judgements of all members say together: the leaderboard of model versions by the votes of the arena,
        how far raters agree, who looks. Intervals are of 95 %. For curators.
        """
        return JudgementAnswer.of(portal.dashboard.judgement(member))

    @router.get(
        "/dashboard/{table}.csv",
        response_class=Response,
        responses={HTTPStatus.OK: {"content": {"text/csv": {}}}, **refusals(HTTPStatus.FORBIDDEN)},
    )
    def get_table(table: FigureTable, member: CurrentMember) -> Response:
        """A table of the review page as CSV. Texts that a spreadsheet would run as a formula begin with an apostrophe.
        For curators.
        """
        named = {"Content-Disposition": f'attachment; filename="dailies-{table}.csv"', **NO_STORE}
        return Response(figure_csv(portal.dashboard, member, table), media_type="text/csv", headers=named)

    return router
