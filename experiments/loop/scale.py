"""How large a loop is: the shipped one, and a small one for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.spec import DEFAULT_RANK, DEFAULT_REFINE_STEPS, RefineMethod, Size


@dataclass(frozen=True)
class Scale:
    """What decides the cost of a loop; the defaults are those of docs/loop.md."""

    prompts: int = 48
    """Prompts that are rated."""
    takes: int = 4
    """Clips of each."""
    held_out: int = 24
    """Prompts that are rendered by base and candidate, and that nobody rated."""
    held_out_takes: int = 2
    seconds: float = 1.0
    steps: int = 8
    guidance: float = 3.0
    width: int = 176
    height: int = 96
    fps: int = 8
    method: RefineMethod = RefineMethod.DPO
    max_steps: int = DEFAULT_REFINE_STEPS
    rank: int = DEFAULT_RANK
    seed: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    """Settings of the studio (`DAILIES_…`)."""

    @property
    def size(self) -> Size:
        """Of all clips."""
        return Size(self.width, self.height)
