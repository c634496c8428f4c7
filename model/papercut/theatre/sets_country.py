"""Sets where people live or walk: harbour, meadow, castle, park and farm, by day. Knows no light but their own."""

import math
import random

from model.papercut.theatre.layers import (
    Layers,
    Space,
    across,
    clouds,
    ground,
    hills,
    lamp_post,
    lane,
    tree,
    tufts,
    window_light,
)
from model.papercut.theatre.palette import CREAM, INK, WOOD, blend, lit, shaded
from model.papercut.theatre.paper import CutOut, Rgb, bar, box, disc, limb, trapezoid


def harbour(rng: random.Random, space: Space) -> Layers:
    """A wooden pier in front of moored boats, houses and a striped lighthouse."""
    s = Layers(((0.36, 0.66, 0.90), (0.88, 0.94, 0.96)), drift=rng.uniform(-0.03, 0.03))
    s.far = clouds(rng, space, 1.1)
    s.far += hills(rng, space.reach, 0.8, 0.70, 0.13, (0.48, 0.62, 0.56), (0.56, 0.68, 0.60))
    for x in across(rng, space.reach, 0.17, 0.1):
        house = rng.choice(((0.90, 0.80, 0.62), (0.86, 0.62, 0.52), (0.72, 0.80, 0.84), (0.94, 0.90, 0.82)))
        height = rng.uniform(0.10, 0.17)
        s.far += [
            box(x, -height / 2, 0.062, height / 2, house),
            trapezoid(x, -height, 0.075, 0.0, 0.06, (0.62, 0.34, 0.28)),
        ]
    for x in across(rng, space.reach, 1.25, 0.2):
        _lighthouse(s, x)
    s.far.append(box(0.0, 0.30, 2 * space.reach, 0.30, (0.18, 0.46, 0.62)))
    for x in across(rng, space.reach + 0.3, 0.62, 0.3):
        _moored_boat(s, rng, x)
    s.back.append(box(0.0, 0.35, 2 * space.reach + 0.4, 0.27, (0.24, 0.55, 0.70)))
    for x in across(rng, space.reach + 0.3, 0.26, 0.4):
        s.back.append(bar(x, 0.11 + rng.uniform(-0.01, 0.03), 0.05, 0.006, (0.55, 0.78, 0.86)))
    plank: Rgb = (0.66, 0.50, 0.35)
    s.stage = [ground(plank, space.reach, 0.16), box(0.0, 0.165, 2 * space.reach, 0.016, lit(plank))]
    for y in (0.235, 0.325, 0.45):
        s.stage.append(box(0.0, y, 2 * space.reach, 0.005, blend(plank, INK, 0.35)))
    for x in across(rng, space.reach, 0.72, 0.2):
        s.stage += [
            box(x, 0.125, 0.030, 0.055, (0.40, 0.29, 0.20), 0.008),
            bar(x, 0.072, 0.034, 0.010, (0.50, 0.38, 0.27)),
        ]
    for x in across(rng, 1.5 * space.reach, 0.95, 0.3):  # coils of rope at the edge of the picture
        s.front += [
            bar(x, space.floor - 0.004, 0.07, 0.026, (0.58, 0.46, 0.28)),
            bar(x, space.floor - 0.03, 0.05, 0.018, (0.70, 0.57, 0.36)),
        ]
    return s


def _lighthouse(s: Layers, x: float) -> None:
    red: Rgb = (0.80, 0.26, 0.24)
    s.far.append(trapezoid(x, 0.0, 0.062, 0.038, 0.42, (0.96, 0.95, 0.92)))
    for share in (0.18, 0.58):
        half = 0.062 - 0.024 * (share + 0.1)
        s.far.append(box(x, -0.42 * (share + 0.1), half, 0.040, red))
    s.far += [
        box(x, -0.430, 0.050, 0.010, INK),
        box(x, -0.460, 0.028, 0.024, (1.0, 0.92, 0.60)),
        trapezoid(x, -0.482, 0.040, 0.0, 0.045, red),
    ]


