"""Scenery: the eight stage sets, each a stack of paper layers with its palette and its light.

The horizon is y = 0, up is negative. A set fills a strip of `reach` stage units to either side, up to `ceiling`.
Knows nothing of the subject, the camera or time.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from model.papercut.theatre.figures import CREAM, INK, blend
from model.papercut.theatre.paper import CutOut, Rgb, bar, box, disc, limb, trapezoid
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.vocabulary import Setting, TimeOfDay

FLOOR = 0.9
"""How far below the horizon the ground is drawn, in stage units; below every frame's lower edge."""


@dataclass
class Scenery:
    """The layers of one set, from far to near.

    Attributes:
        sky: colours at the top of the frame and at the horizon.
        far, back, stage, front: cut-outs of the layers; the subject stands between stage and front.
        drift: speed of the back layer in stage units per second: passers-by, clouds, waves.
        dark: the set is dark, so figures get a light outline.
    """

    sky: tuple[Rgb, Rgb]
    far: list[CutOut] = field(default_factory=list)
    back: list[CutOut] = field(default_factory=list)
    stage: list[CutOut] = field(default_factory=list)
    front: list[CutOut] = field(default_factory=list)
    drift: float = 0.0
    dark: bool = False


def build_scenery(scene: Scene, reach: float, ceiling: float) -> Scenery:
    """Build the set of a scene.

    Args:
        scene: gives setting, time of day and the seed of everything that varies.
        reach: half the width to fill, stage units.
        ceiling: height of the frame above the horizon, stage units (positive).
    """
    rng = random.Random(scene.seed)  # noqa: S311 - art, not secrets
    scenery = _SETS[scene.setting](rng, reach, ceiling)
    return _relight(scenery, scene, rng, ceiling)


def _across(rng: random.Random, reach: float, spacing: float, jitter: float = 0.3) -> Iterator[float]:
    """Positions every `spacing`, each shaken by a share of it."""
    x = -reach + rng.random() * spacing
    while x < reach:
        yield x + rng.uniform(-jitter, jitter) * spacing
        x += spacing


def _tinted(cut: CutOut, tint: Rgb) -> CutOut:
    r, g, b = cut.rgb
    return cut._replace(rgb=(r * tint[0], g * tint[1], b * tint[2]))


_NIGHT_SKY: tuple[Rgb, Rgb] = ((0.05, 0.07, 0.20), (0.17, 0.22, 0.42))
_SUNSET_SKY: tuple[Rgb, Rgb] = ((0.96, 0.45, 0.38), (1.00, 0.80, 0.52))


def _relight(scenery: Scenery, scene: Scene, rng: random.Random, ceiling: float) -> Scenery:
    if scene.setting is Setting.NEON_STREET or scene.time_of_day is TimeOfDay.DAY:
        return scenery
    x, y = rng.uniform(-0.5, 0.5), -ceiling * rng.uniform(0.62, 0.8)
    if scene.time_of_day is TimeOfDay.SUNSET:
        sky, tint, orb = _SUNSET_SKY, (1.0, 0.86, 0.76), [disc(x, -0.22, 0.13, (1.0, 0.93, 0.70))]
    else:
        sky, tint = _NIGHT_SKY, (0.46, 0.50, 0.72)
        orb = [disc(x, y, 0.07, (0.97, 0.95, 0.82)), disc(x + 0.03, y - 0.015, 0.06, _NIGHT_SKY[0])]
    return Scenery(
        sky,
        orb + [_tinted(c, tint) for c in scenery.far],
        [_tinted(c, tint) for c in scenery.back],
        [_tinted(c, tint) for c in scenery.stage],
        [_tinted(c, tint) for c in scenery.front],
        scenery.drift,
        scene.time_of_day is TimeOfDay.NIGHT or scenery.dark,
    )


def _ground(rgb: Rgb, reach: float, y: float = 0.0) -> CutOut:
    return box(0.0, y + FLOOR / 2, 2 * reach, FLOOR / 2, rgb)


def _cloud(x: float, y: float, size: float, rgb: Rgb) -> list[CutOut]:
    return [
        bar(x, y, size, size * 0.30, rgb),
        disc(x - size * 0.35, y - size * 0.28, size * 0.38, rgb),
        disc(x + size * 0.25, y - size * 0.36, size * 0.48, rgb),
    ]


