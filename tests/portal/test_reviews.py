"""Curators decide which clips datasets may take: what can be decided, what follows, and what waits."""

from __future__ import annotations

import pytest

from portal.clip_request import ClipRequest
from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound
from portal.shot import AskedShot
from storage.words import ReviewDecision
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip

APPROVED, EXCLUDED = ReviewDecision


def rated_clip(room: Room, prompt: str = "a red car") -> str:
    """The id of a clip that somebody rated."""
    clip_id = finished_clip(room, room.artist, prompt, content=prompt.encode())
    room.portal.ratings.rate(room.curator, clip_id, 4)
    return clip_id


def queue(room: Room) -> list[str]:
    """Ids of all clips that wait, as a curator who decides nothing is led through them."""
    found: list[str] = []
    while (waiting := room.portal.reviews.next(room.curator, found[-1] if found else None)) is not None:
        found.append(waiting.clip.id)
    return found


def test_an_excluded_clip_never_enters_a_dataset_until_it_is_approved(room: Room) -> None:
    kept, excluded = rated_clip(room, "kept"), rated_clip(room, "excluded")
    decide, freeze = room.portal.reviews.decide, room.portal.datasets.freeze
    decide(room.curator, kept, APPROVED)

    decide(room.curator, excluded, EXCLUDED, "A watermark.")
    assert freeze(room.maintainer, "without").counts.clips == 1
    decide(room.maintainer, excluded, APPROVED, "It was a sign.")
    assert freeze(room.maintainer, "with").counts.clips == 2


def test_a_dataset_of_excluded_clips_alone_is_refused_and_says_why(room: Room) -> None:
    room.portal.reviews.decide(room.curator, rated_clip(room), EXCLUDED, "A watermark.")

    with pytest.raises(InvalidRequest, match="that no curator excluded"):
        room.portal.datasets.freeze(room.maintainer, "nothing")


def test_an_exclusion_after_freezing_is_no_withdrawal_of_consent(room: Room) -> None:
    clip_id = rated_clip(room)
    dataset = room.portal.datasets.freeze(room.maintainer, "before")
    room.portal.reviews.decide(room.curator, clip_id, EXCLUDED, "A watermark.")

    assert room.portal.datasets.withdrawals(room.maintainer, dataset.id).withdrawn == ()


def test_the_last_decision_stands_and_the_log_keeps_them_all(room: Room) -> None:
    clip_id = rated_clip(room)
    room.portal.reviews.decide(room.curator, clip_id, EXCLUDED, "Blurred.")
    room.portal.reviews.decide(room.maintainer, clip_id, APPROVED)

    review = room.portal.reviews.of_clip(room.curator, clip_id)
    assert (review.decision, review.reason, review.member_name) == (APPROVED, "", "max")
    second, first = room.portal.audit.newest(room.maintainer, limit=2)
    assert (first.action, first.actor, first.subject) == ("clip_reviewed", "cleo@example.org", clip_id)
    assert first.detail == {"decision": "excluded", "reason": "Blurred."}
    assert (second.actor, second.detail) == ("max@example.org", {"decision": "approved", "reason": ""})


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001, "\x00", "\ud800"])
def test_an_exclusion_needs_a_reason_that_can_be_kept(room: Room, reason: str) -> None:
    clip_id = rated_clip(room)

    with pytest.raises(InvalidRequest, match="reason of the decision"):
        room.portal.reviews.decide(room.curator, clip_id, EXCLUDED, reason)
    assert queue(room) == [clip_id]


def test_artists_neither_decide_nor_see_what_was_decided(room: Room) -> None:
    clip_id = rated_clip(room)
    reviews = room.portal.reviews

    for refused in (
        lambda: reviews.decide(room.artist, clip_id, APPROVED),
        lambda: reviews.of_clip(room.artist, clip_id),
        lambda: reviews.next(room.artist),
    ):
        with pytest.raises(Forbidden, match="decide which clips enter datasets"):
            refused()
    assert queue(room) == [clip_id]


def test_a_clip_that_is_not_ready_or_not_there_is_not_decided_on(room: Room) -> None:
    queued = room.portal.clips.ask_for(room.artist, ClipRequest(shots=(AskedShot("soon", 2.0),)))[0]

    with pytest.raises(Conflict, match="queued"):
        room.portal.reviews.decide(room.curator, queued.id, APPROVED)
    with pytest.raises(NotFound):
        room.portal.reviews.decide(room.curator, "nothing", APPROVED)
    with pytest.raises(NotFound, match="Nobody has decided"):
        room.portal.reviews.of_clip(room.curator, queued.id)


def test_rated_clips_wait_newest_first_until_they_are_decided_on(room: Room) -> None:
    finished_clip(room, room.artist, "nobody rated it")
    first, second, third = (rated_clip(room, prompt) for prompt in ("one", "two", "three"))

    assert queue(room) == [third, second, first]
    room.portal.reviews.decide(room.curator, second, APPROVED)
    assert queue(room) == [third, first]
    waiting = room.portal.reviews.next(room.curator, after=second)
    assert waiting is not None
    assert (waiting.clip.id, waiting.count) == (first, 2)
    with pytest.raises(NotFound):
        room.portal.reviews.next(room.curator, after="nothing")
