"""The stage: films scenes. Paints their sheets, then looks them up frame by frame, from far to near.

Every sheet is painted once per clip; a frame only looks it up where the camera stands, which is what makes the theatre
quick. The same scene gives the same frames whatever else is in the batch. Knows nothing of captions.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from model.papercut.theatre.looks import finish
from model.papercut.theatre.motion import FPS, HORIZON, MAX_FRAMES, plan_moments, unit_pixels
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.sheets import Sheet, paint_sheets
from model.papercut.theatre.staging import Piece, Staging, View, stage_scene
from model.papercut.theatre.vocabulary import Aspect, frame_size

__all__ = ["FPS", "perform"]


class _Screen(NamedTuple):
    """Pixels of the frame and where they are: size, pixels per stage unit, and stage coordinates of their middles."""

    height: int
    width: int
    unit: float
    x: Tensor
    y: Tensor


def perform(scenes: Sequence[Scene], num_frames: int, device: torch.device | str = "cpu", scale: float = 1.0) -> Tensor:
    """Render scenes of one aspect.

    Args:
        scenes: one or more scenes; all must have the same aspect.
        num_frames: frames at 8 per second, 1 to 65.
        device: where to film.
        scale: multiplies the resolution; `frame_size` says what comes out.

    Returns:
        uint8 (B, T, H, W, 3).

    Raises:
        ValueError: the scenes differ in aspect, or there are none, or the clip is too long.
    """
    aspects = {scene.aspect for scene in scenes}
    if len(aspects) != 1:
        raise ValueError(f"got scenes of aspects {sorted(aspects)}, expected exactly one: group them by aspect first")
    if not 1 <= num_frames <= MAX_FRAMES:
        raise ValueError(f"got {num_frames} frames, expected 1 to {MAX_FRAMES}; next: render several scenes")
    device = torch.device(device)
    screen = _screen(aspects.pop(), scale, device)
    stagings = [stage_scene(scene, plan_moments(scene, num_frames), scale) for scene in scenes]
    sheets = iter(paint_sheets([piece.plan for staging in stagings for piece in staging.pieces], device))
    clips = []
    for scene, staging in zip(scenes, stagings, strict=True):
        frames = _film(staging, sheets, screen).expand(num_frames, -1, -1, -1)
        frames = finish(frames, scene.look, scene.seed)
        clips.append((frames.clamp(0, 1) * 255).round_().to(torch.uint8).permute(0, 2, 3, 1))
    return torch.stack(clips)


def _screen(aspect: Aspect, scale: float, device: torch.device) -> _Screen:
    height, width = frame_size(aspect, scale)
    unit = unit_pixels(aspect, scale)
    x = (torch.arange(width, device=device) + 0.5 - width / 2) / unit
    y = (torch.arange(height, device=device) + 0.5 - HORIZON * height) / unit
    return _Screen(height, width, unit, x, y)


def _film(staging: Staging, sheets: Iterator[Sheet], screen: _Screen) -> Tensor:
    """Frames float (T, 3, H, W); T is 1 as long as nothing has moved."""
    frames = _sky(staging, screen)
    for piece in staging.pieces:
        frames = _lay(frames, piece, next(sheets), screen)
    return frames


def _sky(staging: Staging, screen: _Screen) -> Tensor:
    upper, lower = (torch.tensor(rgb, device=screen.y.device)[:, None] for rgb in staging.sky)
    share = (1 + screen.y / (HORIZON * screen.height / screen.unit)).clamp(0, 1)
    return (upper + (lower - upper) * share)[None, :, :, None].expand(1, 3, screen.height, screen.width)


def _lay(frames: Tensor, piece: Piece, sheet: Sheet, screen: _Screen) -> Tensor:
    """Lay a piece over the frames, its shadow falling on what is behind."""
    views = piece.views[:1] if all(view == piece.views[0] for view in piece.views) else piece.views
    rows, columns = _patch(piece, views, screen) if piece.bounded else (slice(0, screen.height), slice(0, screen.width))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return frames
    layer = _look_up(sheet, piece, views, screen.x[columns], screen.y[rows])
    keep = 1 - layer[:, 3:4]
    if piece.shadow:
        keep = keep * (1 - piece.shadow * layer[:, 4:5])
    laid = torch.addcmul(layer[:, :3], frames[:, :, rows, columns], keep)
    if not piece.bounded:
        return laid
    frames = frames.expand(max(len(frames), len(views)), -1, -1, -1).clone()
    frames[:, :, rows, columns] = laid
    return frames


def _patch(piece: Piece, views: list[View], screen: _Screen) -> tuple[slice, slice]:
    """Rows and columns of the frame that a bounded sheet can touch in any frame."""
    plan = piece.plan
    edges_x = (plan.left, plan.left + plan.width / plan.density)
    edges_y = (plan.top, plan.top + plan.height / plan.density)
    across = [
        (edge - view.x_offset - view.lean * y) / view.x_factor for view in views for edge in edges_x for y in edges_y
    ]
    along = [(edge - view.y_offset) / view.y_factor for view in views for edge in edges_y]
    middle, horizon = screen.width / 2, HORIZON * screen.height
    columns = slice(
        max(0, math.floor(min(across) * screen.unit + middle)),
        min(screen.width, math.ceil(max(across) * screen.unit + middle)),
    )
    rows = slice(
        max(0, math.floor(min(along) * screen.unit + horizon)),
        min(screen.height, math.ceil(max(along) * screen.unit + horizon)),
    )
    return rows, columns


def _look_up(sheet: Sheet, piece: Piece, views: list[View], screen_x: Tensor, screen_y: Tensor) -> Tensor:
    """Sample a sheet for every view at the screen's coordinates: (T, 5, H, W)."""
    numbers = torch.tensor([view[:5] for view in views], device=screen_x.device)
    x_factor, x_offset, y_factor, y_offset, lean = numbers[:, :, None].unbind(1)
    _, _, rows, columns = sheet.pixels.shape
    y = y_factor * screen_y + y_offset
    x = x_factor * screen_x + x_offset
    if piece.repeats:
        x, y = x.remainder(columns / sheet.density), y.remainder(rows / sheet.density)
    v = (y - sheet.top) * sheet.density / rows * 2 - 1
    u = ((x - sheet.left) * sheet.density / columns * 2 - 1)[:, None, :].expand(-1, len(screen_y), -1)
    if any(view.lean for view in views):
        u = u + (lean * y * (sheet.density / columns * 2))[:, :, None]
    grid = torch.stack([u, v[:, :, None].expand(-1, -1, len(screen_x))], -1)
    if len(sheet.pixels) == 1:
        pixels = sheet.pixels.expand(len(views), -1, -1, -1)
    else:
        pixels = sheet.pixels[torch.tensor([view.pose for view in views], device=screen_x.device)]
    padding = "zeros" if piece.bounded else "border"
    return F.grid_sample(pixels, grid, "bilinear", padding, align_corners=False)
