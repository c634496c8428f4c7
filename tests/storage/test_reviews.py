"""What waits for a review and what curators' figures are made of, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from storage import ratings, reviews
from storage.database import Database, Session
from storage.tables import ClipRow, RatingRow, ReviewRow
from storage.words import ClipStatus, ReviewDecision
from tests.storage.plain_clips import AT, clip, people_the_studio


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A studio with an owner of clips and two raters."""
    database = Database(database_url)
    database.migrate()
    people_the_studio(database, ("alpha",), ("owner", "ann", "bob"))
    yield database
    database.close()


def rate(
    session: Session, clip: ClipRow, member: str, overall: int, *, revision: int = 1, current: bool = True
) -> None:
    session.add(
        RatingRow(
            clip_id=clip.id,
            member_id=member,
            revision=revision,
            is_current=current,
            overall=overall,
            aspects={},
            tags=[],
            comment="",
            created_at=AT,
        )
    )


def test_rated_clips_wait_newest_first_those_of_one_moment_by_their_ids(database: Database) -> None:
    with database.writing() as session:
        older = clip(session, 9, created_at=AT - timedelta(days=1))
        first, second = clip(session, 1), clip(session, 2)
        decided, failed, unrated = clip(session, 3), clip(session, 4, status=ClipStatus.FAILED), clip(session, 5)
        for one in (older, first, second, decided, failed):
            rate(session, one, "ann", 3)
        session.add(
            ReviewRow(clip_id=decided.id, decision=ReviewDecision.APPROVED, reason="", member_id="bob", decided_at=AT)
        )
        session.flush()

        found: list[str] = []
        after = None
        while (after := reviews.next_waiting(session, after)) is not None:
            found.append(after.id)

        assert found == [second.id, first.id, older.id]
        assert unrated.id not in found
        assert (reviews.count_waiting(session, 1000), reviews.count_waiting(session, 2)) == (3, 2)


def test_figures_are_made_of_the_newest_clips_and_of_current_ratings(database: Database) -> None:
    with database.writing() as session:
        clips = [
            clip(session, number, prompt=f"p{number}", created_at=AT + timedelta(days=number)) for number in range(4)
        ]
        rate(session, clips[0], "ann", 1)
        rate(session, clips[0], "bob", 2)
        rate(session, clips[1], "ann", 5)
        rate(session, clips[2], "ann", 1, current=False)
        rate(session, clips[2], "ann", 4, revision=2)
        rate(session, clips[2], "bob", 5)
        session.flush()

        assert [sorted(stars) for stars in ratings.stars_of_shared_judgements(session, 1)] == [[4, 5]]
        assert sorted(map(sorted, ratings.stars_of_shared_judgements(session, 9))) == [[1, 2], [4, 5]]
        assert set(ratings.judged_prompts(session, 2)) == {("p1", 5, 1), ("p2", 9, 2)}
        assert set(ratings.judged_prompts(session, 9)) == {("p0", 3, 2), ("p1", 5, 1), ("p2", 9, 2)}
