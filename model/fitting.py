"""Puts the adapters that clips ask for onto a renderer's transformer, and takes them off for those that ask for none.

A few stay on, unused, so that members who compare versions do not wait for files. Knows no renders.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from model.spec import Adapter, RenderFailed

if TYPE_CHECKING:
    from diffusers import DiffusionPipeline

KEPT = 4
"""Adapters that stay loaded: some 1 % of their base each."""


class Fitting:
    """The adapters on one pipeline.

    Args:
        pipeline: its component `transformer` is what adapters go onto.
    """

    def __init__(self, pipeline: DiffusionPipeline) -> None:
        self._pipeline = pipeline
        self._base: str | None = None
        self._on: OrderedDict[str, None] = OrderedDict()
        """SHA-256 of what is on, the longest unused first."""

    def use(self, adapter: Adapter | None) -> None:
        """Switch to an adapter, or to the base as it is.

        Raises:
            RenderFailed: the file is missing, altered, of another base, or the pipeline has nothing to put it onto.
        """
        if adapter is None and not self._on:
            return
        from model.refine.adapter import AdapterError, fingerprint, put_on, read, take_off, use  # peft takes a second

        transformer = getattr(self._pipeline, "transformer", None)
        if transformer is None:
            raise RenderFailed(f"A {type(self._pipeline).__name__} takes no adapters; ask for the clip of its base.")
        if adapter is None:
            use(transformer, None)
            return
        if adapter.sha256 in self._on:
            self._on.move_to_end(adapter.sha256)
            use(transformer, _name(adapter))
            return
        self._base = self._base or fingerprint(transformer)
        try:
            put_on(transformer, _name(adapter), read(adapter, self._base), adapter.path)
        except AdapterError as error:
            take_off(transformer, _name(adapter))
            raise RenderFailed(str(error)) from error
        self._on[adapter.sha256] = None
        while len(self._on) > KEPT:
            oldest, _ = self._on.popitem(last=False)
            take_off(transformer, oldest[:16])
            use(transformer, _name(adapter))


def _name(adapter: Adapter) -> str:
    """What the adapter goes by on the transformer."""
    return adapter.sha256[:16]
