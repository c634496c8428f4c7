"""The queries of the arena, on both databases, against a plain reckoning; and what the tables themselves refuse."""

from __future__ import annotations

import itertools
import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from storage import comparisons as rows
from storage.comparisons import Voter
from storage.database import Database, Session
from storage.tables import ClipRow, ComparisonRow
from storage.words import ClipStatus, ComparisonVerdict
from tests.storage.plain_clips import AT, clip, people_the_studio

LEFT, RIGHT, TIE, BOTH_BAD = ComparisonVerdict
MODELS = ("alpha", "beta", "Gamma")
VOTERS = ("ann", "bob", "cem")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A studio with three model versions, an owner of clips and three voters."""
    database = Database(database_url)
    database.migrate()
    people_the_studio(database, MODELS, ("owner", *VOTERS))
    yield database
    database.close()


def vote(
    session: Session,
    voter: str,
    first: ClipRow,
    second: ClipRow,
    verdict: ComparisonVerdict | None,
    *,
    is_first_left: bool = True,
    control: ClipRow | None = None,
) -> None:
    """A pair that was offered, and voted on if there is a verdict."""
    session.add(
        ComparisonRow(
            id=str(uuid.uuid4()),
            member_id=voter,
            first_clip_id=first.id,
            second_clip_id=second.id,
            is_first_left=is_first_left,
            control_clip_id=None if control is None else control.id,
            offered_at=AT,
            verdict=verdict,
            voted_at=None if verdict is None else AT,
        )
    )
    session.flush()


def test_duels_and_attention_agree_with_a_plain_reckoning(database: Database) -> None:
    draw = random.Random(3)
    duels: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    attention: dict[str, Counter[str]] = defaultdict(Counter)
    with database.writing() as session:
        clips = [clip(session, number, draw.choice(MODELS)) for number in range(14)]
        pairs = list(itertools.combinations(clips, 2))
        for voter, (first, second) in itertools.product(VOTERS, pairs):
            is_first_left, verdict = draw.random() < 0.5, draw.choice(list(ComparisonVerdict))
            control = draw.choice((first, second)) if draw.random() < 0.3 else None
            vote(session, voter, first, second, verdict, is_first_left=is_first_left, control=control)
            left, right = (first, second) if is_first_left else (second, first)
            winner = {LEFT: left, RIGHT: right}.get(verdict)
            attention[voter]["votes"] += 1
            if control is not None:
                attention[voter]["controls"] += 1
                attention[voter]["right"] += winner is control
                attention[voter]["undecided"] += verdict is BOTH_BAD
            elif first.model != second.model:
                a, b = sorted((first.model, second.model))
                duels[a, b][verdict if winner is None else winner.model] += 1

    with database.reading() as session:
        found = {frozenset((duel.model_a, duel.model_b)): duel for duel in rows.duels(session)}
        assert len(found) == len(duels) == 3
        for (a, b), counted in duels.items():
            duel = found[frozenset((a, b))]
            wins = {duel.model_a: duel.wins_a, duel.model_b: duel.wins_b}
            assert (wins[a], wins[b], duel.ties, duel.both_bad) == tuple(
                counted[what] for what in (a, b, TIE, BOTH_BAD)
            )
        for one in rows.attention(session):
            counted = attention[one.member_id]
            told = (one.votes, one.controls, one.right, one.undecided)
            assert told == tuple(counted[what] for what in ("votes", "controls", "right", "undecided"))


def test_the_least_judged_pair_comes_first_and_chance_alone_comes_last(database: Database) -> None:
    with database.writing() as session:
        alpha, beta, twin = clip(session, 1), clip(session, 2, "beta"), clip(session, 3)
        vote(session, "bob", alpha, beta, TIE)
        vote(session, "cem", alpha, beta, None)
        vote(session, "cem", beta, twin, TIE, control=beta)
        seen = []
        while (pair := rows.least_judged(session, Voter("ann", sees_unshared=False))) is not None:
            seen.append(pair)
            vote(session, "ann", session.get_one(ClipRow, pair[0]), session.get_one(ClipRow, pair[1]), TIE)
    assert seen == [(alpha.id, beta.id), (beta.id, twin.id), (alpha.id, twin.id)]


@pytest.mark.parametrize(
    "fields",
    [
        {"member_id": "ann"},
        {"shared_at": None},
        {"status": ClipStatus.RENDERING},
        {"storyboard_hash": "two"},
        {"storyboard_hash": None},
        {"aspect": "1:1"},
        {"sha256": "1"},
        {"sha256": None},
    ],
)
def test_what_is_no_pair_is_not_found(database: Database, fields: dict[str, object]) -> None:
    with database.writing() as session:
        clip(session, 1)
        clip(session, 2, "beta", **fields)
        assert rows.least_judged(session, Voter("ann", sees_unshared=False)) is None
        is_hidden_only = "shared_at" in fields
        assert (rows.least_judged(session, Voter("ann", sees_unshared=True)) is not None) == is_hidden_only


def test_some_clips_go_round_from_the_greatest_id_to_the_smallest(database: Database) -> None:
    with database.writing() as session:
        ids = [clip(session, number).id for number in range(5)]
        clip(session, 7, member_id="ann")
        found = [row.id for row in rows.some_clips(session, Voter("ann", sees_unshared=False), ids[3], 4)]
    assert found == [ids[3], ids[4], ids[0], ids[1]]


def test_the_database_itself_keeps_a_pair_one_pair_and_a_member_at_one_open_pair(database: Database) -> None:
    with database.writing() as session:
        one, two, three = (clip(session, number) for number in range(3))
        vote(session, "ann", one, two, LEFT)
        vote(session, "ann", one, three, None)
        vote(session, "bob", one, two, None)
    for first, second, verdict, control in (
        (one, two, RIGHT, None),
        (two, one, RIGHT, None),
        (two, two, RIGHT, None),
        (two, three, None, None),
        (two, three, LEFT, one),
    ):
        with pytest.raises(IntegrityError), database.writing() as session:
            vote(session, "ann", first, second, verdict, control=control)


def test_pairs_are_found_without_reading_the_wide_rows(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'dailies.sqlite'}")
    database.migrate()
    asked: list[tuple[str, object]] = []
    with database.reading() as session:
        connection = session.connection()
        sa.event.listen(
            connection, "before_cursor_execute", lambda _c, _cu, text, values, *_: asked.append((text, values))
        )
        rows.least_judged(session, Voter("ann", sees_unshared=False))
        plans = [
            [str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]  # type: ignore[arg-type]
            for text, values in list(asked)
        ]
    database.close()
    for plan in plans:
        looked_up = [step for step in plan if "clips_" in step]
        assert len(looked_up) == 2
        assert all("COVERING INDEX ix_clips_takes" in step for step in looked_up), plan
