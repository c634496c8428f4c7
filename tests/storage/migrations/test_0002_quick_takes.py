"""A studio that was running before there were quick takes keeps its clips, and all that hangs on them."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from storage.database import MIGRATIONS, Database
from storage.tables import ClipEventRow, ClipRow, RatingRow

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
CLIP_ID = "0" * 36
ROWS = {
    "members": {
        "id": "ada",
        "email": "ada@example.org",
        "name": "Ada",
        "role": "artist",
        "consents_to_training": True,
        "created_at": MOMENT,
    },
    "model_versions": {
        "name": "tiny",
        "source": "nowhere",
        "status": "live",
        "is_default": True,
        "capabilities": {},
        "created_at": MOMENT,
    },
    "clips": {
        "id": CLIP_ID,
        "member_id": "ada",
        "model": "tiny",
        "status": "ready",
        "created_at": MOMENT,
        "shots": [{"prompt": "a dog 🐕", "seconds": 2.0}],
        "prompt": "a dog 🐕",
        "negative_prompt": "",
        "aspect": "16:9",
        "width": 48,
        "height": 32,
        "fps": 8,
        "seconds": 2.0,
        "seed": 1,
        "steps": 4,
        "guidance": 3.0,
        "consents_to_training": True,
        "request_hash": "0" * 64,
        "ordinal": 0,
        "tag": 0,
        "cancel_requested": False,
        "attempts": 1,
        "step": 4,
        "total_steps": 4,
        "timings": {},
    },
    "clip_events": {
        "clip_id": CLIP_ID,
        "sequence": 1,
        "status": "ready",
        "step": 4,
        "steps": 4,
        "at": MOMENT,
    },
    "ratings": {
        "clip_id": CLIP_ID,
        "member_id": "ada",
        "revision": 1,
        "is_current": True,
        "overall": 4,
        "aspects": {},
        "tags": [],
        "comment": "",
        "created_at": MOMENT,
    },
}


def test_clips_from_before_there_were_quick_takes_stay_with_all_that_hangs_on_them(database_url: str) -> None:
    database = Database(database_url)
    migrate_to("0001", database)
    tables = sa.MetaData()
    tables.reflect(database.engine, only=list(ROWS))
    with database.engine.begin() as connection:
        for table, row in ROWS.items():
            connection.execute(tables.tables[table].insert().values(row))

    database.migrate()

    with database.reading() as session:
        [clip] = session.scalars(sa.select(ClipRow)).all()
        assert (clip.fast, clip.shots) == (False, [{"prompt": "a dog 🐕", "seconds": 2.0}])
        assert len(session.scalars(sa.select(ClipEventRow)).all()) == 1
        assert len(session.scalars(sa.select(RatingRow)).all()) == 1
    database.close()


def migrate_to(revision: str, database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
