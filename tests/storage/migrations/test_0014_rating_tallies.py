"""What was rated before there were tallies is in them."""

from __future__ import annotations

import sqlalchemy as sa

from storage import rating_tallies
from storage.database import Database
from tests.storage.migrations.test_0002_quick_takes import ROWS, migrate_to


def test_ratings_from_before_are_tallied_and_revised_ones_are_not(database_url: str) -> None:
    database = Database(database_url)
    migrate_to("0013", database)
    tables = sa.MetaData()
    tables.reflect(database.engine, only=["members", "model_versions", "clips", "ratings"])
    rows = [
        ("members", ROWS["members"]),
        ("model_versions", ROWS["model_versions"]),
        ("clips", {**ROWS["clips"], "fast": False}),
        ("ratings", {**ROWS["ratings"], "overall": 1, "is_current": False}),
        ("ratings", {**ROWS["ratings"], "overall": 4, "revision": 2}),
    ]
    with database.engine.begin() as connection:
        for table, row in rows:
            connection.execute(tables.tables[table].insert().values(row))

    database.migrate()

    with database.reading() as session:
        [tally] = rating_tallies.everything(session)
    database.close()
    assert (tally.model, tally.clips, tally.stars) == ("tiny", 1, {1: 0, 2: 0, 3: 0, 4: 1, 5: 0})