def _moored_boat(s: Layers, rng: random.Random, x: float) -> None:
    hull = blend((0.36, 0.40, 0.46), (0.60, 0.54, 0.48), rng.random())
    s.back += [
        box(x, -0.06, 0.008, 0.13, (0.46, 0.36, 0.28)),
        trapezoid(x + 0.048, 0.045, 0.040, 0.0, 0.20, (0.90, 0.88, 0.82)),
        CutOut(x, 0.075, 0.075, 0.115, 0.022, 0.006, 0.0, hull),
    ]


def meadow(rng: random.Random, space: Space) -> Layers:
    """Rolling hills full of flowers."""
    s = Layers(((0.32, 0.64, 0.95), (0.86, 0.95, 0.98)))
    s.far = clouds(rng, space, 0.75)
    s.far += hills(rng, space.reach, 0.62, 0.80, 0.20, (0.50, 0.72, 0.52), (0.60, 0.78, 0.56))
    s.back = hills(rng, space.reach, 0.55, 0.62, 0.11, (0.42, 0.68, 0.34), (0.50, 0.73, 0.36))
    for x in across(rng, space.reach, 0.55, 0.4):
        s.back += tree(rng, x, -0.03, rng.uniform(0.15, 0.22), (0.28, 0.56, 0.28), (0.42, 0.30, 0.20))
    grass: Rgb = (0.46, 0.70, 0.28)
    s.stage = [ground(grass, space.reach, 0.02)]
    if space.leads_away:
        s.stage += lane((0.86, 0.78, 0.56), (0.58, 0.62, 0.34), 0.42, top=0.02)
    for x in across(rng, space.reach, 0.5, 0.3):
        s.stage.append(disc(x, 0.20, rng.uniform(0.16, 0.20), lit(grass)))
    s.stage.append(ground(grass, space.reach, 0.10))
    if space.leads_away:
        s.stage += lane((0.86, 0.78, 0.56), (0.58, 0.62, 0.34), 0.42, top=0.10)
    for x in across(rng, space.reach, 0.13, 0.4):
        petal = rng.choice(((0.96, 0.93, 0.90), (0.90, 0.36, 0.34), (0.98, 0.82, 0.30), (0.72, 0.56, 0.86)))
        y = 0.12 + 0.26 * rng.random() ** 1.5
        s.stage += [disc(x, y, 0.017, petal), disc(x, y, 0.006, (0.55, 0.40, 0.16))]
    s.front = tufts(rng, space, 0.32, (0.24, 0.46, 0.16), 0.085)
    for x in across(rng, 1.5 * space.reach, 0.62, 0.4):
        s.front.append(disc(x, space.floor - 0.05, 0.026, rng.choice(((0.93, 0.42, 0.40), (0.97, 0.94, 0.90)))))
    return s


def castle(rng: random.Random, space: Space) -> Layers:
    """A castle with pointed towers on a green hill."""
    s = Layers(((0.42, 0.68, 0.92), (0.94, 0.93, 0.88)))
    s.far = clouds(rng, space, 1.0)
    s.far += hills(rng, space.reach, 0.7, 0.85, 0.22, (0.56, 0.68, 0.66), (0.62, 0.74, 0.68))
    for x in across(rng, space.reach, 1.55, 0.08):
        _keep(s, rng, x)
    s.back += hills(rng, space.reach, 0.42, 0.50, 0.05, (0.40, 0.60, 0.34), (0.46, 0.66, 0.36))
    grass: Rgb = (0.50, 0.66, 0.34)
    s.stage = [ground(grass, space.reach, 0.05), box(0.0, 0.055, 2 * space.reach, 0.010, lit(grass))]
    path: Rgb = (0.84, 0.77, 0.64)
    if space.leads_away:
        s.stage += lane(path, (0.62, 0.60, 0.42), 0.55, top=0.05)
    else:
        s.stage += [
            box(0.0, 0.27, 2 * space.reach, 0.085, (0.62, 0.60, 0.42)),
            box(0.0, 0.27, 2 * space.reach, 0.072, path),
        ]
    for x in across(rng, space.reach, 0.5, 0.25):
        if not (space.leads_away and abs(x) < 0.2):
            s.stage += [disc(x, 0.055, 0.060, (0.30, 0.50, 0.28)), disc(x - 0.015, 0.035, 0.030, (0.38, 0.58, 0.32))]
    s.front = tufts(rng, space, 0.5, (0.28, 0.44, 0.20), 0.08)
    return s


