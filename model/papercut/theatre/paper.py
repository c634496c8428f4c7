"""Paper: cut-outs as one formula, the rounded trapezoid, and the sheets they are glued on.

Box, triangle, disc, ellipse-like capsule and trapezoid are all one signed distance function with different numbers, so
a whole batch of sheets is drawn by one loop without branches, on any device. Signed distances after Inigo Quilez,
"2D distance functions" (https://iquilezles.org/articles/distfunctions2d/). Knows nothing of what a cut-out depicts.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

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


class Sheet(NamedTuple):
    """A drawn sheet of paper (or a batch of them).

    Attributes:
        pixels: (N, 5, h, w): premultiplied red, green, blue, then opacity, then the shadow it casts.
        left, top: stage coordinates of the sheet's upper left corner.
        density: pixels per stage unit.
    """

    pixels: Tensor
    left: float
    top: float
    density: float


_SHADOW_SHIFT = 0.035
_SHADOW_BLUR = 0.03
_FIELDS = 12


def _pack(batch: Sequence[Sequence[CutOut]], device: torch.device) -> Tensor:
    """(N, P, 12): padded with transparent cut-outs so that every sheet of the batch has as many."""
    longest = max(1, *(len(cut_outs) for cut_outs in batch))
    blank = [0.0] * _FIELDS
    rows = [
        [[*c[:7], *c.rgb, c.opacity, c.softness] for c in cut_outs] + [blank] * (longest - len(cut_outs))
        for cut_outs in batch
    ]
    return torch.tensor(rows, dtype=torch.float32, device=device)


def draw_sheets(
    batch: Sequence[Sequence[CutOut]],
    left: float,
    top: float,
    width_pixels: int,
    height_pixels: int,
    density: float,
    outlines: Sequence[tuple[Rgb, float] | None] | None = None,
    device: torch.device | str = "cpu",
) -> Sheet:
    """Draw cut-outs in their order, later ones on top, one sheet per element of the batch.

    Args:
        batch: the cut-outs of each sheet.
        left, top: stage coordinates of the upper left corner.
        width_pixels, height_pixels, density: size, and pixels per stage unit.
        outlines: per sheet, colour and width of one outline around everything on it, or None.
        device: where to draw.
    """
    device = torch.device(device)
    packed = _pack(batch, device)
    xs = left + (torch.arange(width_pixels, device=device) + 0.5) / density
    ys = top + (torch.arange(height_pixels, device=device) + 0.5) / density
    paint = torch.zeros(len(batch), 4, height_pixels, width_pixels, device=device)
    nearest = torch.full((len(batch), height_pixels, width_pixels), 1e3, device=device) if outlines else None
    reach = max((o[1] for o in outlines if o), default=0.0) + 2 / density if outlines else 0.0
    for index in range(packed.shape[1]):
        present = [cut_outs[index] for cut_outs in batch if index < len(cut_outs)]
        rows, columns = _window(present, left, top, density, (height_pixels, width_pixels), reach)
        if rows.start >= rows.stop or columns.start >= columns.stop:
            continue
        cut = packed[:, index]
        distance = _distance(cut, xs[columns], ys[rows], turned=any(c.angle for c in present))
        ramp = cut[:, 11].clamp(min=1.0 / density)[:, None, None]
        cover = (0.5 - distance / ramp).clamp_(0, 1) * cut[:, 10, None, None]
        patch = paint[:, :, rows, columns]
        patch *= 1 - cover[:, None]
        patch[:, :3] += cut[:, 7:10, None, None] * cover[:, None]
        patch[:, 3] += cover
        if nearest is not None:
            solid = torch.where(cut[:, 10, None, None] >= 1, distance, 1e3)
            nearest[:, rows, columns] = torch.minimum(nearest[:, rows, columns], solid)
    if outlines and nearest is not None:
        _draw_outlines(paint, nearest, outlines, density)
    return Sheet(torch.cat([paint, _shadow(paint[:, 3:], density)], 1), left, top, density)


def _window(
    cut_outs: Sequence[CutOut], left: float, top: float, density: float, size: tuple[int, int], reach: float
) -> tuple[slice, slice]:
    """Rows and columns that these cut-outs (one per sheet of the batch) can touch."""
    height, width = size
    x0, y0, x1, y1 = math.inf, math.inf, -math.inf, -math.inf
    for c in cut_outs:
        half_width = max(c.bottom, c.top)
        margin = c.rounding + c.softness / 2 + reach + 1.0 / density
        diagonal = math.hypot(half_width, c.half_height)
        across = (half_width if c.angle == 0 else diagonal) + margin
        along = (c.half_height if c.angle == 0 else diagonal) + margin
        x0, x1 = min(x0, c.x - across), max(x1, c.x + across)
        y0, y1 = min(y0, c.y - along), max(y1, c.y + along)
    columns = slice(max(0, math.floor((x0 - left) * density)), min(width, math.ceil((x1 - left) * density)))
    rows = slice(max(0, math.floor((y0 - top) * density)), min(height, math.ceil((y1 - top) * density)))
    return rows, columns


def _distance(cut: Tensor, xs: Tensor, ys: Tensor, turned: bool) -> Tensor:
    """Signed distance (N, h, w) of every point to each sheet's cut-out; negative inside."""
    x, y, bottom, top, half_height, rounding, angle = (column[:, None, None] for column in cut[:, :7].unbind(1))
    dx, dy = xs[None, None, :] - x, ys[None, :, None] - y
    if turned:
        cos, sin = angle.cos(), angle.sin()
        dx, dy = cos * dx + sin * dy, cos * dy - sin * dx
    slope = (bottom - top) / (2 * half_height.clamp(min=1e-6))
    half_width = (bottom + top) / 2 + slope * dy.clamp(-half_height, half_height)
    outside_x = (dx.abs() - half_width) * torch.rsqrt(1 + slope * slope)
    outside_y = dy.abs() - half_height
    outer = torch.hypot(outside_x.clamp(min=0), outside_y.clamp(min=0))
    return outer + torch.maximum(outside_x, outside_y).clamp(max=0) - rounding


def _draw_outlines(
    paint: Tensor, nearest: Tensor, outlines: Sequence[tuple[Rgb, float] | None], density: float
) -> None:
    """Slide a slightly larger sheet of the outline's colour under the finished picture, in place."""
    colours = torch.tensor([o[0] if o else (0.0, 0.0, 0.0) for o in outlines], device=paint.device)
    widths = torch.tensor([o[1] if o else -1e3 for o in outlines], device=paint.device)
    cover = (0.5 - (nearest - widths[:, None, None]) * density).clamp_(0, 1)
    under = cover * (1 - paint[:, 3])
    paint[:, :3] += colours[:, :, None, None] * under[:, None]
    paint[:, 3] += under


def _shadow(opacity: Tensor, density: float) -> Tensor:
    """A soft copy of the sheet's outline, moved right and down: the light of the theatre comes from the upper left."""
    reach = max(1, round(_SHADOW_BLUR * density))
    shift = max(1, round(_SHADOW_SHIFT * density))
    soft = torch.nn.functional.avg_pool2d(opacity, 2 * reach + 1, stride=1, padding=reach)
    moved = torch.zeros_like(soft)
    moved[:, :, shift:, shift:] = soft[:, :, :-shift, :-shift]
    return moved
