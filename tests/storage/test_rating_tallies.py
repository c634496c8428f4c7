"""Tallies say what a count of all ratings would, whatever was rated and revised, on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from storage import rating_tallies as tallies
from storage import ratings
from storage.database import Database
from storage.tables import ClipRow, RatingRow
from storage.words import Role
from tests.storage.test_datasets import START, clip, clip_id, member, model

MEMBERS = ("ada", "eva", "max")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Six clips of two models that nobody rated."""
    database = Database(database_url)
    database.migrate()
    with database.writing() as session:
        session.add_all(model(name) for name in ("tiny", "large"))
        session.add_all(member(name, Role.ARTIST) for name in (*MEMBERS, "artist-0"))
        session.flush()
        session.add_all(clip(number) for number in range(6))
    yield database
    database.close()


def rate(database: Database, number: int, member_id: str, stars: int) -> None:
    """As the portal does it."""
    with database.writing() as session:
        row = session.get_one(ClipRow, clip_id(number), with_for_update=True)
        before = ratings.current(session, row.id, member_id)
        stars_before = None if before is None else before.overall
        fresh = RatingRow(
            clip_id=row.id, member_id=member_id, overall=stars, aspects={}, tags=[], comment="", created_at=START
        )
        ratings.revise(session, fresh)
        tallies.change(session, row, stars_before, stars)


def test_where_nobody_rated_there_is_nothing_to_tell(database: Database) -> None:
    with database.reading() as session:
        assert tallies.everything(session) == []


def test_first_ratings_and_revisions_are_counted_once(database: Database) -> None:
    rate(database, 0, "ada", 5)
    rate(database, 0, "eva", 2)
    rate(database, 0, "ada", 3)
    rate(database, 0, "ada", 3)
    rate(database, 1, "max", 5)
    with database.reading() as session:
        large, tiny = tallies.everything(session)
    assert (large.model, large.clips, large.ratings, large.mean) == ("large", 1, 1, 5.0)
    assert (tiny.model, tiny.clips, tiny.stars, tiny.mean) == ("tiny", 1, {1: 0, 2: 1, 3: 1, 4: 0, 5: 0}, 2.5)


def test_any_course_of_ratings_comes_to_what_counting_all_of_them_says(database: Database) -> None:
    draw = random.Random(4)
    for _ in range(60):
        rate(database, draw.randrange(6), draw.choice(MEMBERS), draw.randint(1, 5))
    with database.reading() as session:
        kept = tallies.everything(session)
    with database.writing() as session:
        tallies.recount(session)
    with database.reading() as session:
        assert tallies.everything(session) == kept
