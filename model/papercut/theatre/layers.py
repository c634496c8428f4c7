"""Layers: what every stage set fills, and the trees, clouds and people that several sets share.

The horizon is y = 0, up is negative. Knows nothing of light, weather or the subject.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from model.papercut.theatre.palette import CREAM, LAMPLIGHT, blend, lit, shaded
from model.papercut.theatre.paper import CutOut, Rgb, bar, box, disc, limb, trapezoid

FLOOR = 1.1
"""How far below the horizon the ground is cut, in stage units; below every frame's lower edge, also while tilting."""


@dataclass(frozen=True)
class Space:
    """The room that a set has.

    Attributes:
        reach: half the width to fill, stage units.
        ceiling, floor: the frame's edges above and below the horizon, stage units (both positive).
        leads_away: somebody goes into the distance or comes from there, so a road leads there too.
    """

    reach: float
    ceiling: float
    floor: float
    leads_away: bool


@dataclass
class Layers:
    """The layers of one set by day, from far to near.

    Attributes:
        sky: colours at the top of the frame and at the horizon.
        far, back, stage, front: cut-outs of the layers; the subject stands between stage and front.
        lamps: lit windows and lanterns, laid on the stage when it is dark.
        drift: speed of the back layer in stage units per second.
        own_light: the set has its own light at any time of day.
        dark: the set is dark, so figures get a light outline.
    """

    sky: tuple[Rgb, Rgb]
    far: list[CutOut] = field(default_factory=list)
    back: list[CutOut] = field(default_factory=list)
    stage: list[CutOut] = field(default_factory=list)
    front: list[CutOut] = field(default_factory=list)
    lamps: list[CutOut] = field(default_factory=list)
    drift: float = 0.0
    own_light: bool = False
    dark: bool = False


def across(rng: random.Random, reach: float, spacing: float, jitter: float = 0.3) -> Iterator[float]:
    """Positions every `spacing`, each shaken by a share of it."""
    x = -reach + rng.random() * spacing
    while x < reach:
        yield x + rng.uniform(-jitter, jitter) * spacing
        x += spacing


def ground(rgb: Rgb, reach: float, y: float = 0.0) -> CutOut:
    """Everything below y."""
    return box(0.0, y + FLOOR / 2, 2 * reach, FLOOR / 2, rgb)


def hills(
    rng: random.Random, reach: float, spacing: float, radius: float, crest: float, rgb: Rgb, other: Rgb
) -> list[CutOut]:
    """Round hills whose tops rise about `crest` above the horizon, in shades from one colour to another."""
    found = []
    for x in across(rng, reach + radius, spacing, 0.3):
        size = radius * rng.uniform(0.9, 1.12)
        found.append(disc(x, size - crest * rng.uniform(0.75, 1.15), size, blend(rgb, other, rng.random())))
    return found


def lane(rgb: Rgb, edge: Rgb, width: float = 0.62, top: float = 0.0, foot: float = 1.0) -> list[CutOut]:
    """A road that leads away to the horizon, around x = 0."""
    return [
        trapezoid(0.0, foot, width * foot / 0.38 + 0.05, 0.045, foot - top, edge),
        trapezoid(0.0, foot, width * foot / 0.38, 0.028, foot - top, rgb),
    ]


def cloud(x: float, y: float, size: float, rgb: Rgb) -> list[CutOut]:
    """A cloud with a flat foot."""
    return [
        bar(x, y, size, size * 0.30, rgb),
        disc(x - size * 0.35, y - size * 0.28, size * 0.38, rgb),
        disc(x + size * 0.25, y - size * 0.36, size * 0.48, rgb),
    ]


def clouds(rng: random.Random, space: Space, spacing: float, rgb: Rgb = (0.98, 0.98, 1.0)) -> list[CutOut]:
    """A few clouds in the upper sky."""
    found = []
    for x in across(rng, space.reach, spacing, 0.35):
        found += cloud(x, -space.ceiling * rng.uniform(0.62, 0.92), rng.uniform(0.11, 0.19), rgb)
    return found


