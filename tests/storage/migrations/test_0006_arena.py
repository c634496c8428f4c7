"""Clips from before there was an arena can be compared, too."""

from __future__ import annotations

import sqlalchemy as sa

from portal.shot import AskedShot, storyboard_hash
from storage.database import Database
from storage.tables import ClipRow
from tests.storage.migrations.test_0002_quick_takes import ROWS, migrate_to

SHOTS = {
    "0" * 36: [{"prompt": "a dog 🐕", "seconds": 2, "rewritten": "A dog sits."}],
    "1" * 36: [{"prompt": "a dog 🐕", "seconds": 2.0}],
    "2" * 36: [{"prompt": "a dog 🐕", "seconds": 2.0}, {"prompt": "a cat", "seconds": 1.5}],
}


def test_clips_from_before_get_the_hash_that_new_ones_have(database_url: str) -> None:
    database = Database(database_url)
    migrate_to("0004", database)
    tables = sa.MetaData()
    tables.reflect(database.engine, only=["members", "model_versions", "clips"])
    with database.engine.begin() as connection:
        for table in ("members", "model_versions"):
            connection.execute(tables.tables[table].insert().values(ROWS[table]))
        for clip_id, shots in SHOTS.items():
            row = {**ROWS["clips"], "id": clip_id, "shots": shots, "fast": False}
            connection.execute(tables.tables["clips"].insert().values(row))

    database.migrate()

    with database.reading() as session:
        hashes = {clip.id: clip.storyboard_hash for clip in session.scalars(sa.select(ClipRow))}
    database.close()
    assert hashes == {
        clip_id: storyboard_hash([AskedShot.from_json(shot) for shot in shots]) for clip_id, shots in SHOTS.items()
    }
    assert hashes["0" * 36] == hashes["1" * 36] != hashes["2" * 36]