def _pedestrian(rng: random.Random, x: float, foot: float, rgb: Rgb) -> list[CutOut]:
    height = rng.uniform(0.28, 0.34)
    return [
        limb(x - 0.02, foot - 0.12, 0.10, 0.2, 0.014, rgb),
        limb(x + 0.02, foot - 0.12, 0.10, -0.2, 0.014, rgb),
        trapezoid(x, foot - 0.07, 0.055, 0.035, height - 0.14, rgb, 0.010),
        disc(x, foot - height + 0.01, 0.036, rgb),
    ]


def _pine(x: float, foot: float, height: float, rgb: Rgb, cap: Rgb | None = None) -> list[CutOut]:
    width = height * 0.30
    parts = [box(x, foot - 0.02, height * 0.035, 0.04, (0.36, 0.22, 0.13))]
    for tier in range(3):
        share = 1 - 0.26 * tier
        base = foot - 0.04 - height * 0.25 * tier
        parts.append(
            trapezoid(x, base, width * share, 0.0, height * 0.46, blend(rgb, (0.0, 0.0, 0.1), 0.10 * (2 - tier)))
        )
        if cap:
            parts.append(trapezoid(x, base - height * 0.20, width * share * 0.54, 0.0, height * 0.26, cap))
    return parts


def _neon_street(rng: random.Random, reach: float, ceiling: float) -> Scenery:
    glow: list[Rgb] = [(1.0, 0.20, 0.55), (0.15, 0.90, 1.0), (1.0, 0.78, 0.15), (0.55, 1.0, 0.45), (0.80, 0.35, 1.0)]
    s = Scenery(
        ((0.05, 0.03, 0.13), (0.36, 0.10, 0.34)), dark=True, drift=rng.choice([-1, 1]) * rng.uniform(0.05, 0.12)
    )
    pavement: Rgb = (0.10, 0.08, 0.17)
    s.stage = [_ground(pavement, reach), box(0.0, 0.012, 2 * reach, 0.012, (0.30, 0.22, 0.42))]
    for x in _across(rng, reach, 0.40, 0.1):
        height = rng.uniform(0.42, 0.95) * ceiling
        wall = blend((0.13, 0.09, 0.24), (0.24, 0.10, 0.32), rng.random())
        s.far.append(box(x, -height / 2, 0.20, height / 2, wall))
        for row in range(int(height / 0.13)):
            for column in (-0.09, 0.0, 0.09):
                if rng.random() < 0.35:
                    s.far.append(box(x + column, -0.16 - 0.13 * row, 0.020, 0.026, (0.98, 0.83, 0.48)))
    for x in _across(rng, reach, 0.36, 0.2):
        neon = rng.choice(glow)
        tall = rng.random() < 0.6
        half_width, half_height = (0.038, rng.uniform(0.10, 0.16)) if tall else (rng.uniform(0.09, 0.13), 0.042)
        y = -rng.uniform(0.20, 0.42)
        s.far.append(disc(x, y, 0.10, neon, 0.40, 0.22))
        s.far.append(box(x, y, half_width, half_height, neon, 0.012))
        s.far.append(box(x, y, half_width - 0.020, half_height - 0.020, blend(neon, (1.0, 1.0, 1.0), 0.65), 0.008))
        s.stage.append(CutOut(x, 0.18, 0.05, 0.03, 0.15, 0.0, 0.0, neon, 0.42, 0.08))
    for x in _across(rng, reach + 0.6, 0.42, 0.45):
        s.back += _pedestrian(rng, x, 0.035, blend((0.03, 0.02, 0.07), (0.18, 0.14, 0.26), rng.random()))
    return s


def _mountain_road(rng: random.Random, reach: float, ceiling: float) -> Scenery:
    s = Scenery(((0.25, 0.55, 0.93), (0.80, 0.91, 0.98)), drift=0.0)
    for x in _across(rng, reach, 0.9, 0.35):
        s.far += _cloud(x, -ceiling * rng.uniform(0.70, 0.92), rng.uniform(0.12, 0.20), (0.97, 0.98, 1.0))
    for x in _across(rng, reach, 0.55, 0.25):
        height = rng.uniform(0.30, 0.50)
        half = rng.uniform(0.42, 0.60)
        rock = blend((0.40, 0.47, 0.60), (0.52, 0.52, 0.62), rng.random())
        s.far.append(trapezoid(x, 0.0, half, 0.0, height, rock))
        s.far.append(trapezoid(x, -height * 0.66, half * 0.34, 0.0, height * 0.34, (0.96, 0.97, 1.0)))
    for x in _across(rng, reach, 0.5, 0.3):
        s.back.append(disc(x, 0.22, rng.uniform(0.30, 0.36), (0.36, 0.55, 0.32)))
        s.back += _pine(x + 0.2, 0.0, rng.uniform(0.16, 0.24), (0.18, 0.42, 0.27))
    s.stage = [_ground((0.46, 0.58, 0.28), reach), box(0.0, 0.26, 2 * reach, 0.150, (0.66, 0.49, 0.31))]
    s.stage += [
        box(0.0, 0.26, 2 * reach, 0.125, (0.80, 0.64, 0.43)),
        box(0.0, 0.27, 2 * reach, 0.010, (0.70, 0.54, 0.36)),
    ]
    for x in _across(rng, reach, 0.62, 0.35):
        s.stage += _pine(x, 0.075, rng.uniform(0.36, 0.56), (0.09, 0.36, 0.20))
    return s