def _keep(s: Layers, rng: random.Random, x: float) -> None:
    stone: Rgb = blend((0.74, 0.70, 0.66), (0.66, 0.66, 0.70), rng.random())
    roof: Rgb = rng.choice(((0.36, 0.44, 0.60), (0.52, 0.34, 0.40), (0.34, 0.50, 0.50)))
    pane: Rgb = (0.30, 0.28, 0.34)
    s.back.append(box(x, -0.09, 0.34, 0.13, stone))
    for step in range(-5, 6):
        s.back.append(box(x + 0.064 * step, -0.235, 0.019, 0.020, stone))
    towers = ((-0.34, 0.42, 0.066), (0.34, 0.40, 0.066), (-0.13, 0.52, 0.060), (0.15, 0.48, 0.070))
    for offset, height, half in towers:
        tower = x + offset
        top = 0.04 - height
        s.back += [
            box(tower, (top + 0.04) / 2, half, height / 2, lit(stone) if offset < 0 else stone),
            box(tower + half * 0.6, (top + 0.04) / 2, half * 0.4, height / 2, shaded(stone)),
            trapezoid(tower, top, half * 1.3, 0.0, 0.17, roof),
            box(tower, top + 0.07, 0.013, 0.028, pane, 0.006),
        ]
        s.back += [
            box(tower, top - 0.19, 0.004, 0.040, INK),
            box(tower + 0.026, top - 0.21, 0.024, 0.014, (0.86, 0.50, 0.34)),
        ]
    s.back += [box(x, -0.03, 0.052, 0.070, pane), disc(x, -0.10, 0.052, pane)]


def park(rng: random.Random, space: Space) -> Layers:
    """A city park: benches and lamps on a path, trees, the skyline behind."""
    s = Layers(((0.40, 0.70, 0.94), (0.90, 0.95, 0.96)))
    s.far = clouds(rng, space, 1.2)
    for x in across(rng, space.reach, 0.15, 0.15):
        wall = blend((0.66, 0.74, 0.84), (0.76, 0.80, 0.86), rng.random())
        height = rng.uniform(0.14, 0.40)
        s.far.append(box(x, -height / 2, rng.uniform(0.055, 0.08), height / 2, wall))
    for x in across(rng, space.reach, 0.24, 0.35):
        s.back.append(
            disc(x, -0.02, rng.uniform(0.09, 0.14), blend((0.36, 0.60, 0.38), (0.46, 0.68, 0.40), rng.random()))
        )
    grass: Rgb = (0.52, 0.74, 0.38)
    path: Rgb = (0.88, 0.82, 0.70)
    s.stage = [ground(grass, space.reach, 0.02)]
    if space.leads_away:
        s.stage += lane(path, (0.70, 0.70, 0.50), 0.55, top=0.02)
    else:
        s.stage += [
            box(0.0, 0.27, 2 * space.reach, 0.090, (0.70, 0.70, 0.50)),
            box(0.0, 0.27, 2 * space.reach, 0.078, path),
        ]
    spacing = 0.56
    for place, x in enumerate(across(rng, space.reach, spacing, 0.12)):
        if space.leads_away and abs(x) < 0.2:
            continue
        if place % 3 == 0:
            s.stage += tree(
                rng, x, 0.10, rng.uniform(0.44, 0.54), rng.choice(((0.26, 0.56, 0.28), (0.36, 0.62, 0.26))), WOOD
            )
        elif place % 3 == 1:
            post, glow = lamp_post(x, 0.13, 0.46, (0.22, 0.26, 0.28))
            s.stage += post
            s.lamps += glow
        else:
            _bench(s, x)
    s.front = tufts(rng, space, 0.45, (0.28, 0.48, 0.20), 0.06)
    return s


