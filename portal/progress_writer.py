"""Progress that is written down beside the render, not between its steps. Knows no rows: what writes is handed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from model.spec import Progress

PROGRESS_SECONDS = 0.2
"""Progress is written at most this often: a commit costs a flush of the disk, and no eye sees more."""


class ProgressWriter:
    """Writes the first, the last and at most five steps a second down, beside the render: a device is worth more than
    a flush of the disk. A step that comes while another is being written is passed over. Leaving waits for the last.
    """

    def __init__(self, write: Callable[[Progress], None]) -> None:
        self._write = write
        self._begun_at = -PROGRESS_SECONDS
        self._scribe = ThreadPoolExecutor(1, thread_name_prefix="progress")
        self._writing: Future[None] | None = None

    def __enter__(self) -> ProgressWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._scribe.shutdown()
        if self._writing is not None:
            self._writing.result()

    def __call__(self, progress: Progress) -> None:
        """Note a step.

        Raises:
            DatabaseFault, OSError: an earlier step could not be written.
        """
        is_busy = self._writing is not None and not self._writing.done()
        is_due = time.monotonic() - self._begun_at >= PROGRESS_SECONDS
        if (is_due and not is_busy) or progress.step == progress.steps:
            if self._writing is not None:
                self._writing.result()
            self._begun_at = time.monotonic()
            self._writing = self._scribe.submit(self._write, progress)
