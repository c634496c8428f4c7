"""Gait: how a figure carries itself in one clip, as far as its shape shows it. Knows nothing of who the figure is."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Gait:
    """How a figure moves.

    Attributes:
        travels: legs walk, wheels turn.
        dances: arms swing although it goes nowhere.
        dusty: wheels stir up dust.
        from_behind: seen from the rear, where its shape has one.
    """

    travels: bool = False
    dances: bool = False
    dusty: bool = False
    from_behind: bool = False

    def stride(self, phase: float, width: float) -> float:
        """The swing of a leg in radians at a phase of 0 to 2π."""
        return width * math.sin(phase) if self.travels else 0.0

    def reach(self, phase: float, width: float) -> float:
        """The swing of an arm in radians at a phase of 0 to 2π."""
        return width * math.sin(phase) if self.travels or self.dances else 0.0
