"""A studio that was running before clips could be commented on keeps its ratings as they were, free tags and all."""

from __future__ import annotations

import sqlalchemy as sa

from storage import comments
from storage.database import Database
from storage.tables import RatingRow
from tests.storage.migrations.test_0002_quick_takes import CLIP_ID, MOMENT, ROWS, migrate_to

SQL = sa.text(
    "INSERT INTO comments (id, clip_id, member_id, at_seconds, text, created_at) "
    "VALUES (:id, :clip, 'ada', 0.5, 'legs', :moment)"
)


def test_ratings_stay_as_they_were_and_their_clips_take_comments(database_url: str) -> None:
    database = Database(database_url)
    migrate_to("0004", database)
    tables = sa.MetaData()
    tables.reflect(database.engine, only=list(ROWS))
    rows = {**ROWS, "ratings": {**ROWS["ratings"], "aspects": {"text_alignment": 2}, "tags": ["seven legs"]}}
    rows["clips"] = {**rows["clips"], "fast": False}
    with database.engine.begin() as connection:
        for table, row in rows.items():
            connection.execute(tables.tables[table].insert().values(row))

    database.migrate()

    with database.writing() as session:
        [rating] = session.scalars(sa.select(RatingRow)).all()
        assert (rating.overall, rating.aspects, rating.tags) == (4, {"text_alignment": 2}, ["seven legs"])
        session.execute(SQL, {"id": "1" * 36, "clip": CLIP_ID, "moment": MOMENT.isoformat()})
        [(comment, name)] = comments.of_clip(session, CLIP_ID)
        assert (comment.text, comment.at_seconds, name) == ("legs", 0.5, "Ada")
    database.close()


def test_comments_go_with_their_clip(database_url: str) -> None:
    database = Database(database_url)
    database.migrate()
    tables = sa.MetaData()
    tables.reflect(database.engine, only=list(ROWS))
    with database.engine.begin() as connection:
        for table in ("members", "model_versions", "clips"):
            connection.execute(tables.tables[table].insert().values(ROWS[table]))
        connection.execute(SQL, {"id": "1" * 36, "clip": CLIP_ID, "moment": MOMENT.isoformat()})
        connection.execute(sa.text("DELETE FROM clips"))
        assert connection.scalar(sa.text("SELECT count(*) FROM comments")) == 0
    database.close()
