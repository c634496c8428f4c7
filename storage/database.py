"""Opens the database, SQLite or PostgreSQL, and hands out transactions. Knows no table by name.

SQLite is set up so that several processes can share one file and a power cut loses nothing: `synchronous=FULL`, a busy
timeout, write transactions that take the lock at their first statement. Write-ahead logging is used only where the
linked SQLite is free of the bug that can corrupt a WAL file shared by two processes (fixed in 3.51.3, 3.50.7, 3.44.6).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.orm import Session as Session  # handed out here, so that the portal need not know where it is from

from storage.tables import SecretRow

DatabaseFault = sa.exc.DBAPIError
"""What every query may raise when the database is full, locked for long, restarted or gone."""

BUSY_TIMEOUT_MILLISECONDS = 30_000
MIGRATIONS = Path(__file__).parent / "migrations"


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite may keep a write-ahead log that two processes share."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def _begin_writes_at_once(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
    # Each time a connection is handed out: SQLAlchemy resets this when a transaction asks for SERIALIZABLE.
    connection.isolation_level = "IMMEDIATE"


def _prepare_sqlite_connection(connection: sqlite3.Connection, _record: object) -> None:
    journal = "WAL" if wal_is_safe(sqlite3.sqlite_version_info[:3]) else "DELETE"
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MILLISECONDS}",
        f"journal_mode={journal}",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


class Database:
    """One engine and the two ways to use it: `reading()` and `writing()`.

    Args:
        url: `sqlite:///path` or `postgresql+psycopg://…`.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
            self.engine = sa.create_engine(url)
            sa.event.listen(self.engine, "connect", _prepare_sqlite_connection)
            sa.event.listen(self.engine, "checkout", _begin_writes_at_once)
        else:
            self.engine = sa.create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction, committed at the end of the block and rolled back by any exception out of it.

        On SQLite it holds the one write lock from the start, so that what is read in it is still true when it writes.
        """
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            if self.is_sqlite:
                session.execute(sa.text("BEGIN IMMEDIATE"))
            yield session

    def lock_for_transaction(self, session: Session, name: str) -> None:
        """Let only one transaction with this `name` past at a time (on SQLite `writing` did so already)."""
        if not self.is_sqlite:
            session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})

    @contextmanager
    def held_lock(self, name: str) -> Iterator[Callable[[], bool] | None]:
        """Try to hold a PostgreSQL advisory lock for the length of the block.

        Yields None if somebody else holds it, else a question: is it still held? The server drops the lock when this
        process dies, but also when it restarts or cuts the connection.
        """
        key = {"name": name}
        with self.engine.connect() as connection:
            taken = connection.scalar(sa.text("SELECT pg_try_advisory_lock(hashtext(:name))"), key)
            connection.commit()
            if not taken:
                yield None
                return

            def is_still_held() -> bool:
                try:
                    connection.execute(sa.text("SELECT 1"))
                    connection.commit()
                except DatabaseFault:
                    return False
                return True

            try:
                yield is_still_held
            finally:
                if is_still_held():
                    connection.execute(sa.text("SELECT pg_advisory_unlock(hashtext(:name))"), key)
                    connection.commit()

    def migrate(self) -> None:
        """Bring the schema to the newest version. Safe to call from several processes at once."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.begin() as connection:
            if self.is_sqlite:
                connection.execute(sa.text("BEGIN IMMEDIATE"))
            else:
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('dailies-migrations'))"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def is_reachable(self) -> bool:
        """Whether a trivial query is answered."""
        try:
            with self.engine.connect() as connection:
                connection.execute(sa.text("SELECT 1"))
        except sa.exc.OperationalError:
            return False
        return True

    def secret(self, name: str, fresh: str) -> str:
        """The installation's secret of that name; `fresh` becomes it when there is none yet."""
        with self.writing() as session:
            self.lock_for_transaction(session, f"secret-{name}")
            row = session.get(SecretRow, name)
            if row is None:
                row = SecretRow(name=name, value=fresh)
                session.add(row)
            return row.value

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
