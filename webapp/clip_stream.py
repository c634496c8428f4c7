"""The progress of one clip as server-sent events, resumable where the reader left off.

Every stored event goes out under its sequence number as the SSE id. A change of place in line, which is no event of the
clip itself, goes out without an id, so that `Last-Event-ID` keeps naming the last stored one. After a final status the
stream ends. Knows the portal and the wire format (HTML Living Standard, section 9.2); the browser's side is
`assets/live.js`.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import anyio
from anyio import to_thread

from portal.clip import Clip
from portal.errors import PortalError
from portal.members import Member
from portal.portal import Portal
from storage.words import ClipStatus
from webapp.api_schemas import ProgressAnswer

RENDERING_POLL_SECONDS = 0.15
QUEUED_POLL_SECONDS = 0.5
RETRY_MILLISECONDS = 1000
SILENCE_SECONDS = 15.0
"""Proxies close connections on which nothing is heard for long (nginx: 60 s), so a comment goes out meanwhile."""

OPENING = f"retry: {RETRY_MILLISECONDS}\n\n"
STILL_HERE = ": still here\n\n"


async def progress(portal: Portal, member: Member, clip_id: str, after: int) -> AsyncIterator[str]:
    """Everything that happened to the clip after event `after`, then what happens until it is finished.

    Args:
        portal: asked in worker threads, so that no reader holds up the event loop.
        member: who reads; the portal is asked anew with every poll, so a lost right ends the stream.
        clip_id: a clip the member may see.
        after: sequence number of the last event the reader has; 0 for all.
    """
    told: ProgressAnswer | None = None
    last_word = time.monotonic()
    yield OPENING
    while True:
        try:
            # The clip first: an event stored in between comes with the next poll, but a final clip has all its events.
            reader = await to_thread.run_sync(portal.members.active, member.id)
            if reader is None:
                return  # disabled meanwhile
            clip = await to_thread.run_sync(portal.clips.get, reader, clip_id)
            events = await to_thread.run_sync(portal.clips.events, reader, clip_id, after)
        except PortalError:
            return  # gone, or no longer the reader's to see: asking again tells them which
        messages = []
        for event in events:
            after = event.sequence
            told = ProgressAnswer.of(clip, event)
            messages.append(_message(told, after))
        standing = ProgressAnswer.of(clip, None)
        if told is None or _differs(told, standing, clip):
            told = standing
            messages.append(_message(standing))
        if messages or time.monotonic() - last_word > SILENCE_SECONDS:
            last_word = time.monotonic()
            yield "".join(messages) or STILL_HERE
        if clip.status.is_final:
            return
        is_rendering = clip.status is ClipStatus.RENDERING
        await anyio.sleep(RENDERING_POLL_SECONDS if is_rendering else QUEUED_POLL_SECONDS)


def _message(answer: ProgressAnswer, sequence: int | None = None) -> str:
    identity = "" if sequence is None else f"id: {sequence}\n"
    return f"{identity}data: {answer.model_dump_json()}\n\n"


def _differs(told: ProgressAnswer, standing: ProgressAnswer, clip: Clip) -> bool:
    """Whether the reader has to hear how the clip stands although no event said so."""
    if clip.status.is_final:
        return told.status is not standing.status
    return told.position != standing.position or _whole(told.eta_seconds) != _whole(standing.eta_seconds)


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
