"""A slot: the place where one worker renders, and the sign that it is alive.

The sign is a lock that the system drops when the process dies: an advisory lock on PostgreSQL, `flock` on a file beside
SQLite. A living worker that can take a slot's lock knows that its worker is dead, and gives its jobs back to the queue.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dbos import DBOS

from storage.database import Database
from storage.jobs import slots_with_pending_jobs


class SlotTaken(Exception):
    """Another living worker serves this slot."""


class Slot:
    """One place to render.

    Args:
        name: such as `studio-1:0`; whoever serves the same name next recovers its jobs.
        locks: folder for the lock files; used with SQLite only.
    """

    def __init__(self, name: str, database: Database, locks: Path) -> None:
        self.name = name
        self._database = database
        self._locks = locks

    def beside(self, name: str) -> Slot:
        """Another slot of the same studio."""
        return Slot(name, self._database, self._locks)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the slot for the length of the block.

        Raises:
            SlotTaken: another living worker holds it.
        """
        with self._file_lock() if self._database.is_sqlite else self._database.held_lock(f"slot:{self.name}") as taken:
            if not taken:
                raise SlotTaken(f"the slot {self.name!r} is served by another worker; stop it or choose another --slot")
            yield

    @contextmanager
    def _file_lock(self) -> Iterator[bool]:
        self._locks.mkdir(parents=True, exist_ok=True)
        with (self._locks / f"{self.name.replace('/', '_')}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True


def adopt_orphans(database: Database, mine: Slot) -> None:
    """Give the jobs of slots whose worker is dead back to the queue, where any worker finds them."""
    for name in slots_with_pending_jobs(database):
        if name == mine.name:
            continue
        try:
            with mine.beside(name).held():
                DBOS._recover_pending_workflows([name])  # DBOS 3.4 offers this through its admin server only
        except SlotTaken:
            continue
