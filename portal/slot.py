"""A slot: the place where one worker renders, and the sign that it is alive.

The sign is a lock that the system drops when the process dies: an advisory lock on PostgreSQL, `flock` on a file beside
SQLite. Whoever can take a slot's lock knows that its worker is dead; `portal/reaper.py` does something about it.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.database import Database

ASK_AGAIN_SECONDS = 0.2


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
    def held(self) -> Iterator[Callable[[], bool]]:
        """Hold the slot for the length of the block; yields a question: is it still held?

        Raises:
            SlotTaken: another living worker holds it.
        """
        with self._file_lock() if self._database.is_sqlite else self._database.held_lock(f"slot:{self.name}") as lock:
            if lock is None:
                raise SlotTaken(
                    f"The slot {self.name!r} is served by another worker. Stop it or choose another --slot."
                )
            yield lock

    def wait_until_free(self, seconds: float, is_called_off: Callable[[], bool]) -> None:
        """Give a worker that is about to leave the time to do so; returns when the slot looks free or time is up."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not is_called_off():
            try:
                with self.held():
                    return
            except SlotTaken:
                time.sleep(ASK_AGAIN_SECONDS)

    @contextmanager
    def _file_lock(self) -> Iterator[Callable[[], bool] | None]:
        self._locks.mkdir(parents=True, exist_ok=True)
        with (self._locks / f"{self.name.replace('/', '_')}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
                return
            yield lambda: True  # the system keeps it until this process ends
