"""The stage: moves the paper layers and the figure of a scene in front of the camera and takes the frames.

Every layer is drawn once per clip as a wide sheet; a frame only looks the sheets up where the camera stands, which is
what makes the theatre quick. Layers shift with parallax and throw soft shadows on the ones behind. The same scene gives
the same frames whatever else is in the batch. Knows nothing of captions.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from model.papercut.theatre.figures import CREAM, INK, PAINT, altitude, blend, cut_figure
from model.papercut.theatre.paper import Sheet, draw_sheets
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.scenery import Scenery, build_scenery
from model.papercut.theatre.vocabulary import FRAME_SIZES, Action, Aspect, Camera, Setting, Subject

FPS = 8
"""Frames per second of every clip."""

_UNIT_PIXELS: dict[Aspect, float] = {Aspect.WIDE: 64.0, Aspect.SQUARE: 68.0, Aspect.TALL: 70.0}
_HORIZON = 0.62
_SHARPNESS = 1.25
_POSES = 8
_FIGURE_BOX = 1.0
_FIGURE_HEAD_ROOM = 0.86
_PARALLAX = {"far": 0.25, "back": 0.55, "stage": 1.0}
_SHADOW_DEPTH = 0.42
_STRIDES_PER_SECOND = 1.0


@dataclass(frozen=True)
class Shot:
    """Where everything is in every frame of one clip; all lists have one entry per frame, lengths in stage units.

    Attributes:
        camera_x: sideways position of the camera.
        zoom: magnification at the stage's depth.
        x, y: where the figure's feet are on screen before the zoom; x = 0 is the frame's middle, y = 0 the horizon.
        scale: size of the figure before the zoom.
        pose: index of the figure's pose.
    """

    camera_x: list[float]
    zoom: list[float]
    x: list[float]
    y: list[float]
    scale: list[float]
    pose: list[int]


def screen_units(aspect: Aspect) -> tuple[float, float]:
    """(height, width) of a frame in stage units."""
    height, width = FRAME_SIZES[aspect]
    return height / _UNIT_PIXELS[aspect], width / _UNIT_PIXELS[aspect]


def plan_shot(scene: Scene, num_frames: int) -> Shot:
    """Work out the movement of figure and camera, frame by frame."""
    _, width = screen_units(scene.aspect)
    pace = 0.25 * (width / 1.75) ** 0.5
    baseline = 0.27
    shot = Shot([], [], [], [], [], [])
    for frame in range(num_frames):
        seconds = frame / FPS
        run = _eased(seconds)
        pan = {Camera.PAN_LEFT: -pace, Camera.PAN_RIGHT: pace}.get(scene.camera, 0.0) * run
        walk = {Action.LEFT: -pace, Action.RIGHT: pace}.get(scene.action, 0.0) * run
        hop = abs(math.sin(math.pi * seconds / 1.0)) if scene.action is Action.JUMP else 0.0
        nearer = min(1.55, 0.60 * math.exp(0.28 * run)) if scene.action is Action.CLOSER else 1.0
        zoom = min(1.8, math.exp(0.16 * run)) if scene.camera is Camera.ZOOM_IN else 1.0
        lift = altitude(scene.subject)
        shot.camera_x.append(pan)
        shot.zoom.append(zoom)
        shot.x.append(scene.start * width / 2 + walk - pan)
        shot.y.append(baseline - (1 - nearer) * 0.16 - hop * 0.22 - lift * nearer)
        shot.scale.append(nearer)
        shot.pose.append(int(_STRIDES_PER_SECOND * seconds * _POSES) % _POSES)
    return shot


def subject_box(scene: Scene, num_frames: int) -> list[tuple[float, float, float, float]]:
    """Ground truth: the figure's (left, top, right, bottom) in pixels of each frame, not cut at the frame's edge."""
    height, width = FRAME_SIZES[scene.aspect]
    unit = _UNIT_PIXELS[scene.aspect]
    half, tall = _EXTENT[scene.subject]
    shot = plan_shot(scene, num_frames)
    boxes = []
    for x, y, scale, zoom in zip(shot.x, shot.y, shot.scale, shot.zoom, strict=True):
        centre = width / 2 + x * zoom * unit
        foot = _HORIZON * height + (_ZOOM_CENTRE + (y - _ZOOM_CENTRE) * zoom) * unit
        reach = scale * zoom * unit
        boxes.append((centre - half * reach, foot - tall * reach, centre + half * reach, foot))
    return boxes


_EXTENT: dict[Subject, tuple[float, float]] = {
    Subject.WOMAN: (0.16, 0.66),
    Subject.MAN: (0.15, 0.71),
    Subject.CAR: (0.34, 0.44),
    Subject.DOG: (0.36, 0.47),
    Subject.BOAT: (0.36, 0.69),
    Subject.BIRD: (0.30, 0.50),
    Subject.HORSE: (0.38, 0.68),
    Subject.BALLOON: (0.24, 0.73),
}
_ZOOM_CENTRE = 0.05


def _eased(seconds: float) -> float:
    """Time that starts from rest: velocity grows from 0 to 1 within about half a second."""
    ramp = 0.2
    return seconds - ramp * (1 - math.exp(-seconds / ramp))


def perform(scenes: Sequence[Scene], num_frames: int, device: torch.device | str = "cpu") -> Tensor:
    """Render scenes of one aspect.

    Args:
        scenes: one or more scenes; all must have the same aspect.
        num_frames: frames at 8 per second.
        device: where to render.

    Returns:
        uint8 (B, T, H, W, 3).

    Raises:
        ValueError: the scenes differ in aspect, or there are none.
    """
    aspects = {scene.aspect for scene in scenes}
    if len(aspects) != 1:
        raise ValueError(f"got scenes of aspects {sorted(aspects)}, expected exactly one: group them by aspect first")
    return torch.stack([_perform_one(scene, num_frames, torch.device(device)) for scene in scenes])


def _perform_one(scene: Scene, num_frames: int, device: torch.device) -> Tensor:
    height, width = FRAME_SIZES[scene.aspect]
    unit = _UNIT_PIXELS[scene.aspect]
    tall, wide = screen_units(scene.aspect)
    shot = plan_shot(scene, num_frames)
    travel = max(abs(x) for x in shot.camera_x)
    reach = wide / 2 + travel + 0.15
    scenery = build_scenery(scene, reach + 0.3, _HORIZON * tall)
    drift = [scenery.drift * frame / FPS for frame in range(num_frames)]

    frames = _sky(scenery, num_frames, height, width, device)
    screen_x = (torch.arange(width, device=device) + 0.5 - width / 2) / unit
    screen_y = (torch.arange(height, device=device) + 0.5) / unit - _HORIZON * tall
    camera = torch.tensor(shot.camera_x, device=device)
    zoom = torch.tensor(shot.zoom, device=device)
    for name, parallax in _PARALLAX.items():
        cut_outs = getattr(scenery, name)
        if not cut_outs:
            continue
        half = wide / 2 + parallax * travel + (abs(drift[-1]) if name == "back" else 0.0) + 0.1
        density = _SHARPNESS * unit
        sheet = draw_sheets(
            [cut_outs],
            -half,
            -_HORIZON * tall - 0.03,
            round(2 * half * density),
            round((tall + 0.06) * density),
            density,
            device=device,
        )
        depth_zoom = 1 + (zoom - 1) * (0.35 + 0.65 * parallax)
        offset = camera * parallax
        if name == "back":
            offset = offset - torch.tensor(drift, device=device)
        x = screen_x[None] / depth_zoom[:, None] + offset[:, None]
        y = _ZOOM_CENTRE + (screen_y[None] - _ZOOM_CENTRE) / depth_zoom[:, None]
        _lay(frames, _look_up(sheet, x, y, None), shadow=_SHADOW_DEPTH if parallax > 0.3 else 0.0)
    _place_figure(frames, scene, scenery, shot, screen_x, screen_y, unit, device)
    return (frames.clamp_(0, 1) * 255).round_().to(torch.uint8).permute(0, 2, 3, 1).contiguous()


def _sky(scenery: Scenery, num_frames: int, height: int, width: int, device: torch.device) -> Tensor:
    top, bottom = (torch.tensor(rgb, device=device) for rgb in scenery.sky)
    share = (torch.arange(height, device=device) / (_HORIZON * height)).clamp(max=1)
    column = top[:, None] + (bottom - top)[:, None] * share
    return column[None, :, :, None].expand(num_frames, 3, height, width).clone()


def _look_up(sheet: Sheet, x: Tensor, y: Tensor, pose: Tensor | None) -> Tensor:
    """Sample a sheet for every frame at stage coordinates x (T, W) and y (T, H): (T, 5, H, W)."""
    pixels = sheet.pixels if pose is None else sheet.pixels[pose]
    _, _, rows, columns = pixels.shape
    u = (x - sheet.left) * sheet.density / columns * 2 - 1
    v = (y - sheet.top) * sheet.density / rows * 2 - 1
    grid = torch.stack([u[:, None, :].expand(-1, v.shape[1], -1), v[:, :, None].expand(-1, -1, u.shape[1])], -1)
    padding = "zeros" if pose is not None else "border"
    return F.grid_sample(pixels.expand(len(x), -1, -1, -1), grid, "bilinear", padding, align_corners=False)


def _lay(frames: Tensor, layer: Tensor, shadow: float) -> None:
    """Lay a sampled layer over the frames, in place, with its shadow falling on what is behind."""
    cover = layer[:, 3:4]
    if shadow:
        frames *= 1 - shadow * layer[:, 4:5]
    frames *= 1 - cover
    frames += layer[:, :3]


def _place_figure(
    frames: Tensor,
    scene: Scene,
    scenery: Scenery,
    shot: Shot,
    screen_x: Tensor,
    screen_y: Tensor,
    unit: float,
    device: torch.device,
) -> None:
    density = 1.15 * unit
    side = round(_FIGURE_BOX * density)
    poses = [cut_figure(scene, 2 * math.pi * index / _POSES) for index in range(_POSES)]
    rim = CREAM if scenery.dark or scene.setting is Setting.FOREST else INK
    edge = (blend(PAINT[scene.colour], rim, 0.6), 0.014)
    sheet = draw_sheets(
        poses, -_FIGURE_BOX / 2, -_FIGURE_HEAD_ROOM, side, side, density, outlines=[edge] * _POSES, device=device
    )
    zoom = torch.tensor(shot.zoom, device=device)[:, None]
    scale = torch.tensor(shot.scale, device=device)[:, None]
    x = (screen_x[None] / zoom - torch.tensor(shot.x, device=device)[:, None]) / scale
    y = (_ZOOM_CENTRE + (screen_y[None] - _ZOOM_CENTRE) / zoom - torch.tensor(shot.y, device=device)[:, None]) / scale
    pose = torch.tensor(shot.pose, device=device)
    _lay(frames, _look_up(sheet, x * scene.facing, y, pose), shadow=_SHADOW_DEPTH)