def _bench(s: Layers, x: float) -> None:
    iron: Rgb = (0.24, 0.26, 0.30)
    s.stage += [
        *(box(x + side * 0.09, 0.105, 0.010, 0.045, iron) for side in (-1, 1)),
        box(x, 0.075, 0.125, 0.011, (0.60, 0.40, 0.24)),
        box(x, 0.030, 0.125, 0.010, (0.66, 0.45, 0.28)),
        box(x, 0.000, 0.125, 0.010, (0.66, 0.45, 0.28)),
    ]


def farm(rng: random.Random, space: Space) -> Layers:
    """A barn, a windmill, hay and a fence between fields."""
    s = Layers(((0.36, 0.66, 0.94), (0.96, 0.94, 0.84)))
    s.far = clouds(rng, space, 0.95)
    s.far += hills(rng, space.reach, 0.8, 1.0, 0.14, (0.70, 0.76, 0.44), (0.80, 0.76, 0.44))
    s.back = hills(rng, space.reach, 0.8, 1.2, 0.06, (0.86, 0.76, 0.38), (0.78, 0.74, 0.40))
    for x in across(rng, space.reach, 1.35, 0.1):
        _barn(s, x)
        _windmill(s, x + 0.52, rng.random() * math.pi)
    grass: Rgb = (0.62, 0.70, 0.34)
    s.stage = [ground(grass, space.reach, 0.03)]
    if space.leads_away:
        s.stage += lane((0.80, 0.68, 0.46), (0.62, 0.56, 0.32), 0.5, top=0.03)
    for x in across(rng, space.reach, 0.24, 0.0):
        s.stage.append(box(x, 0.055, 0.014, 0.062, (0.86, 0.80, 0.68)))
    for y in (0.025, 0.070):
        s.stage.append(box(0.0, y, 2 * space.reach, 0.010, (0.92, 0.87, 0.76)))
    for x in across(rng, space.reach, 0.95, 0.3):
        s.stage += [
            disc(x, 0.115, 0.075, (0.90, 0.74, 0.32)),
            disc(x, 0.115, 0.045, (0.80, 0.62, 0.25)),
            disc(x, 0.115, 0.018, (0.90, 0.74, 0.32)),
        ]
    s.front = tufts(rng, space, 0.28, (0.66, 0.55, 0.20), 0.085)
    return s


def _barn(s: Layers, x: float) -> None:
    wall: Rgb = (0.66, 0.28, 0.24)
    trim: Rgb = (0.94, 0.90, 0.84)
    s.back += [
        box(x, -0.07, 0.20, 0.10, wall),
        trapezoid(x, -0.17, 0.225, 0.105, 0.085, (0.42, 0.34, 0.34)),
        trapezoid(x, -0.255, 0.115, 0.0, 0.045, (0.42, 0.34, 0.34)),
        box(x, -0.035, 0.066, 0.066, trim),
        box(x, -0.030, 0.056, 0.060, blend(wall, INK, 0.25)),
        bar(x, -0.030, 0.075, 0.006, trim, 0.82),
        bar(x, -0.030, 0.075, 0.006, trim, -0.82),
        box(x + 0.27, -0.11, 0.055, 0.14, (0.78, 0.80, 0.82)),
        disc(x + 0.27, -0.25, 0.055, (0.62, 0.66, 0.70)),
    ]
    s.back += window_light(x, -0.195, 0.020, 0.020)[1:]


def _windmill(s: Layers, x: float, turn: float) -> None:
    s.back.append(trapezoid(x, 0.02, 0.070, 0.038, 0.32, CREAM))
    s.back.append(trapezoid(x, -0.29, 0.048, 0.012, 0.045, (0.52, 0.40, 0.34)))
    for sail in range(4):
        s.back.append(limb(x, -0.29, 0.19, turn + sail * math.pi / 2, 0.016, (0.72, 0.60, 0.46)))
    s.back.append(disc(x, -0.29, 0.018, (0.36, 0.28, 0.24)))