def _gold_town(rng: random.Random, reach: float, ceiling: float) -> Scenery:
    s = Scenery(((0.86, 0.74, 0.55), (0.97, 0.90, 0.74)))
    for x in _across(rng, reach, 0.9, 0.3):
        s.far.append(
            trapezoid(
                x, 0.0, rng.uniform(0.40, 0.55), rng.uniform(0.12, 0.22), rng.uniform(0.22, 0.34), (0.80, 0.66, 0.48)
            )
        )
    s.stage = [_ground((0.83, 0.68, 0.46), reach)]
    s.stage += [box(0.0, 0.05, 2 * reach, 0.016, (0.52, 0.37, 0.23))]
    for x in _across(rng, reach, 0.50, 0.06):
        wood = blend((0.48, 0.32, 0.19), (0.66, 0.47, 0.29), rng.random())
        dark = blend(wood, (0.08, 0.04, 0.02), 0.55)
        height = rng.uniform(0.34, 0.50)
        s.stage.append(box(x, 0.04 - height / 2, 0.215, height / 2, wood))
        s.stage.append(box(x, 0.04 - height, 0.235, 0.022, dark))
        if rng.random() < 0.5:
            s.stage.append(trapezoid(x, 0.03 - height, 0.12, 0.07, 0.07, wood))
        s.stage.append(box(x, -0.045, 0.048, 0.085, dark))
        for side in (-0.135, 0.135):
            s.stage.append(box(x + side, -0.075, 0.038, 0.048, (0.97, 0.85, 0.56)))
            s.stage.append(box(x + side, -0.075, 0.006, 0.048, dark))
        s.stage.append(box(x, -0.165, 0.225, 0.018, blend(wood, (1.0, 0.9, 0.7), 0.4)))
        s.stage.append(box(x, -height + 0.13, 0.13, 0.030, blend(wood, CREAM, 0.7)))
    for x in _across(rng, reach, 0.8, 0.3):
        s.stage.append(box(x, 0.045, 0.040, 0.045, (0.45, 0.27, 0.13), 0.012))
        s.stage.append(box(x, 0.045, 0.050, 0.008, (0.25, 0.20, 0.18)))
    return s


def _window_room(rng: random.Random, reach: float, ceiling: float) -> Scenery:
    s = Scenery(((0.55, 0.78, 0.95), (0.86, 0.93, 0.98)), drift=rng.choice([-1, 1]) * rng.uniform(0.10, 0.18))
    wall: Rgb = rng.choice([(0.93, 0.80, 0.66), (0.72, 0.80, 0.74), (0.86, 0.72, 0.72)])
    curtain: Rgb = rng.choice([(0.72, 0.30, 0.30), (0.28, 0.42, 0.52), (0.62, 0.52, 0.30)])
    frame: Rgb = (0.99, 0.97, 0.92)
    for x in _across(rng, reach, 0.42, 0.1):
        house = blend((0.62, 0.66, 0.78), (0.78, 0.70, 0.70), rng.random())
        s.far.append(box(x, -0.10, 0.20, rng.uniform(0.22, 0.36), house))
        s.far.append(box(x, -0.28, 0.03, 0.04, (0.45, 0.50, 0.62)))
    for x in _across(rng, reach + 0.8, 0.55, 0.35):
        coat = blend((0.25, 0.28, 0.40), (0.45, 0.38, 0.38), rng.random())
        s.back += [c._replace(y=c.y + 0.02) for c in _pedestrian(rng, x, 0.04, coat)]
    centres = [k * 1.5 for k in range(-3, 4)]
    lintel, sill, half = -0.48, -0.02, 0.50
    s.stage = [box(0.0, lintel - 0.75, 2 * reach, 0.75, wall), box(0.0, sill + 0.1, 2 * reach, 0.1, wall)]
    for x in centres:
        s.stage.append(box(x + 0.75, -0.3, 0.75 - half, 0.32, wall))
        s.stage.append(box(x, (lintel + sill) / 2, 0.012, (sill - lintel) / 2, frame))
        s.stage.append(box(x, lintel + 0.13, half, 0.010, frame))
        for edge in (lintel, sill):
            s.stage.append(box(x, edge, half + 0.03, 0.020, frame))
        for side in (-1, 1):
            s.stage.append(box(x + side * half, (lintel + sill) / 2, 0.020, (sill - lintel) / 2, frame))
            s.stage.append(trapezoid(x + side * (half - 0.01), sill + 0.05, 0.10, 0.065, sill - lintel + 0.12, curtain))
        s.stage.append(box(x, lintel - 0.055, half + 0.12, 0.022, INK))
        s.stage.append(box(x, sill + 0.022, half + 0.06, 0.022, blend(frame, (0.5, 0.3, 0.2), 0.25)))
    floor = rng.choice([(0.62, 0.42, 0.26), (0.55, 0.36, 0.24)])
    s.stage += [_ground(floor, reach, 0.13), box(0.0, 0.125, 2 * reach, 0.020, frame)]
    s.stage.append(box(0.0, 0.27, 2 * reach, 0.006, blend(floor, (0.0, 0.0, 0.0), 0.25)))
    return s


