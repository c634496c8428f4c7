"""The arena: which pairs are offered to whom, that a vote is one vote, and what votes add up to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from portal.arena import Arena
from portal.comparison import BlindPair, Vote
from portal.control_pair import PAIRS_PER_CONTROL
from portal.errors import Conflict, Forbidden, NotFound
from portal.members import Member
from storage.comparisons import ModelDuel
from storage.tables import ComparisonRow
from storage.words import ComparisonVerdict, Role, Side
from tests.conftest import Room
from tests.portal.shared_takes import OTHER_MODEL, PROMPT, offer_two_models, take

LEFT, RIGHT, TIE, BOTH_BAD = ComparisonVerdict


def offered(room: Room, member: Member) -> BlindPair:
    """The pair that is put before the member."""
    pair = room.portal.arena.next(member)
    assert pair is not None
    return pair


def votes(room: Room, member: Member, verdict: ComparisonVerdict = TIE) -> Iterator[Vote]:
    """Vote in the same way until no pair is left."""
    while (pair := room.portal.arena.next(member)) is not None:
        yield room.portal.arena.vote(member, pair.id, verdict)


def clip_ids(vote: Vote) -> set[str]:
    return {vote.left.clip_id, vote.right.clip_id}


def film_of(room: Room, member: Member, pair: BlindPair, side: Side) -> str:
    """The clip on one side, by the bytes of its film."""
    return room.portal.arena.film(member, pair.id, side).path.read_text()


def test_takes_of_different_models_are_offered_without_names_which_come_with_the_vote(room: Room) -> None:
    offer_two_models(room)
    ids = {take(room, room.artist), take(room, room.artist, model=OTHER_MODEL)}

    pair = offered(room, room.other_artist)
    vote = room.portal.arena.vote(room.other_artist, pair.id, LEFT)

    assert (pair.prompt, pair.aspect) == (PROMPT, "16:9")
    assert clip_ids(vote) == ids
    assert {vote.left.model, vote.right.model} == {"tiny", OTHER_MODEL}
    assert (vote.verdict, vote.is_control, vote.left.member_name) == (LEFT, False, "ada")
    assert film_of(room, room.other_artist, pair, Side.LEFT) == vote.left.clip_id
    assert film_of(room, room.other_artist, pair, Side.RIGHT) == vote.right.clip_id
    assert room.portal.arena.next(room.other_artist) is None


def test_only_takes_of_the_same_shots_and_shape_are_compared(room: Room) -> None:
    take(room, room.artist)
    take(room, room.artist, PROMPT.upper(), steps=8)
    take(room, room.artist, PROMPT + " ", steps=9)
    take(room, room.artist, steps=10, seconds=3.0)
    take(room, room.artist, steps=11, aspect="1:1")
    assert room.portal.arena.next(room.other_artist) is None


def test_takes_that_differ_by_chance_alone_come_last_and_two_of_one_seed_never(room: Room) -> None:
    one, again = take(room, room.artist), take(room, room.artist)
    other = take(room, room.artist, steps=9)
    for _ in range(2):
        take(room, room.artist, film=b"the same")

    judged = [clip_ids(vote) for vote in votes(room, room.other_artist)]

    assert all(other in pair for pair in judged[:4])
    assert {one, again} in judged[4:]
    assert len(judged) == 5 * 4 // 2 - 1


def test_nobody_votes_on_a_clip_of_their_own(room: Room) -> None:
    take(room, room.artist)
    take(room, room.other_artist, steps=8)
    assert room.portal.arena.next(room.artist) is None
    assert room.portal.arena.next(room.other_artist) is None
    assert room.portal.arena.next(room.curator) is not None


def test_artists_compare_what_is_shared_and_curators_everything(room: Room) -> None:
    take(room, room.artist)
    take(room, room.artist, steps=8, shared=False)
    assert room.portal.arena.next(room.other_artist) is None
    assert room.portal.arena.next(room.curator) is not None


def test_a_pair_waits_for_its_vote_with_the_same_film_on_the_same_side(room: Room) -> None:
    for steps in (4, 5, 6):
        take(room, room.artist, steps=steps)
    pair = offered(room, room.other_artist)
    left = film_of(room, room.other_artist, pair, Side.LEFT)
    for _ in range(3):
        assert offered(room, room.other_artist) == pair
        assert film_of(room, room.other_artist, pair, Side.LEFT) == left


def test_either_film_of_a_pair_may_stand_on_either_side(room: Room) -> None:
    first, second = sorted(take(room, room.artist, steps=steps) for steps in (4, 5))
    members = [
        room.portal.members.add(f"{number}@example.org", "N", Role.ARTIST, consents_to_training=True)[0]
        for number in range(12)
    ]
    left = {film_of(room, member, offered(room, member), Side.LEFT) for member in members}
    assert left == {first, second}


def test_the_pair_with_the_fewest_votes_comes_first(room: Room) -> None:
    for steps in (4, 5, 6):
        take(room, room.artist, steps=steps)
    seen = []
    for voter in (room.other_artist, room.curator, room.maintainer):
        pair = offered(room, voter)
        seen.append(frozenset(clip_ids(room.portal.arena.vote(voter, pair.id, TIE))))
    assert len(set(seen)) == 3


def test_a_second_vote_is_refused_and_the_first_one_stays(room: Room) -> None:
    take(room, room.artist)
    take(room, room.artist, steps=8)
    pair = offered(room, room.other_artist)
    room.portal.arena.vote(room.other_artist, pair.id, LEFT)
    with pytest.raises(Conflict, match="voted on this pair already: left"):
        room.portal.arena.vote(room.other_artist, pair.id, RIGHT)
    with room.portal.database.reading() as session:
        assert session.scalars(sa.select(ComparisonRow.verdict)).all() == [LEFT]


def test_an_id_that_was_made_up_or_is_somebody_elses_is_no_pair(room: Room) -> None:
    take(room, room.artist)
    take(room, room.artist, steps=8)
    foreign = offered(room, room.curator).id
    for comparison_id in (foreign, "0" * 8 + foreign[8:], "", "\x00", "x" * 500):
        with pytest.raises(NotFound, match="no pair"):
            room.portal.arena.vote(room.other_artist, comparison_id, LEFT)
        for look in (room.portal.arena.film, room.portal.arena.poster):
            with pytest.raises(NotFound, match="no pair"):
                look(room.other_artist, comparison_id, Side.LEFT)
    assert offered(room, room.curator).id == foreign


def test_a_pair_is_gone_as_soon_as_one_of_its_clips_is_taken_back(room: Room) -> None:
    kept = [take(room, room.artist, steps=steps) for steps in (4, 5)]
    pair = offered(room, room.other_artist)
    room.portal.library.take_back(room.artist, kept[0])

    with pytest.raises(NotFound, match="taken back"):
        room.portal.arena.vote(room.other_artist, pair.id, LEFT)
    for side in Side:
        with pytest.raises(NotFound, match="taken back"):
            room.portal.arena.film(room.other_artist, pair.id, side)
    assert room.portal.arena.next(room.other_artist) is None

    take(room, room.artist, steps=6)
    fresh = offered(room, room.other_artist)
    assert fresh.id != pair.id
    with pytest.raises(NotFound, match="no pair"):
        room.portal.arena.vote(room.other_artist, pair.id, LEFT)


def test_a_curator_who_becomes_an_artist_loses_pairs_of_unshared_clips(room: Room) -> None:
    take(room, room.artist)
    take(room, room.artist, steps=8, shared=False)
    pair = offered(room, room.curator)
    room.portal.people.change(room.maintainer, room.curator.id, role=Role.ARTIST)
    demoted = room.portal.members.active(room.curator.id)
    assert demoted is not None
    with pytest.raises(NotFound, match="taken back"):
        room.portal.arena.vote(demoted, pair.id, LEFT)


PROMPTS = (
    "a red car on a dirt road",
    "two horses swim through fog",
    "sunlit kitchen, blue cups, steam",
    "the old lighthouse at midnight",
)


def filled_arena(room: Room) -> None:
    """Enough pairs for two rounds of ten."""
    for prompt in PROMPTS:
        for steps in range(4, 8):
            take(room, room.artist, prompt, steps=steps)


def test_one_pair_in_ten_has_a_known_answer(room: Room) -> None:
    filled_arena(room)
    judged = [vote for _, vote in zip(range(2 * PAIRS_PER_CONTROL), votes(room, room.other_artist), strict=False)]
    for block in (judged[:PAIRS_PER_CONTROL], judged[PAIRS_PER_CONTROL:]):
        [control] = [vote for vote in block if vote.is_control]
        assert control.left.prompt != control.right.prompt
        assert control.left.model == control.right.model


def test_attention_is_the_share_of_known_answers_that_were_found(room: Room) -> None:
    filled_arena(room)
    careful, careless, stern = room.other_artist, room.maintainer, room.curator
    controls = 0
    while (pair := room.portal.arena.next(careful)) is not None:
        with room.portal.database.reading() as session:
            row = session.get_one(ComparisonRow, pair.id)
        is_left = (row.control_clip_id == row.first_clip_id) == row.is_first_left
        controls += room.portal.arena.vote(careful, pair.id, LEFT if is_left else RIGHT).is_control
    for _ in votes(room, careless, TIE):
        pass
    for _ in votes(room, stern, BOTH_BAD):
        pass

    attention = room.portal.arena.attention(room.curator)

    assert controls >= 2
    assert (attention[careful.id].controls, attention[careful.id].right) == (controls, controls)
    assert attention[careless.id].controls > attention[careless.id].right == attention[careless.id].undecided == 0
    assert attention[stern.id].controls == attention[stern.id].undecided > 0
    assert attention[careful.id].member_name == "ben"
    assert attention[careful.id].votes == len(PROMPTS) * 6 + controls


def test_a_clip_that_missed_its_prompt_is_no_known_answer(room: Room) -> None:
    filled_arena(room)
    with room.portal.database.reading() as session:
        every_clip = session.execute(sa.text("SELECT id FROM clips")).scalars().all()
    for clip_id in every_clip:
        room.portal.ratings.rate(room.curator, clip_id, 2)
    assert not any(vote.is_control for vote in votes(room, room.other_artist))


def test_model_versions_are_counted_against_each_other_without_control_pairs(room: Room) -> None:
    offer_two_models(room)
    for number, prompt in enumerate(PROMPTS):
        take(room, room.artist, prompt, steps=10 + number)
        take(room, room.artist, prompt, model=OTHER_MODEL, steps=20 + number)
        take(room, room.artist, prompt, steps=30 + number)
    for voter, wanted in ((room.other_artist, "tiny"), (room.curator, OTHER_MODEL), (room.maintainer, None)):
        while (pair := room.portal.arena.next(voter)) is not None:
            left = room.portal.clips.get(room.curator, film_of(room, voter, pair, Side.LEFT))
            verdict = TIE if wanted is None else LEFT if left.model == wanted else RIGHT
            room.portal.arena.vote(voter, pair.id, verdict)

    assert room.portal.arena.duels(room.curator) == (ModelDuel(OTHER_MODEL, "tiny", 8, 8, 8, 0),)


def test_figures_of_the_arena_are_for_curators(room: Room) -> None:
    for figures in (room.portal.arena.duels, room.portal.arena.attention):
        with pytest.raises(Forbidden):
            figures(room.artist)
        assert not figures(room.curator)


def test_sides_hang_on_a_key_that_nobody_knows(room: Room) -> None:
    """With another key the same members get other sides: they cannot be reckoned out from ids that people know."""
    for steps in (4, 5):
        take(room, room.artist, steps=steps)
    left = set()
    for key in range(12):
        arena = Arena(room.portal.database, room.media, key=str(key))
        pair = arena.next(room.curator)
        assert pair is not None
        left.add(arena.film(room.curator, pair.id, Side.LEFT).path.read_text())
        with room.portal.database.writing() as session:
            session.execute(sa.delete(ComparisonRow))
    assert len(left) == 2
