"""The HTTP API of stills: pictures that clips begin with, sent as they are. Parse, ask the portal, answer."""

from __future__ import annotations

import asyncio
from datetime import datetime
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException

from portal.portal import Portal
from portal.stills import MAX_UPLOAD_BYTES, too_large
from webapp.api import COMMON, refusals
from webapp.api_schemas import Answer
from webapp.session import CurrentMember

PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp")

RAW_PICTURE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in PICTURE_TYPES},
    }
}

MARGIN_BYTES = 1_000_000
"""The server cuts off what is larger than this above the limit; what is in between is refused with a sentence."""


class UploadAnswer(Answer):
    """A picture that you sent. Its size is the one that is kept, at most 1,920 pixels a side."""

    id: str
    width: int
    height: int
    created_at: datetime


def uploads_router(portal: Portal) -> APIRouter:
    """Routes for whoever asks for clips."""
    router = APIRouter(**COMMON, tags=["uploads"])

    @router.post(
        "/uploads",
        status_code=HTTPStatus.CREATED,
        max_body_size=MAX_UPLOAD_BYTES + MARGIN_BYTES,
        openapi_extra=RAW_PICTURE,
        responses=refusals(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.TOO_MANY_REQUESTS),
    )
    async def send_picture(request: Request, member: CurrentMember) -> UploadAnswer:
        """Send a picture to begin clips with: the file itself as the body, PNG, JPEG or WebP. What it is is told by its
        content. Only its pixels are kept. Give its id as `first_frame` of a clip.
        """
        content = await _body(request)
        # Not in the threads in which all other routes are answered: decoding may take long.
        return UploadAnswer.model_validate(await asyncio.to_thread(portal.stills.upload, member, content))

    @router.get("/uploads/{upload_id}", responses=refusals(HTTPStatus.NOT_FOUND))
    def get_upload(upload_id: str, member: CurrentMember) -> UploadAnswer:
        """A picture that you sent; nobody else knows of it. The picture itself is at `/media/uploads/{id}.webp`."""
        return UploadAnswer.model_validate(portal.stills.get(member, upload_id))

    return router


async def _body(request: Request) -> bytes:
    """The body, as far as it is not too large; a client that says so beforehand is spared the sending."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MAX_UPLOAD_BYTES:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_large(int(announced)))
    return await request.body()
