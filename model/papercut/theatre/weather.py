"""Weather: rain, snow, fog and flying leaves as one small sheet that repeats in both directions.

Knows nothing of the light, which tints it like every layer in front.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from model.papercut.theatre.paper import CutOut, Rgb, bar, disc, limb, reach_of
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.vocabulary import Setting, Weather

_DUSTY_PLACES = frozenset({Setting.DESERT, Setting.GOLD_TOWN})
_LEAVES: tuple[Rgb, ...] = ((0.86, 0.52, 0.16), (0.74, 0.34, 0.16), (0.60, 0.62, 0.24), (0.90, 0.72, 0.28))
_MIST: Rgb = (0.90, 0.92, 0.94)


@dataclass(frozen=True)
class Particles:
    """Things in the air.

    Attributes:
        cut_outs: one tile of them, its upper left corner at (0, 0); what crosses an edge comes in again at the other.
        right, down: speed in stage units per second.
        wobble: how far they swing to the side as they go, stage units.
        behind_glass: they are outside the window.
    """

    cut_outs: list[CutOut]
    right: float
    down: float
    wobble: float
    behind_glass: bool

    def offset(self, seconds: float) -> tuple[float, float]:
        """How far the tile has moved right and down."""
        return self.right * seconds + self.wobble * math.sin(2 * math.pi * 0.35 * seconds), self.down * seconds


def stir_up(scene: Scene, width: float, height: float) -> Particles | None:
    """What the weather of a scene blows through a tile of a size in stage units; None in clear weather."""
    rng = random.Random(scene.seed + 2)  # noqa: S311 - art, not secrets
    way = rng.choice((-1, 1))
    area = width * height
    right, down, wobble = 0.0, 0.0, 0.0
    if scene.weather is Weather.RAIN:
        single = list(_rain(rng, width, height, round(19 * area), way))
        right, down = 0.20 * way, 1.55
    elif scene.weather is Weather.SNOW:
        single = list(_snow(rng, width, height, round(20 * area)))
        right, down, wobble = 0.05 * way, 0.24, 0.035
    elif scene.weather is Weather.FOG:
        single = list(_fog(rng, width, height))
        right = 0.09 * way
    elif scene.weather is Weather.WIND:
        single = list(_wind(rng, width, height, round(7 * area), scene.setting in _DUSTY_PLACES))
        right, down = 0.95 * way, 0.06
    else:
        return None
    tile = [copy for cut in single for copy in _wrapped(cut, width, height)]
    return Particles(tile, right, down, wobble, scene.setting is Setting.WINDOW_ROOM)


def _rain(rng: random.Random, width: float, height: float, count: int, way: int) -> Iterator[CutOut]:
    for _ in range(count):
        streak = limb(rng.random() * width, rng.random() * height, rng.uniform(0.07, 0.12), 0.13 * way, 0.005, _MIST)
        yield streak._replace(opacity=0.55)


def _snow(rng: random.Random, width: float, height: float, count: int) -> Iterator[CutOut]:
    for _ in range(count):
        flake = disc(rng.random() * width, rng.random() * height, rng.uniform(0.012, 0.022), (1.0, 1.0, 1.0))
        yield flake._replace(opacity=0.86, softness=0.020)


def _fog(rng: random.Random, width: float, height: float) -> Iterator[CutOut]:
    for _ in range(7):
        y = height * rng.uniform(0.35, 0.95)
        bank = bar(rng.random() * width, y, rng.uniform(0.25, 0.45), rng.uniform(0.05, 0.09), _MIST)
        yield bank._replace(opacity=rng.uniform(0.22, 0.36), softness=0.16)


def _wind(rng: random.Random, width: float, height: float, count: int, dusty: bool) -> Iterator[CutOut]:
    for index in range(count):
        x, y = rng.random() * width, height * rng.uniform(0.10, 0.95)
        if dusty and index % 3:
            streak = bar(x, y, rng.uniform(0.06, 0.14), 0.008, (0.90, 0.77, 0.56))
            yield streak._replace(opacity=0.5, softness=0.02)
        else:
            yield bar(x, y, 0.020, 0.015, rng.choice(_LEAVES), rng.uniform(-1.2, 1.2))


def _wrapped(cut: CutOut, width: float, height: float) -> Iterator[CutOut]:
    """The cut-out, and its copies beyond the edges that reach into the tile."""
    across, along = reach_of(cut)
    for x in (cut.x - width, cut.x, cut.x + width):
        for y in (cut.y - height, cut.y, cut.y + height):
            if -across < x < width + across and -along < y < height + along:
                yield cut._replace(x=x, y=y)
