"""Quotas: what a member may use in 24 hours, by role and by person, and when there is room again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from model.still import DecodedStills
from portal.clip_request import ClipRequest
from portal.errors import InvalidRequest, TooMuch
from portal.members import Member
from portal.moments import now
from portal.people import OwnQuota
from portal.portal import open_portal
from portal.shot import AskedShot
from storage import clips as rows
from storage.words import ClipStatus, Role
from tests.conftest import LIMITS, Room
from tests.small_rewriter import shots_by_line

REQUEST = ClipRequest(shots=(AskedShot("a red car", 2.0),), steps=4)
COST = 10.0
"""GPU-seconds of each clip below: 2 seconds of video in 4 steps."""


@pytest.fixture
def house(room: Room) -> Iterator[Room]:
    """The room with a quota of 25 GPU-seconds for artists."""
    limits = replace(LIMITS, quotas={Role.ARTIST: 25})
    portal = open_portal(
        room.portal.database,
        room.media,
        limits,
        rewriters=room.rewriters,
        propose_shots=shots_by_line,
        still_maker=DecodedStills(),
    )
    yield replace(room, portal=portal)
    portal.jobs.close()


def rendered(house: Room, member: Member, hours_ago: float = 0.0) -> None:
    """A clip that took ten GPU-seconds."""
    finish(house, house.portal.clips.ask_for(member, REQUEST)[0].id, hours_ago)


def finish(house: Room, clip_id: str, hours_ago: float = 0.0) -> None:
    with house.portal.database.writing() as session:
        row = rows.by_id(session, clip_id)
        assert row is not None
        row.status, row.gpu_seconds = ClipStatus.READY, COST
        row.finished_at = now() - timedelta(hours=hours_ago)


def test_what_was_used_and_what_waits_count_and_the_refusal_says_when_there_is_room(house: Room) -> None:
    rendered(house, house.artist, hours_ago=22)
    waiting = house.portal.clips.ask_for(house.artist, REQUEST)[0]
    standing = house.portal.profiles.spending(house.artist)
    assert (standing.quota, standing.used, standing.waiting, standing.left) == (25, COST, COST, 5.0)

    with pytest.raises(TooMuch, match=r"25 GPU-seconds in any 24.*used 10.*about 10\. There is room again in 2 h"):
        house.portal.clips.ask_for(house.artist, REQUEST)
    assert house.portal.profiles.spending(house.artist) == standing

    house.portal.clips.cancel(house.artist, waiting.id)
    house.portal.clips.ask_for(house.artist, REQUEST)


def test_the_estimate_says_what_is_left_and_when_a_request_that_is_too_much_would_fit(house: Room) -> None:
    rendered(house, house.artist, hours_ago=22)
    fits = house.portal.estimates.of(house.artist, 2.0, steps=4)
    assert (fits.quota_gpu_seconds, fits.left_gpu_seconds, fits.refusal) == (25, 15.0, None)
    too_much = house.portal.estimates.of(house.artist, 2.0, steps=4, count=2)
    assert too_much.refusal is not None
    assert "There is room again in 2 h" in too_much.refusal
    with pytest.raises(TooMuch, match="There is room again in 2 h"):
        house.portal.clips.ask_for(house.artist, replace(REQUEST, count=2))
    unlimited = house.portal.estimates.of(house.curator, 2.0)
    assert (unlimited.quota_gpu_seconds, unlimited.left_gpu_seconds, unlimited.refusal) == (None, None, None)


def test_what_was_rendered_a_day_ago_counts_no_more(house: Room) -> None:
    rendered(house, house.artist, hours_ago=24.1)
    rendered(house, house.artist, hours_ago=25)
    assert house.portal.profiles.spending(house.artist).used == 0
    house.portal.clips.ask_for(house.artist, replace(REQUEST, count=2))


def test_all_takes_of_a_request_are_asked_for_together(house: Room) -> None:
    rendered(house, house.curator)  # so that the model's cost is known
    with pytest.raises(TooMuch, match="more than all of it"):
        house.portal.clips.ask_for(house.artist, replace(REQUEST, count=3))
    house.portal.clips.ask_for(house.artist, replace(REQUEST, count=2))
    with pytest.raises(TooMuch, match="Wait until your waiting clips are done"):
        house.portal.clips.ask_for(house.artist, REQUEST)


def test_a_repeat_of_a_request_is_answered_though_nothing_is_left(house: Room) -> None:
    rendered(house, house.artist)
    asked = replace(REQUEST, idempotency_key="once")
    clip = house.portal.clips.ask_for(house.artist, asked)[0]
    assert house.portal.clips.ask_for(house.artist, asked)[0].id == clip.id


def test_others_and_roles_without_a_quota_are_not_bound_by_it(house: Room) -> None:
    for member in (house.curator, house.curator, house.curator, house.other_artist, house.other_artist):
        rendered(house, member)
    assert house.portal.profiles.spending(house.curator).left is None
    with pytest.raises(TooMuch):
        rendered(house, house.other_artist)


def test_a_maintainer_gives_one_person_more_or_less_and_the_log_says_so(house: Room) -> None:
    rendered(house, house.artist)
    for gpu_seconds, left in ((100, 90.0), (0, None), (5, 0.0), (None, 15.0)):
        account = house.portal.people.change(house.maintainer, house.artist.id, quota=OwnQuota(gpu_seconds))
        assert account.quota_gpu_seconds == gpu_seconds
        assert house.portal.profiles.spending(house.artist).left == left
    told = [entry.detail["after"] for entry in house.portal.audit.newest(house.maintainer, limit=4)]
    assert told == [None, 5, 0, 100]


@pytest.mark.parametrize("gpu_seconds", [-1, 10_000_001])
def test_what_is_no_quota_is_refused(house: Room, gpu_seconds: int) -> None:
    with pytest.raises(InvalidRequest, match="no quota"):
        house.portal.people.change(house.maintainer, house.artist.id, quota=OwnQuota(gpu_seconds))
