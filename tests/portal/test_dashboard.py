"""What the judgements of all members say together."""

from __future__ import annotations

import pytest

from portal.errors import Forbidden
from storage.words import ComparisonVerdict, Side
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip
from tests.portal.shared_takes import OTHER_MODEL, offer_two_models, take


def test_an_empty_studio_has_nothing_to_tell(room: Room) -> None:
    judgement = room.portal.dashboard.judgement(room.curator)

    assert (judgement.leaderboard, judgement.agreement, judgement.voters) == ((), None, ())
    assert judgement.words == ()


def test_votes_make_a_leaderboard_and_show_who_votes(room: Room) -> None:
    offer_two_models(room)
    take(room, room.artist)
    better = take(room, room.artist, model=OTHER_MODEL)
    pair = room.portal.arena.next(room.other_artist)
    assert pair is not None
    left = room.portal.arena.film(room.other_artist, pair.id, Side.LEFT)
    is_better_left = left.path.read_bytes() == better.encode()
    verdict = ComparisonVerdict.LEFT if is_better_left else ComparisonVerdict.RIGHT
    room.portal.arena.vote(room.other_artist, pair.id, verdict)

    judgement = room.portal.dashboard.judgement(room.curator)

    assert [(one.model, one.wins, one.losses) for one in judgement.leaderboard] == [(OTHER_MODEL, 1, 0), ("tiny", 0, 1)]
    [voter] = judgement.voters
    assert (voter.name, voter.votes, voter.right.whole) == ("ben", 1, 0)


def test_agreement_is_over_the_clips_that_several_rated(room: Room) -> None:
    for number, given in enumerate([(1, 1), (1, 2), (2, 2)]):
        clip_id = finished_clip(room, room.artist, content=str(number).encode())
        for member, stars in zip((room.curator, room.maintainer), given, strict=True):
            room.portal.ratings.rate(member, clip_id, 5)
            room.portal.ratings.rate(member, clip_id, stars)  # a rating that was revised counts once
    room.portal.ratings.rate(room.curator, finished_clip(room, room.artist, content=b"alone"), 5)

    found = room.portal.dashboard.judgement(room.curator).agreement

    assert found is not None
    assert found.alpha == pytest.approx(4 / 9)
    assert (found.clips, found.ratings) == (3, 6)


def test_words_are_of_rated_prompts_alone(room: Room) -> None:
    for number, stars in enumerate((1, 2, 5)):
        clip_id = finished_clip(room, room.artist, f"hands {number}", content=str(number).encode())
        room.portal.ratings.rate(room.curator, clip_id, stars)
        room.portal.ratings.rate(room.maintainer, clip_id, stars)
    finished_clip(room, room.artist, "hands nobody rated")

    [word] = room.portal.dashboard.judgement(room.curator).words

    assert (word.word, word.low.part, word.low.whole) == ("hands", 2, 3)


def test_what_members_judge_together_is_for_curators(room: Room) -> None:
    with pytest.raises(Forbidden):
        room.portal.dashboard.judgement(room.artist)
