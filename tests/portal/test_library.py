"""The library: who may share, who then sees what, and what is left when a clip is taken back."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from portal.clip_request import ClipRequest
from portal.errors import Conflict, Forbidden, NotFound
from portal.shot import AskedShot
from storage.tables import LibraryEntryRow, RatingRow
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip


def test_a_shared_clip_is_seen_and_rated_by_every_member(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    shared = room.portal.library.share(room.artist, clip_id)
    assert shared.shared_at is not None

    room.portal.ratings.rate(room.other_artist, clip_id, 5)
    seen = room.portal.clips.get(room.other_artist, clip_id)

    assert (seen.member_name, seen.rating_count, seen.shared_at) == ("ada", 1, shared.shared_at)
    assert room.portal.clips.video(room.other_artist, clip_id).media_type == "video/mp4"


def test_a_clip_taken_back_is_gone_for_other_artists_and_keeps_its_ratings(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    room.portal.library.share(room.artist, clip_id)
    room.portal.ratings.rate(room.other_artist, clip_id, 5)

    room.portal.library.take_back(room.artist, clip_id)

    with pytest.raises(NotFound) as hidden:
        room.portal.clips.get(room.other_artist, clip_id)
    with pytest.raises(NotFound, match="no clip"):
        room.portal.ratings.rate(room.other_artist, clip_id, 1)
    absent = "0" * 8 + clip_id[8:]
    with pytest.raises(NotFound) as never:
        room.portal.clips.get(room.other_artist, absent)
    assert str(hidden.value) == str(never.value).replace(absent, clip_id)
    assert room.portal.clips.get(room.artist, clip_id).rating_count == 1


def test_nobody_but_its_artist_shares_a_clip_or_takes_it_back(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    for change in (room.portal.library.share, room.portal.library.take_back):
        with pytest.raises(NotFound):
            change(room.other_artist, clip_id)
        for overseer in (room.curator, room.maintainer):
            with pytest.raises(Forbidden, match="only the artist who asked for it can"):
                change(overseer, clip_id)
    room.portal.library.share(room.artist, clip_id)
    with pytest.raises(Forbidden, match="can take it back"):
        room.portal.library.take_back(room.other_artist, clip_id)
    with pytest.raises(Forbidden, match="can cancel it"):
        room.portal.clips.cancel(room.other_artist, clip_id)


def test_an_unfinished_clip_cannot_be_shared(room: Room) -> None:
    clip = room.portal.clips.ask_for(room.artist, ClipRequest(shots=(AskedShot("a", 1.0),)))[0]
    with pytest.raises(Conflict, match="it can be shared when it is ready"):
        room.portal.library.share(room.artist, clip.id)
    assert room.portal.library.take_back(room.artist, clip.id).shared_at is None


def test_sharing_twice_changes_nothing(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    first, again = (room.portal.library.share(room.artist, clip_id) for _ in range(2))
    assert first == again


def test_an_entry_always_counts_the_ratings_that_its_clip_has(room: Room) -> None:
    draw = random.Random(7)
    clip_ids = [finished_clip(room, room.artist) for _ in range(3)]
    raters = (room.artist, room.curator, room.maintainer)
    for _ in range(120):
        clip_id = draw.choice(clip_ids)
        deed = draw.randrange(5)
        if deed == 0:
            room.portal.library.share(room.artist, clip_id)
        elif deed == 1:
            room.portal.library.take_back(room.artist, clip_id)
        else:
            room.portal.ratings.rate(draw.choice(raters), clip_id, draw.randint(1, 5))
        assert_entries_are_true(room)


def assert_entries_are_true(room: Room) -> None:
    """Every shared clip has one entry, no other clip has any, and each counts what the ratings say."""
    with room.portal.database.reading() as session:
        entries = session.scalars(sa.select(LibraryEntryRow)).all()
        for entry in entries:
            stars = session.scalars(
                sa.select(RatingRow.overall).where(RatingRow.clip_id == entry.clip_id, RatingRow.is_current)
            ).all()
            assert (entry.rating_count, entry.star_sum) == (len(stars), sum(stars))
        shared = session.execute(sa.text("SELECT id FROM clips WHERE shared_at IS NOT NULL")).scalars()
        assert sorted(shared) == sorted(entry.clip_id for entry in entries)
