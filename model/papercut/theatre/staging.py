"""Staging: turns a scene into pieces, each a sheet to paint and where the camera sees it in every frame.

All in stage units: x = 0 is the frame's middle, y = 0 the horizon, up is negative. Knows nothing of pixels beyond how
many each sheet needs, and nothing of devices.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from model.papercut.theatre.cast import Cast
from model.papercut.theatre.crowd import cut_crowd, gather_crowd
from model.papercut.theatre.figures import OUTLINE_WIDTH, altitude, cut_poses
from model.papercut.theatre.gait import Gait
from model.papercut.theatre.looks import Treatment, glow_colour, outline_colour, treatment
from model.papercut.theatre.motion import (
    BASELINE,
    COMPANION_SCALE,
    FPS,
    HORIZON,
    MAX_FRAMES,
    ZOOM_CENTRE,
    Moment,
    companion_distance,
    companion_gait,
    gait_of,
    moment_at,
    screen_units,
    unit_pixels,
)
from model.papercut.theatre.palette import PAINT
from model.papercut.theatre.paper import CutOut, Rgb
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.scenery import Scenery, build_scenery
from model.papercut.theatre.sheets import Manner, SheetPlan
from model.papercut.theatre.vocabulary import Camera, Weather
from model.papercut.theatre.weather import stir_up

_PARALLAX = {"far": 0.25, "back": 0.55, "stage": 1.0, "front": 1.4}
_SHARPNESS = {"far": 1.25, "back": 1.25, "stage": 1.25, "front": 1.0}
_FIGURE_SHARPNESS = 1.15
_FIGURE_BOX = 1.04
_FIGURE_HEAD_ROOM = 0.88
_FRONT_SOFTNESS = 0.035
_SHAKE_MARGIN = 0.06
_EDGE_MARGIN = 0.05
_GRID = 0.25
_COMPANION_STEP_BACK = 0.035


class View(NamedTuple):
    """How one frame sees a sheet.

    Sheet y is `y_factor` · screen y + `y_offset`; sheet x is `x_factor` · screen x + `x_offset` + `lean` · sheet y;
    `pose` is the picture of the sheet that shows.
    """

    x_factor: float
    x_offset: float
    y_factor: float
    y_offset: float
    lean: float = 0.0
    pose: int = 0


@dataclass(frozen=True)
class Piece:
    """A sheet and how it is seen.

    Attributes:
        plan: what to paint.
        views: one per frame.
        shadow: how dark its shadow on what is behind, 0 to 1.
        bounded: nothing shows beyond the sheet; otherwise its edge goes on for ever.
        repeats: the sheet is a tile.
    """

    plan: SheetPlan
    views: list[View]
    shadow: float
    bounded: bool = False
    repeats: bool = False


@dataclass(frozen=True)
class Staging:
    """What one clip is filmed from: the sky's colours at top and horizon, and the pieces from far to near."""

    sky: tuple[Rgb, Rgb]
    pieces: list[Piece]


class _Frame(NamedTuple):
    """The frame in stage units: half its width, its edges above and below the horizon (both positive), and pixels per
    unit."""

    half_width: float
    ceiling: float
    floor: float
    unit: float


class _Reach(NamedTuple):
    """What the camera can see of a layer in any clip: half the width, and the edges above and below the horizon."""

    half_width: float
    up: float
    down: float


def stage_scene(scene: Scene, moments: list[Moment], scale: float = 1.0) -> Staging:
    """Plan every sheet of a scene and how each moment sees it."""
    tall, wide = screen_units(scene.aspect, scale)
    frame = _Frame(wide / 2, HORIZON * tall, (1 - HORIZON) * tall, unit_pixels(scene.aspect, scale))
    reaches = {name: _reach(scene, frame, parallax) for name, parallax in _PARALLAX.items()}
    scenery = build_scenery(scene, reaches["stage"].half_width + 0.1, frame.ceiling, frame.floor)
    look = treatment(scene.look)
    layers = {
        name: _layer(name, cut_outs, scenery, look, reaches[name], frame.unit, moments)
        for name, cut_outs in scenery.layers.items()
        if cut_outs
    }
    in_the_air, behind_glass = _air(scene, scenery, look, frame, moments)
    order = [layers.get("far"), layers.get("back"), behind_glass, layers.get("stage")]
    order += _figures(scene, scenery, look, frame.unit, moments)
    order += [_crowd(scene, scenery, look, frame, moments), layers.get("front"), in_the_air]
    upper, lower = (look.scenery.one(rgb) for rgb in scenery.sky)
    return Staging((upper, lower), [piece for piece in order if piece is not None])


