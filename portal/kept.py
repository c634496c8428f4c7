"""An answer that takes long to make, given again for a while and made anew in the background. Knows threads and clocks,
not what it keeps."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

QUICK_SECONDS = 0.2
"""What is made within this time is made anew for everybody who asks."""

RESTS = 20
"""What takes longer rests so many times as long, so that making it takes a twentieth of one core at most."""

STALE_SECONDS = 600.0
"""What is older is waited for: nobody asked for a while, and yesterday's answer is none."""


@dataclass(frozen=True, slots=True)
class _Answer(Generic[T]):
    value: T
    made_at: float
    took: float


class Kept(Generic[T]):
    """Safe to ask from any thread.

    Args:
        make: makes the answer. What it raises goes to whoever asked first; in the background it is logged by the
            interpreter, the last answer stays, and the next to ask has it tried again.
        clock: seconds, only their differences count.
    """

    def __init__(self, make: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> None:
        self._make, self._clock = make, clock
        self._lock = threading.Lock()
        self._answer: _Answer[T] | None = None
        self._maker: threading.Thread | None = None

    def get(self) -> T:
        """The answer: of now where that is quick, else the last one."""
        with self._lock:
            answer = self._answer
            age = 0.0 if answer is None else self._clock() - answer.made_at
            if answer is None or answer.took < QUICK_SECONDS or age > STALE_SECONDS:
                answer = self._answer = self._made()
            elif age > RESTS * answer.took and not self._is_being_made():
                self._maker = threading.Thread(target=self._make_anew, name="kept answer", daemon=True)
                self._maker.start()
            return answer.value

    def close(self) -> None:
        """Wait until nothing is made any more."""
        if self._maker is not None:
            self._maker.join()

    def _is_being_made(self) -> bool:
        return self._maker is not None and self._maker.is_alive()

    def _make_anew(self) -> None:
        answer = self._made()
        with self._lock:
            self._answer = answer

    def _made(self) -> _Answer[T]:
        began = self._clock()
        value = self._make()
        ended = self._clock()
        return _Answer(value, ended, ended - began)
