"""The embedder that loads another when it is first asked. The one that does the work is `model.papercut.embedder`.

Knows no torch, so that a studio that freezes no dataset never loads it, and no users.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from model.spec import PromptEmbedder

_log = logging.getLogger(__name__)


class EmbedderLoadError(Exception):
    """An embedder's weights could not be loaded. The message says what was expected and what to do."""


class LazyEmbedder:
    """Loads an embedder when the first prompts come, so that the studio opens at once. Safe to call from any thread.

    One that cannot be loaded must not keep anybody from freezing a dataset: its error is logged once, and from then on
    there is no embedding to be had.

    Args:
        name: of the embedder that `load` makes.
        load: makes it; may take long, and may raise `EmbedderLoadError`.
    """

    def __init__(self, name: str, load: Callable[[], PromptEmbedder]) -> None:
        self._name = name
        self._load = load
        self._loaded: PromptEmbedder | None = None
        self._has_failed = False
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        """What it is called."""
        return self._name

    def embed(self, prompts: Sequence[str]) -> NDArray[np.float32] | None:
        """What the loaded embedder makes of them; the first calls wait for it to load."""
        with self._loading:
            if self._loaded is None and not self._has_failed:
                self._try_to_load()
        return None if self._loaded is None else self._loaded.embed(prompts)

    def _try_to_load(self) -> None:
        try:
            self._loaded = self._load()
        except EmbedderLoadError as error:
            self._has_failed = True
            _log.error("Prompts are grouped by their wording alone: %s", error)
