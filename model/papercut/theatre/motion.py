"""Motion: where figure and camera are at each moment of a scene.

Every moment is a function of the scene and of the time alone, so a longer clip begins like a shorter one. Movement
starts softly and, in clips of many seconds, slows down before it leaves the frame. Knows nothing of paper.
"""

import math
import random
from functools import lru_cache
from typing import NamedTuple

from model.papercut.theatre.figures import POSES, altitude, extent
from model.papercut.theatre.gait import Gait
from model.papercut.theatre.rules import WALKS
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.vocabulary import FRAME_SIZES, Action, Aspect, Camera, Setting, frame_size

FPS = 8
"""Frames per second of every clip."""

HORIZON = 0.62
"""Height of the horizon as a share of the frame, from the top."""

BASELINE = 0.27
"""Where figures of normal size stand: stage units below the horizon."""

ZOOM_CENTRE = 0.05
"""Stage units below the horizon of the point that stays in place when the picture grows."""

COMPANION_SCALE = 0.94
"""Size of a companion, which stands a little behind the subject."""

MAX_FRAMES = 65
"""The longest clip that the stage is wide enough for: eight seconds and the first frame."""

_UNIT_PIXELS: dict[Aspect, float] = {Aspect.WIDE: 96.0, Aspect.SQUARE: 109.0, Aspect.TALL: 105.0}
_PACE = 0.27
_WIDE_FRAME = 1.75
_FIRST_TURN_SECONDS = 1.05
_TURN_PERIOD_SECONDS = 2.2
_TURN_SECONDS = 0.5
_STEPS_PER_SECOND = 64
_WALK_TABLE_SECONDS = 16
_DUSTY_PLACES = frozenset({Setting.MOUNTAIN_ROAD, Setting.DESERT, Setting.GOLD_TOWN, Setting.FARM, Setting.MOON})


class Moment(NamedTuple):
    """Where everything is in one frame; lengths in stage units.

    Attributes:
        camera_x: sideways position of the camera; near layers move more.
        shift_x, shift_y: how far the whole picture is moved right and down: tilting and shaking.
        zoom: magnification by the lens, at the stage's depth.
        back: how far the camera has drawn back from the stage, as a share of its usual distance.
        figure_zoom: magnification of the figure.
        x, y: where the figure's feet are before zoom and shift; x = 0 is the frame's middle, y = 0 the horizon.
        scale: size of the figure before the zoom.
        pose: index of the figure's pose.
        face: +1 looks right, -1 left; between them while it turns, never 0.
        lean: sideways slant, stage units per stage unit of height.
    """

    camera_x: float
    shift_x: float
    shift_y: float
    zoom: float
    back: float
    figure_zoom: float
    x: float
    y: float
    scale: float
    pose: int
    face: float
    lean: float

    def layer_zoom(self, parallax: float) -> float:
        """Magnification of a layer; `parallax` is 1 at the stage and less behind it."""
        return (1 + (self.zoom - 1) * (0.35 + 0.65 * parallax)) / (1 + self.back * parallax)


def unit_pixels(aspect: Aspect, scale: float = 1.0) -> float:
    """Pixels per stage unit."""
    return _UNIT_PIXELS[aspect] * min(frame_size(aspect, scale)) / min(FRAME_SIZES[aspect])


def screen_units(aspect: Aspect, scale: float = 1.0) -> tuple[float, float]:
    """(height, width) of a frame in stage units."""
    height, width = frame_size(aspect, scale)
    return height / unit_pixels(aspect, scale), width / unit_pixels(aspect, scale)


def gait_of(scene: Scene) -> Gait:
    """How the subject carries itself."""
    return Gait(
        travels=scene.action in (*WALKS, Action.CLOSER, Action.AWAY, Action.TURN),
        dances=scene.action is Action.SWAY,
        dusty=scene.setting in _DUSTY_PLACES,
        from_behind=scene.action is Action.AWAY,
    )


