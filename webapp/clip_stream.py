"""The progress of one clip as server-sent events, resumable where the reader left off.

Every stored event goes out under its sequence number as the SSE id. A change of place in line, which is no event of the
clip itself, goes out without an id, so that `Last-Event-ID` keeps naming the last stored one. After a final status the
stream ends. Knows the portal and the wire format; the browser's side is `assets/live.js`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
from anyio import to_thread
from fastapi.sse import ServerSentEvent

from portal.clip import Clip
from portal.members import Member
from portal.portal import Portal
from storage.words import ClipStatus
from webapp.api_schemas import ProgressAnswer

RENDERING_POLL_SECONDS = 0.25
QUEUED_POLL_SECONDS = 0.5
RETRY_MILLISECONDS = 1000


async def progress(portal: Portal, member: Member, clip_id: str, after: int) -> AsyncIterator[ServerSentEvent]:
    """Everything that happened to the clip after event `after`, then what happens until it is finished.

    Args:
        portal: asked in worker threads, so that no reader holds up the event loop.
        member: who reads; the portal is asked anew with every poll, so a lost right ends the stream.
        clip_id: a clip the member may see.
        after: sequence number of the last event the reader has; 0 for all.
    """
    told: ProgressAnswer | None = None
    while True:
        # The clip first: an event stored in between comes with the next poll, but a final clip has all its events.
        clip: Clip = await to_thread.run_sync(portal.clips.get, member, clip_id)
        events = await to_thread.run_sync(portal.clips.events, member, clip_id, after)
        for event in events:
            after = event.sequence
            told = ProgressAnswer.of(clip, event)
            yield ServerSentEvent(data=told, id=str(after), retry=RETRY_MILLISECONDS)
        standing = ProgressAnswer.of(clip, None)
        if told is None or _differs(told, standing, clip):
            told = standing
            yield ServerSentEvent(data=standing, retry=RETRY_MILLISECONDS)
        if clip.status.is_final:
            return
        is_rendering = clip.status is ClipStatus.RENDERING
        await anyio.sleep(RENDERING_POLL_SECONDS if is_rendering else QUEUED_POLL_SECONDS)


def _differs(told: ProgressAnswer, standing: ProgressAnswer, clip: Clip) -> bool:
    """Whether the reader has to hear how the clip stands although no event said so."""
    if clip.status.is_final:
        return told.status is not standing.status
    return told.position != standing.position or _whole(told.eta_seconds) != _whole(standing.eta_seconds)


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