def figure_views(scene: Scene, moments: list[Moment]) -> list[View]:
    """How each frame sees the subject's sheet."""
    return [_figure_view(m, m.x, m.y, m.scale, m.face, m.lean) for m in moments]


def companion_views(scene: Scene, moments: list[Moment]) -> list[View]:
    """How each frame sees the companion's sheet; it stands a step behind and stays on the ground."""
    if scene.companion is None:
        return []
    distance, size = companion_distance(scene), COMPANION_SCALE
    own_altitude = altitude(scene.companion.subject)
    views = []
    for m in moments:
        ground = BASELINE - (1 - m.scale) * 0.16
        x, y = m.x + distance * m.scale, ground - (_COMPANION_STEP_BACK + own_altitude) * m.scale
        views.append(_figure_view(m, x, y, size * m.scale, float(scene.facing), 0.0))
    return views


def _figure_view(m: Moment, x: float, y: float, size: float, face: float, lean: float) -> View:
    return View(
        x_factor=1 / (m.figure_zoom * size * face),
        x_offset=(-m.shift_x / m.figure_zoom - x) / (size * face),
        y_factor=1 / (m.figure_zoom * size),
        y_offset=(ZOOM_CENTRE - (m.shift_y + ZOOM_CENTRE) / m.figure_zoom - y) / size,
        lean=lean / face,
        pose=m.pose,
    )


def _reach(scene: Scene, frame: _Frame, parallax: float) -> _Reach:
    """How far a layer must go, rounded up to a coarse grid so that many clips share one geometry.

    Taken from the longest clip, so that a short clip shows the same set as a long one; a scene's moves are monotonous,
    so its extremes are the first moment and the last.
    """
    ends = [moment_at(scene, 0.0), moment_at(scene, (MAX_FRAMES - 1) / FPS)]
    shake = _SHAKE_MARGIN if scene.camera is Camera.HANDHELD else 0.0
    shifts = [0.0] if scene.camera is Camera.HANDHELD else [m.shift_y for m in ends]
    smallest = min(m.layer_zoom(parallax) for m in ends)
    travel = max(abs(m.camera_x) for m in ends) * parallax
    half_width = (frame.half_width + shake) / smallest + travel + _EDGE_MARGIN
    up = (frame.ceiling + ZOOM_CENTRE + max(shifts) + shake) / smallest - ZOOM_CENTRE + _EDGE_MARGIN
    down = (frame.floor - ZOOM_CENTRE - min(shifts) + shake) / smallest + ZOOM_CENTRE + _EDGE_MARGIN
    return _Reach(math.ceil(half_width / _GRID) * _GRID, up, down)


def _layer(
    name: str,
    cut_outs: list[CutOut],
    scenery: Scenery,
    look: Treatment,
    reach: _Reach,
    unit: float,
    moments: list[Moment],
) -> Piece:
    parallax, density = _PARALLAX[name], _SHARPNESS[name] * unit
    drift = scenery.drift if name == "back" else 0.0
    half_width = reach.half_width
    if drift:
        half_width = math.ceil((half_width + abs(drift) * (MAX_FRAMES - 1) / FPS) / _GRID) * _GRID
    manner = look.manner(name, scenery.grades[name])
    if name == "front":
        manner = Manner(manner.grade, max(manner.softness, _FRONT_SOFTNESS), manner.rim, manner.pigment)
    plan = SheetPlan(
        poses=[cut_outs],
        left=-half_width,
        top=-reach.up,
        width=round(2 * half_width * density),
        height=math.ceil((reach.up + reach.down) * density),
        density=density,
        manner=manner,
    )
    views = []
    for index, m in enumerate(moments):
        zoom = m.layer_zoom(parallax)
        x_offset = m.camera_x * parallax - drift * index / FPS - m.shift_x / zoom
        views.append(View(1 / zoom, x_offset, 1 / zoom, ZOOM_CENTRE - (m.shift_y + ZOOM_CENTRE) / zoom))
    return Piece(plan, views, look.shadow if parallax > 0.3 else 0.0)