def companion_gait(scene: Scene) -> Gait:
    """How the companion carries itself: it walks along, and stands while the subject jumps or dances."""
    gait = gait_of(scene)
    return Gait(travels=gait.travels, from_behind=gait.from_behind)


def companion_distance(scene: Scene) -> float:
    """How far to the right of the subject the companion stands (negative: to the left), in stage units, at scale 1;
    0 without one."""
    if scene.companion is None:
        return 0.0
    subject, other = extent(scene.cast, gait_of(scene)), extent(scene.companion, companion_gait(scene))
    room = max(subject.right, -subject.left) + COMPANION_SCALE * max(other.right, -other.left)
    return (room + 0.04) * (1 if scene.seed % 2 else -1)


def plan_moments(scene: Scene, num_frames: int) -> list[Moment]:
    """Work out the movement of figure and camera, frame by frame."""
    shake = _Shake(scene.seed) if scene.camera is Camera.HANDHELD else None
    return [_moment(scene, frame / FPS, shake) for frame in range(num_frames)]


def moment_at(scene: Scene, seconds: float) -> Moment:
    """The moment some seconds into a scene."""
    return _moment(scene, seconds, _Shake(scene.seed) if scene.camera is Camera.HANDHELD else None)


def _moment(scene: Scene, seconds: float, shake: "_Shake | None") -> Moment:
    run = _eased(seconds)
    _, width = screen_units(scene.aspect)
    pace = _PACE * (width / _WIDE_FRAME) ** 0.5
    walk, face = _walk(scene, pace, seconds, run)
    follows = scene.camera is Camera.FOLLOW
    camera_x = walk if follows and scene.action in WALKS else _pan(scene.camera, pace, run)
    scale = _scale(scene, run)
    back = _back(scene, run)
    zoom = _zoom(scene, run)
    led = follows and scene.action not in WALKS  # the camera goes along, so only the world changes its size
    shift_x, shift_y = shake.at(seconds) if shake else (0.0, _tilt(scene.camera, run))
    hop = abs(math.sin(math.pi * seconds)) if scene.action is Action.JUMP else 0.0
    lift = altitude(scene.subject)
    rock = math.sin(2 * math.pi * 0.75 * seconds) * min(1.0, 2 * run) if scene.action is Action.SWAY else 0.0
    return Moment(
        camera_x=camera_x,
        shift_x=shift_x,
        shift_y=shift_y,
        zoom=zoom,
        back=back,
        figure_zoom=1.0 if led else zoom / (1 + back),
        x=scene.start * width / 2 + walk - camera_x + 0.05 * rock - companion_distance(scene) / 2 * scale,
        y=BASELINE - (1 - scale) * 0.16 - hop * 0.22 - lift * scale,
        scale=scale,
        pose=round(seconds * FPS) % POSES,
        face=face,
        lean=0.20 * rock,
    )


def _eased(seconds: float) -> float:
    """Time that starts from rest: velocity grows from 0 to 1 within about half a second."""
    ramp = 0.2
    return seconds - ramp * (1 - math.exp(-seconds / ramp))


def _tiring(run: float, limit: float) -> float:
    """A run that slows down on its way to `limit`."""
    return limit * (1 - math.exp(-run / limit))


def _walk(scene: Scene, pace: float, seconds: float, run: float) -> tuple[float, float]:
    """How far the figure has walked to the right, and where it looks."""
    if scene.action in WALKS:
        follows = scene.camera is Camera.FOLLOW
        distance = pace * (1.25 * _tiring(run, 7.0) if follows else _tiring(run, 5.0))
        return (-distance if scene.action is Action.LEFT else distance), float(scene.facing)
    if scene.action is Action.TURN:
        walk, face = _there_and_back(seconds)
        return scene.facing * pace * walk, scene.facing * face
    return 0.0, float(scene.facing)


