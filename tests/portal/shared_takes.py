"""Takes of one prompt that differ in model or settings, finished and shared: what the arena lives on."""

from __future__ import annotations

from portal.clip_request import ClipRequest
from portal.members import Member
from portal.models import Offer
from portal.shot import AskedShot
from storage import clips as rows
from storage.media import MediaKind
from storage.words import ClipStatus
from tests.conftest import CAPABILITIES, Room

PROMPT = "a red car on a dirt road"
OTHER_MODEL = "grand"


def offer_two_models(room: Room) -> None:
    """Put a second model beside the one of the room."""
    room.portal.models.offer([Offer(name, "nowhere", None, CAPABILITIES) for name in ("tiny", OTHER_MODEL)])


def take(
    room: Room,
    member: Member,
    prompt: str = PROMPT,
    *,
    model: str = "tiny",
    steps: int = 4,
    seed: int | None = None,
    aspect: str = "16:9",
    seconds: float = 2.0,
    shared: bool = True,
    film: bytes | None = None,
) -> str:
    """The id of a ready clip. Unless given, the bytes of its film are its id, so that tests can tell which it is."""
    request = ClipRequest(shots=(AskedShot(prompt, seconds),), model=model, steps=steps, seed=seed, aspect=aspect)
    clip = room.portal.clips.ask_for(member, request)[0]
    video = room.media.keep_bytes(MediaKind.VIDEO, clip.id.encode() if film is None else film)
    poster = room.media.keep_bytes(MediaKind.PICTURE, clip.id.encode())
    with room.portal.database.writing() as session:
        row = rows.by_id(session, clip.id)
        assert row is not None
        row.status, row.frames = ClipStatus.READY, 17
        row.sha256, row.poster_sha256 = video.sha256, poster.sha256
    if shared:
        room.portal.library.share(member, clip.id)
    return clip.id