def _beach(rng: random.Random, reach: float, ceiling: float) -> Scenery:
    s = Scenery(((0.22, 0.64, 0.95), (0.78, 0.93, 0.99)), drift=rng.uniform(-0.06, 0.06))
    x = rng.uniform(-0.5, 0.5)
    s.far = [disc(x, -ceiling * 0.74, 0.11, (1.0, 0.90, 0.45)), box(0.0, 0.25, 2 * reach, 0.41, (0.07, 0.45, 0.72))]
    for x in _across(rng, reach, 0.30, 0.4):
        s.far.append(bar(x, -rng.uniform(0.04, 0.13), 0.05, 0.006, (0.45, 0.75, 0.90)))
    s.back.append(box(0.0, 0.24, 2 * reach, 0.26, (0.16, 0.62, 0.80)))
    for x in _across(rng, reach + 0.4, 0.115, 0.1):
        s.back.append(disc(x, 0.020, 0.062, (0.95, 0.98, 0.99)))
    s.stage = [_ground((0.95, 0.84, 0.60), reach, 0.03), box(0.0, 0.045, 2 * reach, 0.018, (0.82, 0.70, 0.48))]
    for x in _across(rng, reach, 0.95, 0.3):
        lean = rng.uniform(-0.25, 0.25)
        height = rng.uniform(0.42, 0.55)
        top_x, top_y = x - lean * height, 0.07 - height
        s.stage.append(
            CutOut((x + top_x) / 2, 0.07 - height / 2, 0.028, 0.018, height / 2, 0.004, lean * -1, (0.52, 0.35, 0.20))
        )
        for leaf in (-1.25, -0.55, 0.55, 1.25):
            s.stage.append(limb(top_x, top_y, 0.21, 3.1416 + leaf * 1.15, 0.022, (0.12, 0.52, 0.28)))
    for x in _across(rng, reach, 0.6, 0.4):
        s.stage.append(disc(x, 0.33, 0.020, (0.99, 0.93, 0.84)))
    return s


def _forest(rng: random.Random, reach: float, ceiling: float) -> Scenery:
    s = Scenery(((0.34, 0.52, 0.40), (0.74, 0.84, 0.62)))
    for x in _across(rng, reach, 0.20, 0.35):
        s.far.append(box(x, -0.5, rng.uniform(0.020, 0.035), 0.75, (0.47, 0.60, 0.44)))
    for x in _across(rng, reach, 0.36, 0.3):
        s.back.append(box(x, -0.5, rng.uniform(0.030, 0.045), 0.85, (0.26, 0.38, 0.26)))
    for x in _across(rng, reach, 0.26, 0.3):
        s.back.append(disc(x, -ceiling + rng.uniform(-0.06, 0.04), 0.19, (0.17, 0.36, 0.20)))
        s.back.append(disc(x + 0.1, 0.05, rng.uniform(0.07, 0.12), (0.22, 0.42, 0.22)))
    s.stage = [_ground((0.24, 0.37, 0.16), reach, 0.03)]
    for x in _across(rng, reach, 0.60, 0.3):
        width = rng.uniform(0.055, 0.085)
        bark = blend((0.34, 0.20, 0.12), (0.42, 0.27, 0.17), rng.random())
        s.stage.append(trapezoid(x, 0.09, width * 1.35, width * 0.8, 1.3, bark))
        s.stage.append(
            trapezoid(x + width * 0.45, 0.09, width * 0.5, width * 0.2, 1.3, blend(bark, (0.0, 0.0, 0.0), 0.25))
        )
    for x in _across(rng, reach, 0.30, 0.4):
        s.stage.append(disc(x, -ceiling - 0.06, 0.20, (0.10, 0.28, 0.14)))
        s.stage.append(bar(x, 0.30 + rng.uniform(-0.1, 0.1), 0.05, 0.008, (0.32, 0.47, 0.20)))
    for x in _across(rng, reach, 0.85, 0.3):
        s.stage.append(limb(x, 0.10, 0.05, 3.1416, 0.014, CREAM))
        s.stage.append(trapezoid(x, 0.06, 0.045, 0.020, 0.035, (0.78, 0.24, 0.18), 0.010))
    return s


