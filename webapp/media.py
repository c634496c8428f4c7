"""Films, posters, stills and previews for browsers, each asked of the portal first. Knows HTTP, not where files lie."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import FileResponse

from portal.members import Member
from portal.portal import Portal
from storage.media import MediaFile
from webapp.film_name import attachment, film_name
from webapp.session import CurrentMember

MAX_SEQUENCE = 2**31 - 1

PRIVATE = "private, no-cache"
"""Browsers may keep it but must ask again, so that a lost right counts at once."""


def video_response(portal: Portal, member: Member, clip_id: str) -> FileResponse:
    """The film as a download named after its prompt."""
    media = portal.clips.video(member, clip_id)
    response = _file_response(media)
    response.headers["Content-Disposition"] = attachment(film_name(portal.clips.get(member, clip_id)))
    return response


def media_router(portal: Portal) -> APIRouter:
    """Routes under /media. Which member may see which clip is asked with every request."""
    router = APIRouter(prefix="/media", include_in_schema=False)

    @router.api_route("/clips/{clip_id}.mp4", methods=["GET", "HEAD"], response_model=None)
    def video(clip_id: str, member: CurrentMember, download: bool = False) -> FileResponse:
        if download:
            return video_response(portal, member, clip_id)
        return _file_response(portal.clips.video(member, clip_id))

    @router.api_route("/clips/{clip_id}/poster.webp", methods=["GET", "HEAD"], response_model=None)
    def poster(clip_id: str, member: CurrentMember) -> FileResponse:
        return _file_response(portal.clips.poster(member, clip_id))

    @router.api_route("/clips/{clip_id}/first-frame.webp", methods=["GET", "HEAD"], response_model=None)
    def first_frame(clip_id: str, member: CurrentMember) -> FileResponse:
        return _file_response(portal.clips.first_frame(member, clip_id))

    @router.api_route("/uploads/{upload_id}.webp", methods=["GET", "HEAD"], response_model=None)
    def upload(upload_id: str, member: CurrentMember) -> FileResponse:
        return _file_response(portal.stills.picture(member, upload_id))

    @router.api_route("/clips/{clip_id}/previews/{sequence}.webp", methods=["GET", "HEAD"], response_model=None)
    def preview(
        clip_id: str, sequence: Annotated[int, Path(ge=1, le=MAX_SEQUENCE)], member: CurrentMember
    ) -> FileResponse:
        return _file_response(portal.clips.preview(member, clip_id, sequence))

    return router


def _file_response(media: MediaFile) -> FileResponse:
    """A stored file with byte ranges (RFC 9110, section 14) and its content hash as a strong validator."""
    return FileResponse(
        media.path,
        headers={"Cache-Control": PRIVATE, "ETag": f'"{media.sha256}"'},
        media_type=media.media_type,
    )
