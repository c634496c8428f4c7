"""The schema on disk is the schema in the code, on both databases, and SQLite is set up to lose nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage.database import Database, wal_is_safe
from storage.tables import SecretRow, Table


def test_the_migrated_schema_equals_the_declared_one(database_url: str) -> None:
    database = Database(database_url)
    database.migrate()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, Table.metadata)
    database.close()
    assert [d for d in differences if not (d[0] == "remove_table" and d[1].name == "alembic_version")] == []


def test_the_migrated_checks_equal_the_declared_ones(tmp_path: Path) -> None:
    """Alembic's comparison passes over CHECK constraints, so they are compared as SQLite keeps them: as text."""
    migrated, declared = (Database(f"sqlite:///{tmp_path / name}.sqlite") for name in ("migrated", "declared"))
    migrated.migrate()
    Table.metadata.create_all(declared.engine)

    def checks(database: Database) -> dict[str, set[str]]:
        inspector = sa.inspect(database.engine)
        return {
            table: {str(check["sqltext"]) for check in inspector.get_check_constraints(table)}
            for table in Table.metadata.tables
        }

    assert checks(migrated) == checks(declared)
    assert any(checks(declared).values())
    migrated.close()
    declared.close()


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    database.migrate()
    database.migrate()
    assert database.secret("a", "first") == "first"
    database.close()


def test_sqlite_flushes_every_commit_and_checks_foreign_keys(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite'}")
    with database.engine.connect() as connection:
        assert connection.scalar(sa.text("PRAGMA synchronous")) == 2
        assert connection.scalar(sa.text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(sa.text("PRAGMA busy_timeout")) == 30_000
    database.close()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_write_ahead_logging_is_used_only_where_it_is_safe(version: tuple[int, int, int], safe: bool) -> None:
    assert wal_is_safe(version) is safe


def test_what_a_write_transaction_read_is_still_true_when_it_writes(database_url: str) -> None:
    database = Database(database_url)
    database.migrate()
    database.secret("count", "0")

    def increment() -> None:
        for _ in range(10):
            with database.writing() as session:
                database.lock_for_transaction(session, "count")
                row = session.get_one(SecretRow, "count")
                row.value = str(int(row.value) + 1)

    threads = [threading.Thread(target=increment) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.secret("count", "") == "40"
    database.close()


def test_a_failed_transaction_leaves_nothing(database_url: str) -> None:
    database = Database(database_url)
    database.migrate()

    def fail() -> None:
        with database.writing() as session:
            session.add(SecretRow(name="half", value="written"))
            session.flush()
            raise RuntimeError("the lights went out")

    with pytest.raises(RuntimeError, match="lights"):
        fail()
    assert database.secret("half", "nothing") == "nothing"
    database.close()
