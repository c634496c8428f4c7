"""What the studio's fields hold when a clip is taken up again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.spec import Aspect, Size
from portal.clip_request import ClipRequest
from portal.errors import NotFound
from portal.models import Offer
from portal.shot import AskedShot
from tests.conftest import CAPABILITIES, Room
from tests.portal.finished_clips import finished_clip
from webapp.pages.remix import remix_of


def test_another_artist_gets_all_but_the_seed_of_a_shared_clip(room: Room) -> None:
    clip_id = finished_clip(room, room.artist, "a <b>red</b> car\nin the rain")
    room.portal.library.share(room.artist, clip_id)

    mine, theirs = (remix_of(room.portal, member, clip_id) for member in (room.artist, room.other_artist))

    assert (theirs.prompt, theirs.model, theirs.aspect) == ("a <b>red</b> car\nin the rain", "tiny", "16:9")
    assert (theirs.seconds, theirs.seed) == (2.0, "")
    assert "the clip by ada" in theirs.note
    assert mine.seed == str(room.portal.clips.get(room.artist, clip_id).seed)
    assert "your clip, seed and all" in mine.note


def test_a_clip_that_is_not_shared_cannot_be_taken_up_by_others(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    with pytest.raises(NotFound):
        remix_of(room.portal, room.other_artist, clip_id)


def test_what_the_models_on_offer_cannot_do_is_not_filled_in(room: Room) -> None:
    asked = ClipRequest(shots=(AskedShot("a red car", 8.0),), aspect=Aspect.SQUARE)
    clip = room.portal.clips.ask_for(room.artist, asked)[0]
    smaller = replace(CAPABILITIES, sizes={Aspect.WIDE: Size(48, 32)}, max_seconds=3.0)
    room.portal.models.offer([Offer("smaller", "nowhere", None, smaller)])

    remix = remix_of(room.portal, room.artist, clip.id)

    assert (remix.model, remix.aspect, remix.seconds, remix.max_seconds) == ("smaller", None, 3.0, 3.0)
    assert "Its model tiny is no longer offered" in remix.note
