"""Paper: cut-outs as one formula, the rounded trapezoid.

Box, triangle, disc, ellipse-like capsule and trapezoid are all one signed distance function with different numbers, so
a whole batch of sheets is drawn by one formula without branches, on any device. Knows nothing of what a cut-out
depicts, nor how sheets are painted (that is `sheets`).
"""

import math
from typing import NamedTuple

Rgb = tuple[float, float, float]


class CutOut(NamedTuple):
    """One piece of paper: a trapezoid with rounded corners. Lengths in stage units, y points down.

    Attributes:
        x, y: the centre.
        bottom, top: half widths of the lower and upper edge.
        half_height: half the height.
        rounding: radius added all around (a disc has nothing but a rounding).
        angle: clockwise turn in radians.
        rgb: colour, 0 to 1.
        opacity: 1 is paper, less is coloured light.
        softness: width of the edge's ramp in stage units; 0 is a sharp, anti-aliased cut.
    """

    x: float
    y: float
    bottom: float
    top: float
    half_height: float
    rounding: float
    angle: float
    rgb: Rgb
    opacity: float = 1.0
    softness: float = 0.0


def box(x: float, y: float, half_width: float, half_height: float, rgb: Rgb, rounding: float = 0.0) -> CutOut:
    """A rectangle around (x, y)."""
    return CutOut(x, y, half_width, half_width, half_height, rounding, 0.0, rgb)


def trapezoid(
    x: float, foot: float, bottom: float, top: float, height: float, rgb: Rgb, rounding: float = 0.0
) -> CutOut:
    """A trapezoid that stands with its lower edge on `foot`; `top=0` is a triangle."""
    return CutOut(x, foot - height / 2, bottom, top, height / 2, rounding, 0.0, rgb)


def disc(x: float, y: float, radius: float, rgb: Rgb, opacity: float = 1.0, softness: float = 0.0) -> CutOut:
    """A disc, or a glow when it is soft."""
    return CutOut(x, y, 0.0, 0.0, 0.0, radius, 0.0, rgb, opacity, softness)


def limb(x: float, y: float, length: float, angle: float, radius: float, rgb: Rgb) -> CutOut:
    """A capsule that hangs from (x, y) and swings by `angle` (0 hangs straight down, positive swings to +x)."""
    half = length / 2
    return CutOut(x + half * math.sin(angle), y + half * math.cos(angle), 0.0, 0.0, half, radius, -angle, rgb)


def bar(x: float, y: float, half_length: float, radius: float, rgb: Rgb, angle: float = 0.0) -> CutOut:
    """A lying capsule, turned clockwise by `angle`."""
    return CutOut(x, y, half_length, half_length, 0.0, radius, angle, rgb)


def reach_of(cut: CutOut) -> tuple[float, float]:
    """How far the cut-out reaches to each side and to top and bottom from its centre, softness included; an upper
    bound where it is turned."""
    half_width = max(cut.bottom, cut.top)
    margin = cut.rounding + cut.softness / 2
    if cut.angle == 0:
        return half_width + margin, cut.half_height + margin
    if half_width == 0 or cut.half_height == 0:  # a capsule: exact at every angle
        length = max(half_width, cut.half_height)
        along, across = (abs(f(cut.angle)) * length + margin for f in (math.cos, math.sin))
        return (along, across) if half_width else (across, along)
    diagonal = math.hypot(half_width, cut.half_height) + margin
    return diagonal, diagonal