def _figures(scene: Scene, scenery: Scenery, look: Treatment, unit: float, moments: list[Moment]) -> list[Piece | None]:
    """The companion, if there is one, and the subject before it."""
    pieces: list[Piece | None] = []
    if scene.companion:
        plan = _figure_plan(scene, scene.companion, companion_gait(scene), scenery, look, unit)
        pieces.append(Piece(plan, companion_views(scene, moments), look.shadow, bounded=True))
    plan = _figure_plan(scene, scene.cast, gait_of(scene), scenery, look, unit)
    pieces.append(Piece(plan, figure_views(scene, moments), look.shadow, bounded=True))
    return pieces


def _figure_plan(scene: Scene, cast: Cast, gait: Gait, scenery: Scenery, look: Treatment, unit: float) -> SheetPlan:
    density = _FIGURE_SHARPNESS * unit
    side = round(_FIGURE_BOX * density)
    paint = PAINT[cast.colour]
    manner = look.figure_manner(scenery.grades["figure"], glow_colour(paint))
    outline = manner.grade.one(outline_colour(scene.look, paint, scenery.dark))
    return SheetPlan(
        poses=cut_poses(cast, gait),
        left=-_FIGURE_BOX / 2,
        top=-_FIGURE_HEAD_ROOM,
        width=side,
        height=side,
        density=density,
        manner=manner,
        outline=(outline, OUTLINE_WIDTH),
    )


def _crowd(scene: Scene, scenery: Scenery, look: Treatment, frame: _Frame, moments: list[Moment]) -> Piece | None:
    crowd = gather_crowd(scene)
    if crowd is None:
        return None
    foot = frame.floor + 2 * _SHAKE_MARGIN
    half_width, top = crowd.half_width + 0.36, crowd.shoulders - 0.42
    manner = look.manner("front", scenery.grades["front"])
    plan = SheetPlan(
        poses=[cut_crowd(crowd, foot)],
        left=-half_width,
        top=top,
        width=round(2 * half_width * frame.unit),
        height=round((foot - top) * frame.unit),
        density=frame.unit,
        manner=manner,
    )
    path = crowd.path(scene, len(moments))
    views = [View(1.0, -m.shift_x - x, 1.0, -m.shift_y) for m, x in zip(moments, path, strict=True)]
    return Piece(plan, views, look.shadow, bounded=True)


def _air(
    scene: Scene, scenery: Scenery, look: Treatment, frame: _Frame, moments: list[Moment]
) -> tuple[Piece | None, Piece | None]:
    """What is in the air: before everything, or behind the window's glass; at most one of the two."""
    columns, rows = (
        round((2 * frame.half_width + 0.3) * frame.unit),
        round((frame.ceiling + frame.floor + 0.3) * frame.unit),
    )
    particles = stir_up(scene, columns / frame.unit, rows / frame.unit)
    if particles is None:
        return None, None
    bright = scene.weather in (Weather.RAIN, Weather.SNOW)  # drops and flakes catch what light there is
    manner = look.manner("front", scenery.grades["figure" if bright else "front"])
    plan = SheetPlan([particles.cut_outs], 0.0, 0.0, columns, rows, frame.unit, manner)
    views = []
    for index, m in enumerate(moments):
        right, down = particles.offset(index / FPS)
        parallax = 0.5 if particles.behind_glass else 1.2
        x_offset = frame.half_width + m.camera_x * parallax - m.shift_x - right
        views.append(View(1.0, x_offset, 1.0, frame.ceiling - m.shift_y - down))
    piece = Piece(plan, views, 0.0, repeats=True)
    return (None, piece) if particles.behind_glass else (piece, None)
