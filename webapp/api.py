"""The HTTP API under /api/v1: parse, ask the portal, answer. Knows no policy and no pages."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from starlette.responses import FileResponse, StreamingResponse

from model.spec import Aspect
from portal.clip import ClipFilter
from portal.errors import InvalidRequest
from portal.library import LibraryFilter
from portal.members import Member
from portal.portal import Portal
from storage.words import ClipStatus, DefectTag, LibraryOrder
from webapp import clip_stream
from webapp.api_schemas import (
    ErrorAnswer,
    FiguresAnswer,
    ModelAnswer,
    ModelsAnswer,
    RatingAnswer,
    RatingBody,
    VerdictAnswer,
    VerdictsAnswer,
)
from webapp.clip_schemas import (
    ClipAnswer,
    ClipChange,
    ClipOrder,
    ClipPageAnswer,
    PlaceAnswer,
    PlacesAnswer,
    PromptOrder,
    ProposalAnswer,
    VariationOrder,
)
from webapp.media import MAX_SEQUENCE, video_response
from webapp.session import CurrentMember

PAGE_LIMIT = 100


def refusals(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """The refusals a route documents beside the ones every route has."""
    return {int(status): {"model": ErrorAnswer, "description": status.phrase} for status in statuses}


COMMON: dict[str, Any] = {
    # On each router rather than on one around them, so that routes know their whole path and metrics can name it.
    "prefix": "/api/v1",
    "responses": refusals(HTTPStatus.UNAUTHORIZED, HTTPStatus.UNPROCESSABLE_ENTITY),
}


def api_routers(portal: Portal) -> tuple[APIRouter, ...]:
    """All routes under /api/v1."""
    return (
        _prompts_router(portal),
        _clips_router(portal),
        _library_router(portal),
        _progress_router(portal),
        _judgement_router(portal),
    )


def _prompts_router(portal: Portal) -> APIRouter:
    router = APIRouter(**COMMON, tags=["prompts"])

    @router.post("/prompts")
    async def read_prompts(order: PromptOrder, member: CurrentMember) -> ProposalAnswer:
        """What the model would read of a prompt or of each shot, which words it has no counterpart for, and the
        storyboard that a single prompt tells, if it tells several shots. Renders nothing.
        """
        # In asyncio's own threads: a slow rewriter must not take those in which all other routes are answered.
        proposal = await asyncio.to_thread(portal.prompts.preview, member, order.drafts(), order.model)
        return ProposalAnswer.of(proposal)

    return router


def _clips_router(portal: Portal) -> APIRouter:
    router = APIRouter(**COMMON, tags=["clips"])
    not_found = refusals(HTTPStatus.NOT_FOUND)

    @router.post(
        "/clips",
        status_code=HTTPStatus.ACCEPTED,
        responses=refusals(HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS),
    )
    async def ask_for_clips(
        order: ClipOrder, member: CurrentMember, idempotency_key: Annotated[str | None, Header()] = None
    ) -> PlacesAnswer:
        """Ask for a clip. Answers at once; follow it at `/api/v1/clips/{id}/events`.

        The same `idempotency_key` (in the body, or as the `Idempotency-Key` header) with the same request never makes a
        second clip, so a request whose answer was lost can be sent again. With `rewrite` the shots that bring no
        `rewritten` prompt are put into the long form that the model was trained on; without it they are rendered as
        they are written. `fast` asks for a quick take, from models that have one. `first_frame` and `extends` say how
        it begins.
        """
        if None not in (order.idempotency_key, idempotency_key) and order.idempotency_key != idempotency_key:
            raise InvalidRequest("The Idempotency-Key header and “idempotency_key” differ. Send one of them.")
        # As above: a request that has its prompts rewritten may take long.
        clips = await asyncio.to_thread(portal.clips.ask_for, member, order.request(idempotency_key))
        return PlacesAnswer(clips=[PlaceAnswer.of(clip) for clip in clips])

    @router.get("/clips")
    def list_clips(
        member: CurrentMember,
        mine: bool = False,
        status: ClipStatus | None = None,
        q: str = "",
        min_rating: Annotated[float | None, Query(allow_inf_nan=False)] = None,
        stars: Annotated[int | None, Query(ge=1, le=5)] = None,
        model: str | None = None,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 20,
    ) -> ClipPageAnswer:
        """Clips you may see, newest first. Pass `next_cursor` back as `cursor` for the page after."""
        wanted = ClipFilter(
            mine=mine,
            status=status,
            query=q,
            min_rating=min_rating,
            stars=stars,
            model=model,
            cursor=cursor,
            limit=limit,
        )
        page = portal.clips.page(member, wanted)
        return ClipPageAnswer(clips=[ClipAnswer.of(clip, member) for clip in page.clips], next_cursor=page.next_cursor)

    @router.get("/clips/{clip_id}", responses=not_found)
    def get_clip(clip_id: str, member: CurrentMember) -> ClipAnswer:
        """All that is known of a clip: prompt verbatim, seed, model version, timings, file hash."""
        return ClipAnswer.of(portal.clips.get(member, clip_id), member)

    @router.delete("/clips/{clip_id}", responses=not_found)
    def cancel_clip(clip_id: str, member: CurrentMember) -> ClipAnswer:
        """Cancel a clip that is not finished. A finished one stays as it is."""
        return ClipAnswer.of(portal.clips.cancel(member, clip_id), member)

    @router.post(
        "/clips/{clip_id}/variations",
        status_code=HTTPStatus.ACCEPTED,
        responses=refusals(
            HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS
        ),
    )
    async def vary_clip(clip_id: str, order: VariationOrder, member: CurrentMember) -> PlacesAnswer:
        """Ask for more takes of a ready clip of yours: everything as it was, with seeds of their own."""
        key = order.idempotency_key
        clips = await asyncio.to_thread(portal.clips.vary, member, clip_id, order.count, key)
        return PlacesAnswer(clips=[PlaceAnswer.of(clip) for clip in clips])

    @router.head("/clips/{clip_id}/video", response_model=None, include_in_schema=False)
    @router.get("/clips/{clip_id}/video", responses=not_found, response_model=None)
    def get_video(clip_id: str, member: CurrentMember) -> FileResponse:
        """The finished clip as mp4 (H.264). Byte ranges are served."""
        return video_response(portal, member, clip_id)

    return router


def _library_router(portal: Portal) -> APIRouter:
    router = APIRouter(**COMMON, tags=["library"])

    @router.get("/library")
    def list_library(
        member: CurrentMember,
        q: str = "",
        model: str | None = None,
        aspect: Aspect | None = None,
        member_id: Annotated[str | None, Query(alias="member")] = None,
        tag: DefectTag | None = None,
        order: LibraryOrder = LibraryOrder.NEWEST,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 20,
    ) -> ClipPageAnswer:
        """Clips that members share, the last shared or the best first. All words of `q` must occur in the prompt;
        `member` is the id of whoever shares, `tag` a defect that a rating names.

        Best is the mean of a clip's stars together with five votes of the library's mean. Pass `next_cursor` back as
        `cursor`, with the same filters, for the page after.
        """
        wanted = LibraryFilter(q, model, aspect, member_id, tag, order, cursor, limit)
        page = portal.library.page(member, wanted)
        return ClipPageAnswer(clips=[ClipAnswer.of(clip, member) for clip in page.clips], next_cursor=page.next_cursor)

    @router.patch(
        "/clips/{clip_id}", responses=refusals(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
    )
    def share_clip(clip_id: str, change: ClipChange, member: CurrentMember) -> ClipAnswer:
        """Share a ready clip of yours with every member, who may then see and rate it, or take it back."""
        change_clip = portal.library.share if change.shared else portal.library.take_back
        return ClipAnswer.of(change_clip(member, clip_id), member)

    return router


def _progress_router(portal: Portal) -> APIRouter:
    router = APIRouter(**COMMON, tags=["clips"])

    def may_follow(clip_id: str, member: CurrentMember) -> Member:
        # Asked before the stream opens, so that a refusal still has its status.
        portal.clips.get(member, clip_id)
        return member

    def last_event(
        last_event_id: Annotated[str | None, Header()] = None, after: Annotated[int, Query(ge=0, le=MAX_SEQUENCE)] = 0
    ) -> int:
        if not last_event_id:
            return after
        if not (last_event_id.isascii() and last_event_id.isdecimal() and int(last_event_id[:20]) <= MAX_SEQUENCE):
            raise InvalidRequest(f"The Last-Event-ID {last_event_id[:40]!r} is not the number of an event.")
        return int(last_event_id)

    @router.get(
        "/clips/{clip_id}/events",
        response_model=None,
        responses={HTTPStatus.OK: {"content": {"text/event-stream": {}}}, **refusals(HTTPStatus.NOT_FOUND)},
    )
    def follow_clip(
        clip_id: str, member: Member = Depends(may_follow), after: int = Depends(last_event)
    ) -> StreamingResponse:
        """Progress as server-sent events, until the clip is finished. Each is a `ProgressAnswer`.

        `Last-Event-ID` (or `after`, which browsers can set on the first request) resumes where you left off.
        """
        return StreamingResponse(
            clip_stream.progress(portal, member, clip_id, after),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return router


def _judgement_router(portal: Portal) -> APIRouter:
    router = APIRouter(**COMMON)

    @router.put("/clips/{clip_id}/rating", tags=["ratings"], responses=refusals(HTTPStatus.NOT_FOUND))
    def rate_clip(clip_id: str, rating: RatingBody, member: CurrentMember) -> RatingAnswer:
        """Rate a clip, or revise your rating of it: what is left out stays. Earlier revisions are kept."""
        given = portal.ratings.rate(
            member, clip_id, rating.overall, aspects=rating.aspects, tags=rating.tags, comment=rating.comment
        )
        return RatingAnswer.of(given)

    @router.get(
        "/clips/{clip_id}/ratings", tags=["ratings"], responses=refusals(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
    )
    def list_ratings(clip_id: str, member: CurrentMember) -> VerdictsAnswer:
        """What everybody said of a clip. For curators."""
        given = portal.ratings.given_to(member, clip_id)
        return VerdictsAnswer(ratings=[VerdictAnswer.of_verdict(verdict) for verdict in given])

    @router.get("/dashboard", tags=["review"], responses=refusals(HTTPStatus.FORBIDDEN))
    def get_dashboard(member: CurrentMember) -> FiguresAnswer:
        """The figures of the review page. For curators."""
        return FiguresAnswer.of(portal.dashboard.figures(member))

    @router.get("/models", tags=["models"])
    def list_models(member: CurrentMember) -> ModelsAnswer:
        """The model versions on offer and what may be asked of them."""
        return ModelsAnswer(models=[ModelAnswer.of(version) for version in portal.models.available()])

    return router