def pine(x: float, foot: float, height: float, rgb: Rgb, cap: Rgb | None = None) -> list[CutOut]:
    """A fir tree of three tiers, perhaps with snow on each."""
    width = height * 0.30
    parts = [box(x, foot - 0.02, height * 0.035, 0.04, (0.36, 0.22, 0.13))]
    for tier in range(3):
        share = 1 - 0.26 * tier
        base = foot - 0.04 - height * 0.25 * tier
        shade = blend(rgb, (0.0, 0.0, 0.1), 0.10 * (2 - tier))
        parts.append(trapezoid(x, base, width * share, 0.0, height * 0.46, shade))
        if cap:
            parts.append(trapezoid(x, base - height * 0.20, width * share * 0.54, 0.0, height * 0.26, cap))
    return parts


def tree(rng: random.Random, x: float, foot: float, height: float, rgb: Rgb, bark: Rgb) -> list[CutOut]:
    """A round tree with light on its upper left."""
    crown = height * 0.34
    top = foot - height + crown
    return [
        trapezoid(x, foot, height * 0.055, height * 0.035, height * 0.6, bark),
        disc(x + crown * 0.45, top + crown * 0.55, crown * 0.66, shaded(rgb)),
        disc(x - crown * 0.50, top + crown * 0.50, crown * 0.62, rgb),
        disc(x, top, crown, rgb),
        disc(x - crown * 0.30, top - crown * 0.28, crown * rng.uniform(0.36, 0.46), lit(rgb)),
    ]


def pedestrian(rng: random.Random, x: float, foot: float, rgb: Rgb) -> list[CutOut]:
    """Somebody far behind, as a silhouette."""
    height = rng.uniform(0.28, 0.34)
    return [
        limb(x - 0.02, foot - 0.12, 0.10, 0.2, 0.014, rgb),
        limb(x + 0.02, foot - 0.12, 0.10, -0.2, 0.014, rgb),
        trapezoid(x, foot - 0.07, 0.055, 0.035, height - 0.14, rgb, 0.010),
        disc(x, foot - height + 0.01, 0.036, rgb),
    ]


def tufts(rng: random.Random, space: Space, spacing: float, rgb: Rgb, height: float = 0.10) -> list[CutOut]:
    """Blades of grass along the lower edge of the frame, close to the camera."""
    found = []
    for x in across(rng, 1.6 * space.reach, spacing, 0.45):
        for lean in (-0.45, 0.0, 0.45):
            tall = height * rng.uniform(0.7, 1.15)
            found.append(limb(x + 0.4 * lean * height, space.floor + 0.03, tall, math.pi - lean, 0.015, rgb))
    return found


def mounds(rng: random.Random, space: Space, spacing: float, rgb: Rgb, height: float = 0.05) -> list[CutOut]:
    """Low humps of ground along the lower edge of the frame, close to the camera."""
    found = []
    for x in across(rng, 1.6 * space.reach, spacing, 0.4):
        radius = rng.uniform(0.30, 0.55)
        found.append(disc(x, space.floor + radius - height * rng.uniform(0.6, 1.1), radius, rgb))
    return found


def lamp_post(x: float, foot: float, height: float, iron: Rgb) -> tuple[list[CutOut], list[CutOut]]:
    """A street lamp, and the light it gives when it is dark."""
    head = foot - height
    post = [
        box(x, foot - height / 2, 0.010, height / 2, iron),
        trapezoid(x, head + 0.030, 0.020, 0.034, 0.050, CREAM),
        trapezoid(x, head - 0.018, 0.042, 0.010, 0.022, iron),
        box(x, foot - 0.01, 0.022, 0.012, iron),
    ]
    glow = [disc(x, head, 0.13, LAMPLIGHT, 0.45, 0.24), trapezoid(x, head + 0.030, 0.020, 0.034, 0.050, LAMPLIGHT)]
    return post, glow


def window_light(x: float, y: float, half_width: float, half_height: float) -> list[CutOut]:
    """A lit window and its glow."""
    return [
        disc(x, y, 1.9 * max(half_width, half_height), LAMPLIGHT, 0.28, 2.4 * half_width),
        box(x, y, half_width, half_height, LAMPLIGHT),
    ]
