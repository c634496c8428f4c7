"""Sheets: paints cut-outs into pictures with opacity and a soft shadow.

Cut-outs are painted one after another on the processor, each only where it reaches; what is done to whole sheets is
done where they are wanted. Signed distances after Inigo Quilez, "2D distance functions"
(https://iquilezles.org/articles/distfunctions2d/). Knows nothing of what a sheet depicts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from model.papercut.theatre.grades import PLAIN, Grade
from model.papercut.theatre.paper import CutOut, Rgb, reach_of

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Manner:
    """How a sheet is finished.

    Attributes:
        grade: what becomes of every colour.
        softness: every edge is at least this soft, in stage units: wet paint instead of cut paper.
        rim: light along the sheet's edge, or None.
        pigment: how much darker paint dries along the edge, 0 to 1.
    """

    grade: Grade = PLAIN
    softness: float = 0.0
    rim: Rgb | None = None
    pigment: float = 0.0


@dataclass(frozen=True)
class SheetPlan:
    """A sheet to be painted.

    Attributes:
        poses: lists of cut-outs, each painted in its order, later ones on top; a figure has one list per pose.
        left, top: stage coordinates of the upper left corner.
        width, height: size in pixels.
        density: pixels per stage unit.
        manner: its finish.
        outline: colour and width in stage units of one line around everything, or None.
    """

    poses: Sequence[Sequence[CutOut]]
    left: float
    top: float
    width: int
    height: int
    density: float
    manner: Manner = Manner()
    outline: tuple[Rgb, float] | None = None


class Sheet(NamedTuple):
    """A painted sheet.

    Attributes:
        pixels: (poses, 5, h, w): premultiplied red, green, blue, then opacity, then the shadow it casts.
        left, top: stage coordinates of the upper left corner.
        density: pixels per stage unit.
    """

    pixels: Tensor
    left: float
    top: float
    density: float


_SHADOW_SHIFT = 0.035
_SHADOW_BLUR = 0.03
_RIM_BLUR = 0.028
_FIELDS = 12
_FAR = 1e3


def paint_sheets(plans: Sequence[SheetPlan], device: torch.device | str = "cpu") -> list[Sheet]:
    """Paint sheets. A sheet comes out the same whatever else is asked for with it.

    Args:
        plans: what to paint.
        device: where the sheets are wanted.
    """
    finished = []
    for plan in plans:
        paint, nearest = _paint(plan)
        finished.append(_finish(plan, paint.to(device), None if nearest is None else nearest.to(device)))
    return finished


def _rows(cut_outs: Sequence[CutOut], manner: Manner) -> Array:
    """(P, 12): the numbers of every cut-out, its colour graded."""
    rows = np.array([[*c[:7], *c.rgb, c.opacity, c.softness] for c in cut_outs], np.float32).reshape(-1, _FIELDS)
    rows[:, 7:10] = manner.grade.apply(rows[:, 7:10])
    np.maximum(rows[:, 11], manner.softness, out=rows[:, 11])
    return rows


def _paint(plan: SheetPlan) -> tuple[Tensor, Tensor | None]:
    """Paint (poses, 4, h, w) and, where there is an outline, distances to the nearest paper (poses, h, w)."""
    xs = plan.left + (np.arange(plan.width, dtype=np.float32) + 0.5) / plan.density
    ys = plan.top + (np.arange(plan.height, dtype=np.float32) + 0.5) / plan.density
    paint = np.zeros((len(plan.poses), 4, plan.height, plan.width), np.float32)
    nearest = np.full((len(plan.poses), plan.height, plan.width), _FAR, np.float32) if plan.outline else None
    margin = max(plan.manner.softness / 2, 1 / plan.density) + (
        plan.outline[1] + 1 / plan.density if plan.outline else 0
    )
    for pose, cut_outs in enumerate(plan.poses):
        for cut, row in zip(cut_outs, _rows(cut_outs, plan.manner), strict=True):
            rows, columns = _window(cut, plan, margin)
            if rows.start >= rows.stop or columns.start >= columns.stop:
                continue
            distance = _distance(row, xs[columns], ys[rows])
            opacity, softness = float(row[10]), float(row[11])
            cover = np.minimum(np.maximum(0.5 - distance / max(softness, 1 / plan.density), 0), 1)
            if opacity < 1:
                cover *= opacity
            patch = paint[pose, :, rows, columns]
            colour = np.array([row[7], row[8], row[9], 1.0], np.float32)[:, None, None]
            patch += cover * (colour - patch)
            if nearest is not None and opacity >= 1:
                near = nearest[pose, rows, columns]
                np.minimum(near, distance, out=near)
    return torch.from_numpy(paint), None if nearest is None else torch.from_numpy(nearest)


def _window(cut: CutOut, plan: SheetPlan, margin: float) -> tuple[slice, slice]:
    """Rows and columns that a cut-out can touch."""
    across, along = reach_of(cut)
    first = math.floor((cut.x - across - margin - plan.left) * plan.density)
    last = math.ceil((cut.x + across + margin - plan.left) * plan.density)
    upper = math.floor((cut.y - along - margin - plan.top) * plan.density)
    lower = math.ceil((cut.y + along + margin - plan.top) * plan.density)
    return slice(max(0, upper), min(plan.height, lower)), slice(max(0, first), min(plan.width, last))


def _distance(row: Array, xs: Array, ys: Array) -> Array:
    """Signed distance (h, w) of every point to one cut-out; negative inside."""
    x, y, bottom, top, half_height, rounding, angle = row[:7].tolist()
    dx: Any = (xs - x)[None, :]
    dy: Any = (ys - y)[:, None]
    if not (bottom or top or half_height):
        return np.sqrt(dx * dx + dy * dy) - np.float32(rounding)  # type: ignore[no-any-return]
    if angle:
        cos, sin = math.cos(angle), math.sin(angle)
        dx, dy = cos * dx + sin * dy, cos * dy - sin * dx
    if bottom == top:
        outside_x = np.abs(dx) - bottom
    else:
        slope = (bottom - top) / (2 * max(half_height, 1e-6))
        half_width = (bottom + top) / 2 + slope * np.minimum(np.maximum(dy, -half_height), half_height)
        outside_x = (np.abs(dx) - half_width) * (1 / math.sqrt(1 + slope * slope))
    outside_y = np.abs(dy) - half_height
    beyond_x, beyond_y = np.maximum(outside_x, 0), np.maximum(outside_y, 0)
    outer = np.sqrt(beyond_x * beyond_x + beyond_y * beyond_y)
    return outer + np.minimum(np.maximum(outside_x, outside_y), 0) - np.float32(rounding)  # type: ignore[no-any-return]


def _finish(plan: SheetPlan, paint: Tensor, nearest: Tensor | None) -> Sheet:
    if plan.outline and nearest is not None:
        _draw_outline(paint, nearest, plan.outline, plan.density)
    manner = plan.manner
    if manner.rim or manner.pigment:
        soft = _blurred(paint[:, 3:], _RIM_BLUR, plan.density)
        edge = 4 * soft * (1 - soft)
        if manner.pigment:
            paint[:, :3] *= 1 - manner.pigment * edge
        if manner.rim:
            # Light is added without cover, so the glow also falls on what is behind.
            paint[:, :3] += torch.stack([edge[:, 0] * share for share in manner.rim], 1)
    shadow = _shadow(paint[:, 3:], plan.density)
    return Sheet(torch.cat([paint, shadow], 1), plan.left, plan.top, plan.density)


def _draw_outline(paint: Tensor, nearest: Tensor, outline: tuple[Rgb, float], density: float) -> None:
    """Slide a slightly larger sheet of the outline's colour under the finished picture, in place."""
    colour, width = outline
    under = (0.5 - (nearest - width) * density).clamp_(0, 1) * (1 - paint[:, 3])
    for channel, value in enumerate((*colour, 1.0)):
        paint[:, channel] += value * under


def _blurred(opacity: Tensor, radius: float, density: float) -> Tensor:
    reach = max(1, round(radius * density))
    return F.avg_pool2d(opacity, 2 * reach + 1, stride=1, padding=reach, count_include_pad=False)


def _shadow(opacity: Tensor, density: float) -> Tensor:
    """A soft copy of the sheet's outline, moved right and down: the light of the theatre comes from the upper left."""
    shift = max(1, round(_SHADOW_SHIFT * density))
    return F.pad(_blurred(opacity, _SHADOW_BLUR, density), (shift, -shift, shift, -shift))
