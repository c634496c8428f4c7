"""Pictures that members send, and who may begin a clip with what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal import stills
from portal.clip_request import ClipRequest
from portal.errors import Conflict, InvalidRequest, NotFound, TooMuch
from portal.models import Offer
from portal.opening import FirstFrame, Upload
from portal.shot import AskedShot
from storage import clips as rows
from storage.media import MediaKind
from storage.tables import ClipRow
from tests.conftest import CAPABILITIES, Room
from tests.portal.finished_clips import film, finished_clip
from tests.stills import bomb, clouds, likeness, picture_file, pixels

PLAIN = ClipRequest(shots=(AskedShot("a red car", 2.0),))


@pytest.fixture
def willing(room: Room) -> Room:
    """A studio whose model can begin with a picture."""
    room.portal.models.offer([Offer("tiny", "nowhere", None, replace(CAPABILITIES, takes_first_frame=True))])
    return room


def sent(room: Room, seed: int = 0) -> Upload:
    return room.portal.stills.upload(room.artist, picture_file(clouds(seed=seed)))


def row(room: Room, clip_id: str) -> ClipRow:
    with room.portal.database.reading() as session:
        found = rows.by_id(session, clip_id)
        assert found is not None
        return found


def test_a_picture_is_kept_and_the_same_one_again_is_the_same(room: Room) -> None:
    first, again, other = sent(room), sent(room), sent(room, seed=1)

    assert (first.width, first.height) == (300, 200)
    assert first == again == room.portal.stills.get(room.artist, first.id)
    assert other.id != first.id
    kept = room.portal.stills.picture(room.artist, first.id).path.read_bytes()
    assert likeness(pixels(kept), clouds()) > 60


def test_nobody_else_knows_of_it_not_even_a_maintainer(willing: Room) -> None:
    upload = sent(willing)
    for member in (willing.other_artist, willing.curator, willing.maintainer):
        for look in (willing.portal.stills.get, willing.portal.stills.picture):
            with pytest.raises(NotFound, match="among those that you sent"):
                look(member, upload.id)
        with pytest.raises(NotFound, match="among those that you sent"):
            willing.portal.clips.ask_for(member, replace(PLAIN, first_frame=FirstFrame(upload_id=upload.id)))


def test_what_is_no_still_is_refused_and_nothing_is_kept(room: Room) -> None:
    for content in (bomb(), b"hello"):
        with pytest.raises(InvalidRequest, match=r"pixels|no picture"):
            room.portal.stills.upload(room.artist, content)
    with pytest.raises(InvalidRequest, match=r"20\.0 MB; a picture may have 16"):
        room.portal.stills.upload(room.artist, bytes(20_000_000))
    assert list(room.media.root.rglob("*.webp")) == []


def test_a_member_sends_so_many_a_day(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stills, "MAX_UPLOADS_A_DAY", 1)
    sent(room)
    with pytest.raises(TooMuch, match="within a day"):
        sent(room, seed=1)


def test_the_still_is_cut_to_the_clip_and_the_record_names_it(willing: Room) -> None:
    asked = replace(PLAIN, aspect="1:1", first_frame=FirstFrame(upload_id=sent(willing).id), idempotency_key="k")

    [clip] = willing.portal.clips.ask_for(willing.artist, asked)

    assert willing.portal.clips.ask_for(willing.artist, asked)[0].id == clip.id
    assert clip.first_frame_sha256 is not None
    still = pixels(willing.portal.clips.first_frame(willing.artist, clip.id).path.read_bytes())
    assert still.shape == (32, 32, 3)
    with pytest.raises(NotFound):
        willing.portal.clips.first_frame(willing.other_artist, clip.id)
    assert willing.portal.clips.first_frame(willing.curator, clip.id).sha256 == clip.first_frame_sha256
    [plain] = willing.portal.clips.ask_for(willing.artist, PLAIN)
    with pytest.raises(NotFound, match="no first frame"):
        willing.portal.clips.first_frame(willing.artist, plain.id)


def test_a_moment_of_a_clip_that_one_may_see_is_a_first_frame_too(willing: Room) -> None:
    clip_id = finished_clip(willing, willing.artist, content=film(willing, seeds=range(17)))
    moment = FirstFrame(clip_id=clip_id, at_seconds=1.0)

    [clip] = willing.portal.clips.ask_for(willing.artist, replace(PLAIN, first_frame=moment))

    still = pixels(willing.portal.clips.first_frame(willing.artist, clip.id).path.read_bytes())
    assert likeness(still, clouds(48, 32, seed=8)) > 25
    with pytest.raises(NotFound, match="among the ones you can see"):
        willing.portal.clips.ask_for(willing.other_artist, replace(PLAIN, first_frame=moment))
    willing.portal.library.share(willing.artist, clip_id)
    assert willing.portal.clips.ask_for(willing.other_artist, replace(PLAIN, first_frame=moment))


def test_what_cannot_be_begun_with_is_refused_with_a_sentence(willing: Room) -> None:
    upload, waiting = sent(willing).id, willing.portal.clips.ask_for(willing.artist, PLAIN)[0].id
    ready = finished_clip(willing, willing.artist, content=film(willing, seeds=range(3)))
    refused: list[tuple[FirstFrame, type[Exception], str]] = [
        (FirstFrame(), InvalidRequest, "Name one"),
        (FirstFrame(upload, ready), InvalidRequest, "Name one"),
        (FirstFrame(clip_id=waiting), Conflict, "it is queued"),
        (FirstFrame(clip_id=ready, at_seconds=99.0), InvalidRequest, "has no moment at 99"),
        (FirstFrame(clip_id="nobody"), NotFound, "no clip 'nobody'"),
    ]
    for first_frame, kind, words in refused:
        with pytest.raises(kind, match=words):
            willing.portal.clips.ask_for(willing.artist, replace(PLAIN, first_frame=first_frame))
    willing.portal.models.offer([Offer("tiny", "nowhere", None, CAPABILITIES)])
    with pytest.raises(InvalidRequest, match="The model tiny cannot begin with a picture"):
        willing.portal.clips.ask_for(willing.artist, replace(PLAIN, first_frame=FirstFrame(upload_id=upload)))
    assert willing.media.find(row(willing, ready).sha256 or "", MediaKind.VIDEO)
