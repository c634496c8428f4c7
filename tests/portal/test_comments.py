"""Comments: words pinned to moments of a clip, by whoever may see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clip_request import ClipRequest
from portal.comment import frame_at
from portal.comments import MAX_COMMENT_CHARACTERS, MAX_COMMENTS
from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound
from portal.shot import AskedShot
from storage.tables import CommentRow
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip

STRANGE = '  <img src=x onerror="alert(1)">\r\nكلب 🐕\t'
LENGTH = 17 / 8


def test_a_comment_is_kept_byte_for_byte_with_its_moment_its_frame_and_who_wrote_it(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    written = room.portal.comments.add(room.artist, clip_id, 1.0, STRANGE)
    [read] = room.portal.comments.on(room.artist, clip_id)
    assert read == written
    assert (read.text, read.at_seconds, read.frame, read.member_name) == (STRANGE, 1.0, 9, "ada")
    assert room.portal.clips.get(room.artist, clip_id).comment_count == 1


def test_comments_come_in_the_order_of_the_film_those_of_one_moment_oldest_first(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    for at_seconds, text in [(1.5, "third"), (0, "first"), (1.5, "fourth"), (0.2, "second")]:
        room.portal.comments.add(room.curator, clip_id, at_seconds, text)
    assert [comment.text for comment in room.portal.comments.on(room.artist, clip_id)] == [
        "first",
        "second",
        "third",
        "fourth",
    ]


@pytest.mark.parametrize("at_seconds", [-0.001, LENGTH + 0.001, 1e300])
def test_a_moment_that_is_not_in_the_clip_is_refused(room: Room, at_seconds: float) -> None:
    clip_id = finished_clip(room, room.artist)
    with pytest.raises(InvalidRequest, match=r"the clip is 2.125 seconds long. Pin it to a moment from 0 to 2.125"):
        room.portal.comments.add(room.artist, clip_id, at_seconds, "here")
    assert room.portal.comments.on(room.artist, clip_id) == ()


def test_the_very_end_is_the_last_frame(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    assert room.portal.comments.add(room.artist, clip_id, LENGTH, "the end").frame == 17
    assert room.portal.comments.add(room.artist, clip_id, 0, "the beginning").frame == 1


@given(st.integers(1, 120), st.integers(0, 7200))
def test_the_moment_a_frame_begins_at_is_on_that_frame(fps: int, frame: int) -> None:
    assert frame_at(frame / fps, frames=7201, fps=fps) == frame + 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "empty"), (" \n", "empty"), ("x" * (MAX_COMMENT_CHARACTERS + 1), "at most 2,000 fit"), ("\x00", "NUL")],
)
def test_words_that_cannot_be_kept_are_refused(room: Room, text: str, sentence: str) -> None:
    clip_id = finished_clip(room, room.artist)
    with pytest.raises(InvalidRequest, match=sentence):
        room.portal.comments.add(room.artist, clip_id, 0, text)


def test_a_clip_that_is_not_ready_has_no_moments_yet(room: Room) -> None:
    clip = room.portal.clips.ask_for(room.artist, ClipRequest(shots=(AskedShot("a", 1.0),)))[0]
    with pytest.raises(Conflict, match="it can be commented on when it is ready"):
        room.portal.comments.add(room.artist, clip.id, 0, "early")
    assert room.portal.comments.on(room.artist, clip.id) == ()


def test_who_may_not_see_a_clip_neither_reads_nor_writes_nor_deletes_its_comments(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    room.portal.library.share(room.artist, clip_id)
    comment = room.portal.comments.add(room.other_artist, clip_id, 0, "seen in the library")
    room.portal.library.take_back(room.artist, clip_id)
    with pytest.raises(NotFound, match="no clip"):
        room.portal.comments.on(room.other_artist, clip_id)
    with pytest.raises(NotFound, match="no clip"):
        room.portal.comments.add(room.other_artist, clip_id, 0, "no more")
    with pytest.raises(NotFound, match="no clip"):
        room.portal.comments.delete(room.other_artist, clip_id, comment.id)
    assert [seen.text for seen in room.portal.comments.on(room.curator, clip_id)] == ["seen in the library"]


def test_only_who_wrote_a_comment_deletes_it(room: Room) -> None:
    clip_id, other_clip = finished_clip(room, room.artist), finished_clip(room, room.artist)
    comment = room.portal.comments.add(room.curator, clip_id, 0, "mine")
    for member in (room.artist, room.maintainer):
        with pytest.raises(Forbidden, match="only who wrote it can delete it"):
            room.portal.comments.delete(member, clip_id, comment.id)
    with pytest.raises(NotFound, match="no comment"):
        room.portal.comments.delete(room.curator, other_clip, comment.id)
    assert room.portal.comments.delete(room.curator, clip_id, comment.id) == comment
    assert room.portal.comments.on(room.curator, clip_id) == ()
    for gone in (comment.id, "nonsense\x00"):
        with pytest.raises(NotFound, match="no comment"):
            room.portal.comments.delete(room.curator, clip_id, gone)


def test_a_clip_holds_so_many_comments_and_no_more(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    first = room.portal.comments.add(room.artist, clip_id, 0, "first")
    with room.portal.database.writing() as session:
        for number in range(MAX_COMMENTS - 1):
            values = {"id": f"{number:036d}", "at_seconds": 1.0, "text": "more", "created_at": first.created_at}
            session.add(CommentRow(clip_id=clip_id, member_id=room.artist.id, **values))
    with pytest.raises(Conflict, match="This clip has 500 comments already"):
        room.portal.comments.add(room.artist, clip_id, 0, "one too many")
    room.portal.comments.delete(room.artist, clip_id, first.id)
    room.portal.comments.add(room.artist, clip_id, 0, "again")
