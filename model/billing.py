"""What the seconds of a render go to. Knows the device's clock and no pipeline."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import torch


class Stage(StrEnum):
    """What the seconds of a render go to."""

    DENOISE = "denoise"
    """From the prompt to the last step."""
    DECODE = "decode"
    """From latents to frames, between windows or after the last step."""
    PREVIEW = "preview"


class StageClock:
    """Adds up the seconds the device was busy, by stage."""

    def __init__(self, device: torch.device) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._device = device
        self._stage: Stage | None = None
        self._since = 0.0

    @property
    def total(self) -> float:
        """Busy seconds so far, up to the last change of stage."""
        return sum(self.seconds.values())

    def enter(self, stage: Stage | None) -> None:
        """Close the running stage and begin `stage`; None while the device has nothing to do."""
        if self._device.type != "cpu":
            torch.accelerator.synchronize(self._device)  # kernels run on after the call that launched them
        now = time.perf_counter()
        if self._stage is not None:
            self.seconds[self._stage] += now - self._since
        self._stage, self._since = stage, now

    @contextmanager
    def during(self, stage: Stage) -> Iterator[None]:
        """Bill the block to `stage`, and what follows to the stage before it."""
        before = self._stage
        self.enter(stage)
        try:
            yield
        finally:
            self.enter(before)
