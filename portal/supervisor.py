"""Keeps the studio's own worker processes alive. Knows how to start and restart a command, not what it does.

A worker that dies is started again under the same slot name, because DBOS gives a dead worker's jobs back to whoever
has that name. The worker's standard input is a pipe that nobody writes to: when this process dies, however it dies, the
pipe closes, and the worker finishes its clip and leaves.
"""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Sequence

log = logging.getLogger("dailies.supervisor")

SHORT_LIFE_SECONDS = 10.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
GRACE_SECONDS = 10.0


class Supervisor:
    """Runs each command in a process of its own and starts it again when it ends, until stopped."""

    def __init__(self, commands: Sequence[Sequence[str]]) -> None:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._keep_alive, args=(command,)) for command in commands]

    def start(self) -> None:
        """Start all commands."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ask all processes to end. One that has not after ten seconds is killed; its clip goes back to the queue."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _keep_alive(self, command: Sequence[str]) -> None:
        pause_seconds = FIRST_PAUSE_SECONDS
        while not self._stop.is_set():
            started = time.monotonic()
            try:
                process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - our own command line
            except OSError:
                log.exception("a worker could not be started; trying again in %g s", LONGEST_PAUSE_SECONDS)
                self._stop.wait(LONGEST_PAUSE_SECONDS)
                continue
            while process.poll() is None and not self._stop.wait(0.2):
                pass
            if self._stop.is_set():
                _end(process)
                return
            lived_long = time.monotonic() - started > SHORT_LIFE_SECONDS
            pause_seconds = FIRST_PAUSE_SECONDS if lived_long else min(2 * pause_seconds, LONGEST_PAUSE_SECONDS)
            log.warning("a worker ended with exit code %s; starting it again", process.returncode)
            _close_pipe(process)
            self._stop.wait(pause_seconds)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    _close_pipe(process)
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _close_pipe(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
