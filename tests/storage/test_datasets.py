"""What a dataset is selected by, on both databases, against a plain reckoning."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage import datasets as rows
from storage.database import Database
from storage.datasets import Selection
from storage.library import search_form
from storage.tables import ClipRow, MemberRow, ModelVersionRow, RatingRow
from storage.words import ClipStatus, ModelStatus, Role

START = datetime(2026, 1, 1, tzinfo=UTC)
EVERYTHING = Selection(
    since=None, until=None, models=(), words=(), rater_roles=(), min_raters=1, min_rating=None, max_rating=None
)
PROMPTS = ("Ein Hund auf der Straße", "a RED car", "50 % of a_b")
RATERS = {role: [f"{role}-{number}" for number in range(2)] for role in Role}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Sixty clips of two artists, rated from not at all to by everybody."""
    database = Database(database_url)
    database.migrate()
    with database.writing() as session:
        session.add_all(model(name) for name in ("tiny", "large"))
        for role, members in RATERS.items():
            session.add_all(member(member_id, role) for member_id in members)
        session.add(member("withdrawn", Role.ARTIST, consents=False))
        session.flush()
        for number in range(60):
            session.add(clip(number))
        session.flush()
        everybody = [member_id for members in RATERS.values() for member_id in members]
        for number, (at, member_id) in itertools.product(range(60), enumerate(everybody)):
            if at < number % 7:
                session.add(rating(number, member_id, 1 + (number + at) % 5))
    yield database
    database.close()


def model(name: str) -> ModelVersionRow:
    return ModelVersionRow(
        name=name, source="", status=ModelStatus.LIVE, is_default=False, capabilities={}, created_at=START
    )


def member(member_id: str, role: Role, *, consents: bool = True) -> MemberRow:
    return MemberRow(
        id=member_id, email=f"{member_id}@example.org", name="", role=role, consents_to_training=consents,
        created_at=START,
    )  # fmt: skip


def clip(number: int) -> ClipRow:
    return ClipRow(
        id=clip_id(number),
        member_id="withdrawn" if number % 10 == 9 else RATERS[Role.ARTIST][0],
        model=("tiny", "large")[number % 2],
        status=ClipStatus.FAILED if number % 10 == 8 else ClipStatus.READY,
        created_at=START + timedelta(hours=number),
        shots=[], prompt=PROMPTS[number % 3], negative_prompt="", aspect="16:9", width=1, height=1, fps=8, seconds=1.0,
        seed=number, steps=1, guidance=1.0, consents_to_training=number % 10 != 7, request_hash="", ordinal=0, tag=0,
        timings={},
    )  # fmt: skip


def rating(number: int, member_id: str, stars: int) -> RatingRow:
    return RatingRow(
        clip_id=clip_id(number), member_id=member_id, revision=1, is_current=True, overall=stars, aspects={}, tags=[],
        comment="", created_at=START,
    )  # fmt: skip


def clip_id(number: int) -> str:
    return str(uuid.UUID(int=number))


def reckoned(wanted: Selection) -> list[str]:
    """The same selection, clip by clip."""
    everybody = [(role, member_id) for role, members in RATERS.items() for member_id in members]
    found = []
    for number in range(60):
        stars = [
            1 + (number + at) % 5
            for at, (role, _) in enumerate(everybody)
            if at < number % 7 and (not wanted.rater_roles or role in wanted.rater_roles)
        ]
        at = START + timedelta(hours=number)
        if (
            (wanted.max_spread is None or (len(stars) > 1 and max(stars) - min(stars) <= wanted.max_spread))
            and number % 10 < 7
            and len(stars) >= wanted.min_raters
            and (wanted.min_rating is None or sum(stars) >= wanted.min_rating * len(stars))
            and (wanted.max_rating is None or sum(stars) <= wanted.max_rating * len(stars))
            and (wanted.since is None or at >= wanted.since)
            and (wanted.until is None or at <= wanted.until)
            and (not wanted.models or ("tiny", "large")[number % 2] in wanted.models)
            and all(word in search_form(PROMPTS[number % 3]) for word in wanted.words)
        ):
            found.append(clip_id(number))
    return found


def test_selections_agree_with_a_plain_reckoning(database: Database) -> None:
    selections = [
        EVERYTHING,
        replace(EVERYTHING, since=START + timedelta(hours=10), until=START + timedelta(hours=40)),
        replace(EVERYTHING, models=("large", "gone")),
        replace(EVERYTHING, words=("straße".casefold(), "hund")),
        replace(EVERYTHING, words=("%",)),
        replace(EVERYTHING, words=("a_b",)),
        replace(EVERYTHING, words=("red", "hund")),
        replace(EVERYTHING, min_raters=4),
        replace(EVERYTHING, min_rating=2.5, max_rating=3.0),
        replace(EVERYTHING, rater_roles=(Role.CURATOR, Role.MAINTAINER), min_raters=3, max_rating=4),
        replace(EVERYTHING, max_spread=0),
        replace(EVERYTHING, max_spread=1, min_raters=2),
        replace(EVERYTHING, max_spread=2, rater_roles=(Role.CURATOR,)),
    ]
    with database.reading() as session:
        for wanted in selections:
            assert [found.clip_id for found in rows.candidates(session, wanted)] == reckoned(wanted), wanted


def test_only_ratings_that_count_are_counted_and_handed_out(database: Database) -> None:
    wanted = replace(EVERYTHING, rater_roles=(Role.CURATOR,))
    with database.writing() as session:
        session.get_one(RatingRow, (clip_id(6), "curator-0", 1)).is_current = False
        session.add(RatingRow(
            clip_id=clip_id(6), member_id="curator-0", revision=2, is_current=True, overall=5, aspects={"x": 1},
            tags=["y"], comment="z", created_at=START,
        ))  # fmt: skip
    with database.reading() as session:
        found = {candidate.clip_id: candidate for candidate in rows.candidates(session, wanted)}
        given = rows.ratings(session, [clip_id(6)], wanted.rater_roles)
        raters = rows.raters(session, list(found), wanted.rater_roles)
    assert [(rating.member_id, rating.overall) for rating in given] == [("curator-0", 5), ("curator-1", 5)]
    assert (found[clip_id(6)].stars, found[clip_id(6)].ratings) == (10, 2)
    assert raters == set(RATERS[Role.CURATOR])


def test_clips_whose_artists_withdrew_are_told_from_the_others(database: Database) -> None:
    some = [clip_id(number) for number in (5, 7, 8, 9)]
    with database.reading() as session:
        assert rows.withdrawn(session, some) == set(some[1:])
        assert [row.id for row in rows.clips(session, some)] == some[:1]
