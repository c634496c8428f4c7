"""What a clip would cost, told before it is asked for."""

from __future__ import annotations

import pytest

from portal.clip_request import ClipRequest
from portal.errors import InvalidRequest
from portal.shot import AskedShot
from storage import clips as rows
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip


def measured(room: Room, gpu_seconds: float, kept_seconds: float = 0.0) -> None:
    """A finished clip of two seconds in four steps that took so long."""
    clip_id = finished_clip(room, room.other_artist)
    with room.portal.database.writing() as session:
        row = rows.by_id(session, clip_id)
        assert row is not None
        row.gpu_seconds = gpu_seconds
        row.seconds, row.kept_seconds = 2.0 + kept_seconds, kept_seconds


def test_where_nothing_was_rendered_nothing_is_invented(room: Room) -> None:
    told = room.portal.estimates.of(room.artist, 2.0)

    assert (told.gpu_seconds, told.ready_seconds, told.measured_clips) == (None, None, 0)
    assert (told.model, told.clips_ahead) == ("tiny", 0)


def test_the_cost_grows_with_seconds_takes_and_steps_and_the_wait_with_the_line(room: Room) -> None:
    measured(room, 6.0)
    measured(room, 10.0, kept_seconds=5.0)  # what was there already cost nothing

    def cost(seconds: float, count: int = 1, steps: int | None = None) -> tuple[float | None, float | None]:
        told = room.portal.estimates.of(room.artist, seconds, count=count, steps=steps)
        return told.gpu_seconds, told.ready_seconds

    assert cost(2.0) == (8.0, 8.0)
    assert cost(4.0) == (16.0, 16.0)
    assert cost(2.0, count=3) == (24.0, 24.0)
    assert cost(2.0, steps=8) == (16.0, 16.0)
    room.portal.clips.ask_for(room.artist, ClipRequest((AskedShot("a red car", 1.0),), count=2))
    told = room.portal.estimates.of(room.artist, 2.0)
    assert (told.clips_ahead, told.gpu_seconds, told.ready_seconds, told.measured_clips) == (2, 8.0, 16.0, 2)


def test_somebody_who_asks_for_much_does_not_stand_before_one_who_asks_for_little(room: Room) -> None:
    measured(room, 8.0)
    room.portal.clips.ask_for(room.artist, ClipRequest((AskedShot("a red car", 2.0),), count=4))

    assert room.portal.estimates.of(room.other_artist, 2.0).clips_ahead == 1
    assert room.portal.estimates.of(room.artist, 2.0).clips_ahead == 4


def test_a_quick_take_is_not_reckoned_by_full_ones(room: Room) -> None:
    measured(room, 8.0)
    with room.portal.database.reading() as session:
        assert rows.measured_rate(session, "tiny", fast=True) is None
        assert rows.measured_rate(session, "tiny", fast=False) == rows.Rate(1.0, 1)


def test_what_would_be_refused_has_no_cost(room: Room) -> None:
    for seconds, count in [(99.0, 1), (2.0, 9), (0.0, 1)]:
        with pytest.raises(InvalidRequest):
            room.portal.estimates.of(room.artist, seconds, count=count)
