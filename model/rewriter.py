"""Rewriters that need no weights: the one that changes nothing, and the one that loads another when it is first asked.

The rewriters that do the work are `model.papercut.rewriter` (the theatre's own) and `model.language_rewriter` (any chat
model). Knows no torch, so that a studio without a rewriter never loads it, and no users.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from model.spec import Rewrite, Rewriter

_log = logging.getLogger(__name__)


class RewriterLoadError(Exception):
    """A rewriter's weights could not be loaded. The message names the source, what was expected and what to do."""


class PlainRewriter:
    """Leaves every prompt as it was written; for models whose training captions nobody here knows."""

    def rewrite(self, prompt: str) -> Rewrite:
        """The prompt as written, without marks."""
        return Rewrite(prompt)


class LazyRewriter:
    """Loads a rewriter when the first prompt comes, so that the studio opens at once. Safe to call from any thread.

    A rewriter that cannot be loaded must not keep anybody from rendering: its error is logged once, and from then on
    prompts are read as they are written.
    """

    def __init__(self, load: Callable[[], Rewriter]) -> None:
        """`load` makes the rewriter; it may take long, and may raise `RewriterLoadError`."""
        self._load = load
        self._loaded: Rewriter | None = None
        self._loading = threading.Lock()

    def rewrite(self, prompt: str) -> Rewrite:
        """What the loaded rewriter makes of it; the first calls wait for it to load."""
        if self._loaded is None:
            with self._loading:
                if self._loaded is None:
                    self._loaded = self._load_or_do_without()
        return self._loaded.rewrite(prompt)

    def _load_or_do_without(self) -> Rewriter:
        try:
            return self._load()
        except RewriterLoadError as error:
            _log.error("No prompt will be rewritten: %s", error)
            return PlainRewriter()
