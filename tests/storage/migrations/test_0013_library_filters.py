"""What was shared and rated before the library had these filters is found by them, too."""

from __future__ import annotations

import sqlalchemy as sa

from storage import library
from storage.database import Database
from storage.tables import LibraryEntryRow
from tests.storage.migrations.test_0002_quick_takes import CLIP_ID, MOMENT, ROWS, migrate_to


def test_entries_from_before_know_their_members_and_their_defects(database_url: str) -> None:
    database = Database(database_url)
    migrate_to("0012", database)
    tables = sa.MetaData()
    tables.reflect(database.engine, only=["members", "model_versions", "clips", "ratings", "library_entries"])
    rating = {**ROWS["ratings"], "clip_id": CLIP_ID, "is_current": True}
    rows = [
        ("members", ROWS["members"]),
        ("members", {**ROWS["members"], "id": "eva", "email": "eva@example.org"}),
        ("model_versions", ROWS["model_versions"]),
        ("clips", {**ROWS["clips"], "fast": False, "shared_at": MOMENT}),
        ("ratings", {**rating, "tags": ["wrong place", "blur"]}),
        ("ratings", {**rating, "member_id": "eva", "tags": ["blur"]}),
        ("ratings", {**rating, "member_id": "eva", "tags": ["frozen"], "revision": 2, "is_current": False}),
        (
            "library_entries",
            {
                "clip_id": CLIP_ID,
                "shared_at": MOMENT,
                "model": "tiny",
                "aspect": "16:9",
                "search_text": "a dog",
                "rating_count": 2,
                "star_sum": 6,
            },
        ),
    ]
    with database.engine.begin() as connection:
        for table, row in rows:
            connection.execute(tables.tables[table].insert().values(row))

    database.migrate()

    with database.reading() as session:
        [entry] = session.scalars(sa.select(LibraryEntryRow))
        found = library.newest(session, library.Selection(member_id="ada", tag="wrong place"), None)
        missed = library.newest(session, library.Selection(tag="frozen"), None)
    database.close()
    assert (entry.member_id, entry.tags) == ("ada", "|blur|wrong place|")
    assert [clip_id for _, clip_id in found] == [CLIP_ID]
    assert not missed
