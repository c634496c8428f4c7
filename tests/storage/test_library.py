"""The library's queries, on both databases: literal words, one order of all means, pages that fit."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from storage import library
from storage.database import Database
from storage.library import Prior, Selection, search_form
from storage.tables import LibraryEntryRow

Place = TypeVar("Place")

START = datetime(2026, 1, 1, tzinfo=UTC)


def filled(texts: list[str]) -> list[LibraryEntryRow]:
    """Entries without clips: the queries look at nothing else."""
    return [
        LibraryEntryRow(
            clip_id=str(uuid.UUID(int=number)),
            shared_at=START + timedelta(minutes=number // 2),
            model="tiny",
            aspect="16:9",
            search_text=search_form(text),
            rating_count=number % 7,
            star_sum=(number % 7) * (1 + number % 5),
        )
        for number, text in enumerate(texts)
    ]


def test_queries_agree_with_a_plain_reckoning(database_url: str) -> None:
    database = Database(database_url)
    database.migrate()
    texts = ["a Red car", "50% off", "snake_case", "back\\slash", "ÜBER alles", "red_car%"] * 20
    with database.writing() as session:
        if database.is_sqlite:
            session.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        else:
            session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        entries = filled(texts)
        session.add_all(entries)
        session.flush()

        for word in ("red", "%", "_", "\\", "über", "r_d", "/"):
            wanted = Selection((word,), limit=1000)
            found = {clip_id for _, clip_id in library.newest(session, wanted, None)}
            assert found == {entry.clip_id for entry in entries if word in entry.search_text}, word

        newest = sorted(((entry.shared_at, entry.clip_id) for entry in entries), reverse=True)
        assert paged(lambda after: library.newest(session, Selection(limit=7), after)) == newest

        prior = Prior(5, 2718)
        best = sorted(
            ((int(Fraction(1000 * (1000 * e.star_sum + 5 * 2718), e.rating_count + 5)), e.clip_id) for e in entries),
            reverse=True,
        )
        assert paged(lambda after: library.best(session, Selection(limit=7), prior, after)) == best
        stars, ratings = (sum(getattr(e, name) for e in entries) for name in ("star_sum", "rating_count"))
        assert library.mean_thousandths(session) == round(1000 * stars / ratings)
        session.rollback()
    database.close()


def paged(ask: Callable[[Place | None], Sequence[Place]]) -> list[Place]:
    """All places, page by page."""
    places: list[Place] = []
    after: Place | None = None
    while page := ask(after):
        places += page
        after = page[-1]
    return places


def test_an_empty_library_has_no_mean_and_no_best(database_url: str) -> None:
    database = Database(database_url)
    database.migrate()
    with database.reading() as session:
        assert library.mean_thousandths(session) is None
        assert library.best(session, Selection(), Prior(5, 3000), None) == []
    database.close()


def test_the_first_pages_are_found_by_their_indexes_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'dailies.sqlite'}")
    database.migrate()
    asked: list[tuple[str, object]] = []
    with database.reading() as session:
        connection = session.connection()
        sa.event.listen(
            connection, "before_cursor_execute", lambda _c, _cu, text, values, *_: asked.append((text, values))
        )
        library.newest(session, Selection(), (START, "0"))
        library.best(session, Selection(model="tiny", aspect="1:1"), Prior(5, 3000), (3_000_000, "0"))
        library.mean_thousandths(session)
        plans = [
            " ".join(str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values))  # type: ignore[arg-type]
            for text, values in list(asked)
        ]
    database.close()
    assert "COVERING INDEX ix_library_entries_newest" in plans[0]
    assert "TEMP B-TREE" not in plans[0]
    assert "COVERING INDEX ix_library_entries_best" in plans[1]
    assert "COVERING INDEX ix_library_entries_best" in plans[2]
