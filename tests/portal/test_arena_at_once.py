"""Many windows of one member at once, on both databases: one pair, one vote, and never the same pair again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.arena import Arena
from portal.errors import Conflict
from portal.members import Member
from storage.database import Database
from storage.media import MediaStore
from storage.tables import ComparisonRow
from storage.words import ComparisonVerdict, Role
from tests.storage.plain_clips import clip, people_the_studio

LEFT, RIGHT, TIE, _ = ComparisonVerdict
VOTER = Member("voter", "voter", "voter", Role.ARTIST, consents_to_training=False)
WINDOWS = 6


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A studio with four takes of one storyboard: six pairs."""
    database = Database(database_url)
    database.migrate()
    people_the_studio(database, ["one"], ["owner", VOTER.id])
    with database.writing() as session:
        for number in range(4):
            clip(session, number, "one", steps=4 + number)
    yield database
    database.close()


@pytest.fixture
def arena(database: Database, tmp_path: Path) -> Arena:
    return Arena(database, MediaStore(tmp_path / "media"), key="known")


def test_many_windows_at_once_get_one_pair_and_cast_one_vote(database: Database, arena: Arena) -> None:
    def is_voting(verdict: ComparisonVerdict) -> bool:
        try:
            arena.vote(VOTER, pair_id, verdict)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(WINDOWS) as threads:
        [pair_id] = {pair.id for pair in threads.map(lambda _: arena.next(VOTER), range(WINDOWS)) if pair is not None}
        assert sum(threads.map(is_voting, [LEFT, RIGHT] * (WINDOWS // 2))) == 1
    with database.reading() as session:
        [row] = session.scalars(sa.select(ComparisonRow)).all()
        assert row.verdict in (LEFT, RIGHT)


def test_windows_that_go_on_beside_each_other_vote_on_every_pair_once(database: Database, arena: Arena) -> None:
    def cast(_: int) -> int:
        votes = 0
        while (pair := arena.next(VOTER)) is not None:
            try:
                arena.vote(VOTER, pair.id, TIE)
            except Conflict:
                continue
            votes += 1
        return votes

    with ThreadPoolExecutor(WINDOWS) as threads:
        assert sum(threads.map(cast, range(WINDOWS))) == 6
    with database.reading() as session:
        assert session.scalars(sa.select(ComparisonRow.verdict)).all() == [TIE] * 6
