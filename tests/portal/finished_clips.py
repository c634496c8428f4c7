"""Finished clips without a worker: for tests of what happens after the render."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from model.video import write_mp4
from portal.clip_request import ClipRequest
from portal.members import Member
from portal.shot import AskedShot
from storage import clips as rows
from storage.media import MediaKind
from storage.words import ClipStatus
from tests.conftest import CAPABILITIES, Room
from tests.stills import clouds


def finished_clip(
    room: Room, member: Member, prompt: str = "a red car", content: bytes = b"mp4", model: str | None = None
) -> str:
    """The id of a ready clip with a video of any bytes."""
    clip = room.portal.clips.ask_for(member, ClipRequest(shots=(AskedShot(prompt, 2.0),), model=model))[0]
    video = room.media.keep_bytes(MediaKind.VIDEO, content)
    with room.portal.database.writing() as session:
        row = rows.by_id(session, clip.id)
        assert row is not None
        row.status, row.sha256, row.frames = ClipStatus.READY, video.sha256, 17
    return clip.id


def film(room: Room, seeds: Iterable[int]) -> bytes:
    """A real film for `finished_clip`, 48×32 and four times enlarged, a picture of its own for each frame."""
    frames = np.stack([clouds(48, 32, seed) for seed in seeds])
    path = room.media.root / "film.mp4"
    write_mp4(frames, CAPABILITIES.fps, path, scale=CAPABILITIES.display_scale)
    try:
        return path.read_bytes()
    finally:
        path.unlink()