def _snow_field(rng: random.Random, reach: float, ceiling: float) -> Scenery:
    s = Scenery(((0.50, 0.64, 0.80), (0.83, 0.89, 0.95)))
    for x in _across(rng, reach, 0.7, 0.3):
        s.far.append(
            disc(x, 0.62, rng.uniform(0.72, 0.84), blend((0.70, 0.79, 0.90), (0.80, 0.87, 0.95), rng.random()))
        )
    for x in _across(rng, reach, 0.34, 0.35):
        s.back += _pine(x, 0.01, rng.uniform(0.20, 0.30), (0.36, 0.52, 0.58), (0.93, 0.96, 1.0))
    s.stage = [_ground((0.90, 0.94, 0.99), reach, 0.02)]
    for x in _across(rng, reach, 0.55, 0.3):
        s.stage.append(bar(x, 0.16 + rng.uniform(-0.06, 0.18), rng.uniform(0.10, 0.18), 0.012, (0.76, 0.84, 0.94)))
    for x in _across(rng, reach, 0.75, 0.35):
        s.stage += _pine(x, 0.075, rng.uniform(0.36, 0.50), (0.20, 0.40, 0.44), (0.96, 0.98, 1.0))
    return s


def _desert(rng: random.Random, reach: float, ceiling: float) -> Scenery:
    s = Scenery(((0.42, 0.72, 0.86), (0.99, 0.88, 0.68)))
    for x in _across(rng, reach, 0.62, 0.3):
        rock = blend((0.78, 0.38, 0.24), (0.86, 0.50, 0.30), rng.random())
        half, height = rng.uniform(0.16, 0.28), rng.uniform(0.20, 0.42)
        s.far.append(trapezoid(x, 0.0, half * 1.25, half, height, rock))
        s.far.append(box(x, -height * 0.72, half * 0.96, 0.016, blend(rock, (0.3, 0.1, 0.1), 0.3)))
    for x in _across(rng, reach, 0.7, 0.3):
        s.back.append(disc(x, 0.50, rng.uniform(0.54, 0.60), (0.93, 0.66, 0.38)))
    s.stage = [_ground((0.97, 0.76, 0.47), reach, 0.03)]
    for x in _across(rng, reach, 0.6, 0.3):
        s.stage.append(bar(x, 0.20 + rng.uniform(-0.08, 0.16), rng.uniform(0.10, 0.16), 0.008, (0.88, 0.64, 0.37)))
    for x in _across(rng, reach, 0.66, 0.35):
        green = blend((0.20, 0.48, 0.27), (0.30, 0.56, 0.30), rng.random())
        height = rng.uniform(0.22, 0.36)
        s.stage.append(limb(x, 0.06, height, 3.1416, 0.040, green))
        for side in (-1, 1):
            arm = rng.uniform(0.35, 0.6) * height
            s.stage.append(bar(x + side * 0.05, 0.06 - arm, 0.05, 0.024, green))
            s.stage.append(limb(x + side * 0.10, 0.06 - arm, height * 0.32, 3.1416, 0.024, green))
    return s


_SETS: dict[Setting, Callable[[random.Random, float, float], Scenery]] = {
    Setting.NEON_STREET: _neon_street,
    Setting.MOUNTAIN_ROAD: _mountain_road,
    Setting.GOLD_TOWN: _gold_town,
    Setting.WINDOW_ROOM: _window_room,
    Setting.BEACH: _beach,
    Setting.FOREST: _forest,
    Setting.SNOW_FIELD: _snow_field,
    Setting.DESERT: _desert,
}