def _there_and_back(seconds: float) -> tuple[float, float]:
    """Seconds walked forward on balance, and the share of the width that faces forward (-1 to 1, never 0)."""
    face = _facing_at(seconds)
    walk = _turning_walk(int(seconds // _WALK_TABLE_SECONDS) + 1)[round(seconds * _STEPS_PER_SECOND)]
    return walk, math.copysign(max(abs(face), 0.15), face)


@lru_cache(maxsize=8)
def _turning_walk(tables: int) -> list[float]:
    """Seconds walked forward on balance, at every step of time; the walk starts and turns softly."""
    walk = [0.0]
    for index in range(tables * _WALK_TABLE_SECONDS * _STEPS_PER_SECOND):
        seconds = (index + 0.5) / _STEPS_PER_SECOND
        walk.append(walk[-1] + _facing_at(seconds) * min(1.0, 4 * seconds) / _STEPS_PER_SECOND)
    return walk


def _facing_at(seconds: float) -> float:
    """+1 before the first turn, then the other way, and so on; each turn takes half a second."""
    since = seconds - _FIRST_TURN_SECONDS + _TURN_SECONDS / 2
    if since < 0:
        return 1.0
    turns, into = divmod(since, _TURN_PERIOD_SECONDS)
    before = -1.0 if turns % 2 else 1.0
    return before * math.cos(math.pi * min(1.0, into / _TURN_SECONDS))


def _pan(camera: Camera, pace: float, run: float) -> float:
    way = {Camera.PAN_LEFT: -1.0, Camera.PAN_RIGHT: 1.0}.get(camera, 0.0)
    return way * pace * _tiring(run, 3.8)


def _zoom(scene: Scene, run: float) -> float:
    """Magnification by the lens; less of it where the figure grows by itself."""
    if scene.camera is not Camera.ZOOM_IN:
        return 1.0
    gain = 0.3 if scene.action is Action.CLOSER else 0.8
    return 1 + gain * (1 - math.exp(-0.24 * run))


def _scale(scene: Scene, run: float) -> float:
    """Size of the figure against its normal size."""
    follows = scene.camera is Camera.FOLLOW
    if scene.action is Action.CLOSER:
        return 1.20 - 0.42 * math.exp(-0.35 * run) if follows else min(1.55, 0.60 * math.exp(0.28 * run))
    if scene.action is Action.AWAY:
        return 0.95 if follows else 0.34 + 0.86 * math.exp(-0.38 * run)
    return 1.0


def _back(scene: Scene, run: float) -> float:
    """How far the camera has drawn back; negative where it has gone in."""
    if scene.camera is Camera.DOLLY_OUT:
        return 0.20 - 0.54 * math.exp(-0.40 * run)
    if scene.camera is Camera.FOLLOW and scene.action is Action.AWAY:
        return 0.10 - 0.62 * (1 - math.exp(-0.24 * run))
    if scene.camera is Camera.FOLLOW and scene.action is Action.CLOSER:
        return 0.25 - 0.60 * math.exp(-0.26 * run)
    return 0.0


def _tilt(camera: Camera, run: float) -> float:
    """How far the picture is moved: up while the camera looks at the ground, slightly down at the end."""
    return 0.04 - 0.31 * math.exp(-0.60 * run) if camera is Camera.TILT_UP else 0.0


class _Shake:
    """A hand that does not hold quite still: a few slow waves of chance phase."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)  # noqa: S311 - art, not secrets
        self._waves = [
            [(rng.uniform(0.5, 1.5), rng.uniform(0, 2 * math.pi), rng.uniform(0.7, 1.0)) for _ in range(3)]
            for _ in range(2)
        ]

    def at(self, seconds: float) -> tuple[float, float]:
        """Shift right and down in stage units."""
        across, along = (
            sum(size * math.sin(2 * math.pi * hertz * seconds + phase) for hertz, phase, size in waves)
            for waves in self._waves
        )
        return 0.016 * across, 0.013 * along
