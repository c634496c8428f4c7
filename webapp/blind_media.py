"""The films of a comparison, under the comparison's name and with nothing on them that tells which clips they are.

A clip's own address, its content hash as a validator and the time its file was written would all give it away to
whoever has the library open beside the arena. Knows HTTP, not where files lie.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import FileResponse

from portal.portal import Portal
from storage.media import MediaFile
from storage.words import Side
from webapp.session import CurrentMember

PREFIX = "/media/comparisons"
UNTOLD = "Thu, 01 Jan 1970 00:00:00 GMT"


def video_path(comparison_id: str, side: Side) -> str:
    """Where the film on that side is."""
    return f"{PREFIX}/{comparison_id}/{side}.mp4"


def poster_path(comparison_id: str, side: Side) -> str:
    """Where the still of that side is."""
    return f"{PREFIX}/{comparison_id}/{side}.webp"


def blind_media_router(portal: Portal) -> APIRouter:
    """Routes under /media/comparisons. Whether the pair is the member's own to see is asked with every request."""
    router = APIRouter(prefix=PREFIX, include_in_schema=False)

    @router.api_route("/{comparison_id}/{side}.mp4", methods=["GET", "HEAD"], response_model=None)
    def film(comparison_id: str, side: Side, member: CurrentMember) -> FileResponse:
        return _blind_response(portal.arena.film(member, comparison_id, side), comparison_id, side)

    @router.api_route("/{comparison_id}/{side}.webp", methods=["GET", "HEAD"], response_model=None)
    def poster(comparison_id: str, side: Side, member: CurrentMember) -> FileResponse:
        return _blind_response(portal.arena.poster(member, comparison_id, side), comparison_id, side)

    return router


def _blind_response(media: MediaFile, comparison_id: str, side: Side) -> FileResponse:
    """A stored file with byte ranges; kept by no browser, so that a vote leaves nothing to look up behind it."""
    headers = {
        "Cache-Control": "no-store",
        "ETag": f'"{comparison_id}-{side}-{media.kind}"',
        # The server would put the time of the file here, which the library tells of every clip.
        "Last-Modified": UNTOLD,
    }
    return FileResponse(media.path, headers=headers, media_type=media.media_type)
