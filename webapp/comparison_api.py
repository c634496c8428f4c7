"""The HTTP API of the arena: the next pair, and a vote on it. Parse, ask the portal, answer. Knows no policy."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from portal.portal import Portal
from webapp.api import COMMON
from webapp.api_schemas import ErrorAnswer
from webapp.comparison_schemas import PairAnswer, VoteAnswer, VoteBody
from webapp.session import CurrentMember

NO_PAIR: dict[int | str, dict[str, Any]] = {
    HTTPStatus.NO_CONTENT: {"description": "There is no pair left for you to vote on."}
}
REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorAnswer, "description": status.phrase}
    for status in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
}
NO_STORE = {"Cache-Control": "no-store"}


def comparison_router(portal: Portal) -> APIRouter:
    """Routes for every member."""
    router = APIRouter(**COMMON, tags=["comparisons"])

    @router.get("/comparisons/next", response_model=PairAnswer, responses=NO_PAIR)
    def next_comparison(member: CurrentMember) -> Response:
        """Two films of one prompt, by different models or with different settings, that wait for your vote. Which is
        which is told after it. The same pair is answered until you vote; no pair holds a clip of yours.
        """
        pair = portal.arena.next(member)
        if pair is None:
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=NO_STORE)
        return JSONResponse(PairAnswer.of(pair).model_dump(mode="json"), headers=NO_STORE)

    @router.post("/comparisons/{comparison_id}", responses=REFUSED)
    def vote(comparison_id: str, body: VoteBody, member: CurrentMember) -> VoteAnswer:
        """Vote on the pair that was offered to you: `left`, `right`, `tie` or `both_bad`. The answer names both films.
        Each member has one vote on a pair, and it stays.
        """
        return VoteAnswer.of(portal.arena.vote(member, comparison_id, body.verdict))

    return router
