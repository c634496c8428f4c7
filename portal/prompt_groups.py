"""Groups of prompts that mean the same, so that a dataset never trains on one and judges with the other.

The prompts of all clips that were made with consent stand in the order in which they were first asked for, whatever a
dataset selects of them. Each joins the group of the earlier prompt that it is most like, or begins one; so its group is
known when it is asked for, and nothing that comes later changes it. Knows the embedder as `model.spec` does, no torch.
"""

from __future__ import annotations

import logging
import threading
from bisect import bisect_left, insort
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from model.spec import PromptEmbedder
from portal.alike import Alike
from storage import datasets as rows
from storage.database import Database
from storage.exports.splits import prompt_key

SAME_COSINE = 0.92
"""From this cosine on two prompts are one for the splits.

Chosen by looking: of fifteen pairs of paraphrases eight reach it ("An old man feeds pigeons in the park" and "An
elderly man is feeding the pigeons in a park": 0.95; "a cat sleeps on a sofa" and "A cat sleeping on the couch": 0.92),
while another subject, colour, place or time of day stays below (a red and a blue car on a snowy street 0.79, dawn and
noon 0.84, night and day 0.90). What differs in its order alone does not (left to right, right to left: 0.99): the
tower hardly sees it. At 0.90 whole families of prompts that differ in a detail hang together; at 0.95 paraphrases
mostly do not.
"""

MOST_COMPARED = 50_000
"""The prompts first asked for; of later ones only the wording is compared. Bounds time and memory (77 MB)."""

PROMPTS_AT_ONCE = 128
PATIENCE_SECONDS = 0.3
"""For so long a count waits for prompts that are new; what is not compared by then counts by its wording."""

OVERLAP = timedelta(hours=1)
"""A clip is seen once its transaction ends, which is later than its moment says."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which prompts stand together, as far as it is known."""

    reader: str | None = None
    """What compared them; None when nothing is at hand that could."""
    first_of: Mapping[bytes, bytes] | None = None
    """Key of each prompt that was compared → key of the first prompt of its group."""
    waiting: int = 0
    """Prompts of the studio that are not compared yet, and will be."""

    def first(self, key: bytes) -> bytes:
        """The first prompt of the group that a prompt is in: itself, where it was not compared."""
        return (self.first_of or {}).get(key, key)

    def has_compared(self, key: bytes) -> bool:
        """Whether the prompt was compared with others by what it means."""
        return key in (self.first_of or {})


BY_WORDING = Grouping()


class PromptGroups:
    """Keeps the groups of a studio's prompts as they come. Safe to call from any thread.

    Args:
        database: where clips are.
        embedder: what reads prompts; without one they are grouped by their wording.
        most_compared: prompts that are compared by what they mean.
    """

    def __init__(self, database: Database, embedder: PromptEmbedder | None, most_compared: int = MOST_COMPARED) -> None:
        self._database = database
        self._embedder = embedder
        self._most = most_compared
        self._lock = threading.Lock()
        self._reader: threading.Thread | None = None
        self._is_closing = threading.Event()
        self._asked: dict[bytes, tuple[datetime, str]] = {}
        self._order: list[tuple[datetime, bytes]] = []
        self._newest: datetime | None = None
        self._alike = Alike(SAME_COSINE)
        self._first_of: dict[bytes, bytes] = {}
        """Of the first `len(self._alike)` prompts of the order."""

    def known(self) -> Grouping:
        """What is known within a moment; the rest is found out in the background."""
        if self._embedder is None:
            return BY_WORDING
        self._take_in()
        self._read_on(PATIENCE_SECONDS)
        return self._snapshot()

    def complete(self) -> Grouping:
        """The groups of all prompts, however long it takes."""
        if self._embedder is None:
            return BY_WORDING
        self._take_in()
        while self._read_on(None):
            self._take_in()
        return self._snapshot()

    def close(self) -> None:
        """Stop reading, and wait until it has stopped."""
        self._is_closing.set()
        if self._reader is not None:
            self._reader.join()

    def _take_in(self) -> None:
        """Put prompts that are new into the order."""
        with self._lock:
            since = None if self._newest is None else self._newest - OVERLAP
            with self._database.reading() as session:
                for prompt, asked_at in rows.first_prompts(session, since):
                    self._newest = asked_at if self._newest is None else max(self._newest, asked_at)
                    key = prompt_key(prompt)
                    known = self._asked.get(key)
                    # Of writings that differ in case alone the oldest is read; of those of one moment always the same.
                    if known is None or (asked_at, prompt) < known:
                        self._place(key, asked_at, prompt)

    def _place(self, key: bytes, asked_at: datetime, prompt: str) -> None:
        known = self._asked.get(key)
        if known is not None:
            before = bisect_left(self._order, (known[0], key))
            self._forget_from(before)
            del self._order[before]
        self._asked[key] = (asked_at, prompt)
        entry = (asked_at, key)
        if self._order and entry < self._order[-1]:
            self._forget_from(bisect_left(self._order, entry))
            insort(self._order, entry)
        else:
            self._order.append(entry)

    def _forget_from(self, place: int) -> None:
        """Whatever stands here and after has to be compared anew."""
        for _, key in self._order[place : len(self._alike)]:
            del self._first_of[key]
        self._alike.keep(place)

    def _read_on(self, patience: float | None) -> bool:
        """Have the rest read, in a thread of its own; wait for so many seconds, or until it ends.

        Returns:
            Whether there was anything to read, and something to read it.
        """
        with self._lock:
            if not self._waiting() or self._embedder is None or self._is_closing.is_set():
                return False
            if self._reader is None or not self._reader.is_alive():
                self._reader = threading.Thread(target=self._read, name="prompt reader", daemon=True)
                self._reader.start()
            reader = self._reader
        reader.join(patience)
        return True

    def _read(self) -> None:
        try:
            while not self._is_closing.is_set() and self._read_some():
                pass
        except Exception:  # noqa: BLE001 - whatever is wrong with the embedder, datasets can be frozen without it
            _log.exception("Prompts are grouped by their wording from now on: the embedder failed")
            self._embedder = None

    def _read_some(self) -> bool:
        with self._lock:
            start = len(self._alike)
            some = self._order[start : min(start + PROMPTS_AT_ONCE, self._most)]
            texts = [self._asked[key][1] for _, key in some]
        if not some or self._embedder is None:
            return False
        directions = self._embedder.embed(texts)
        if directions is None:
            self._embedder = None
            return False
        with self._lock:
            if len(self._alike) == start and self._order[start : start + len(some)] == some:
                for (_, key), place in zip(some, self._alike.add(directions), strict=True):
                    like = self._order[place][1]
                    self._first_of[key] = self._first_of.get(like, key)
        return True

    def _waiting(self) -> int:
        return min(len(self._order), self._most) - len(self._alike)

    def _snapshot(self) -> Grouping:
        with self._lock:
            if self._embedder is None:
                return BY_WORDING
            return Grouping(self._embedder.name, dict(self._first_of), self._waiting())
