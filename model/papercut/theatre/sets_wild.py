"""Sets in the wild: mountain road, beach, forest, snow field, desert and moon, by day. Knows no light but theirs."""

import math
import random

from model.papercut.theatre.layers import (
    Layers,
    Space,
    across,
    clouds,
    ground,
    hills,
    lane,
    mounds,
    pine,
    tufts,
)
from model.papercut.theatre.palette import CREAM, INK, blend
from model.papercut.theatre.paper import CutOut, Rgb, bar, box, disc, limb, trapezoid


def mountain_road(rng: random.Random, space: Space) -> Layers:
    """A dirt road with pines below snowy mountains."""
    s = Layers(((0.25, 0.55, 0.93), (0.80, 0.91, 0.98)))
    s.far = clouds(rng, space, 0.9)
    for x in across(rng, space.reach, 0.55, 0.25):
        height, half = rng.uniform(0.30, 0.50), rng.uniform(0.42, 0.60)
        rock = blend((0.40, 0.47, 0.60), (0.52, 0.52, 0.62), rng.random())
        s.far.append(trapezoid(x, 0.0, half, 0.0, height, rock))
        s.far.append(trapezoid(x, -height * 0.66, half * 0.34, 0.0, height * 0.34, (0.96, 0.97, 1.0)))
    for x in across(rng, space.reach, 0.5, 0.3):
        s.back.append(disc(x, 0.22, rng.uniform(0.30, 0.36), (0.36, 0.55, 0.32)))
        s.back += pine(x + 0.2, 0.0, rng.uniform(0.16, 0.24), (0.18, 0.42, 0.27))
    earth: Rgb = (0.80, 0.64, 0.43)
    s.stage = [ground((0.46, 0.58, 0.28), space.reach)]
    if space.leads_away:
        s.stage += lane(earth, (0.66, 0.49, 0.31))
    else:
        s.stage += [
            box(0.0, 0.26, 2 * space.reach, 0.150, (0.66, 0.49, 0.31)),
            box(0.0, 0.26, 2 * space.reach, 0.125, earth),
            box(0.0, 0.27, 2 * space.reach, 0.010, (0.70, 0.54, 0.36)),
        ]
    for x in across(rng, space.reach, 0.62, 0.35):
        if not (space.leads_away and abs(x) < 0.22):
            s.stage += pine(x, 0.075, rng.uniform(0.36, 0.56), (0.09, 0.36, 0.20))
    s.front = tufts(rng, space, 0.42, (0.22, 0.36, 0.16), 0.07)
    return s


def beach(rng: random.Random, space: Space) -> Layers:
    """Sand, palms and rolling waves."""
    s = Layers(((0.22, 0.64, 0.95), (0.78, 0.93, 0.99)), drift=rng.uniform(-0.06, 0.06))
    sea: Rgb = (0.07, 0.45, 0.72)
    s.far = [disc(rng.uniform(-0.5, 0.5), -space.ceiling * 0.74, 0.11, (1.0, 0.90, 0.45))]
    s.far += clouds(rng, space, 1.5)
    s.far.append(box(0.0, 0.25, 2 * space.reach, 0.41, sea))
    for x in across(rng, space.reach, 0.30, 0.4):
        s.far.append(bar(x, -rng.uniform(0.04, 0.13), 0.05, 0.006, (0.45, 0.75, 0.90)))
    s.back.append(box(0.0, 0.24, 2 * space.reach, 0.26, (0.16, 0.62, 0.80)))
    for x in across(rng, space.reach + 0.4, 0.115, 0.1):
        s.back.append(disc(x, 0.020, 0.062, (0.95, 0.98, 0.99)))
    s.stage = [
        ground((0.95, 0.84, 0.60), space.reach, 0.03),
        box(0.0, 0.045, 2 * space.reach, 0.018, (0.82, 0.70, 0.48)),
    ]
    for x in across(rng, space.reach, 0.95, 0.3):
        _palm(s, rng, x)
    for x in across(rng, space.reach, 0.6, 0.4):
        s.stage.append(disc(x, 0.33, 0.020, (0.99, 0.93, 0.84)))
    s.front = tufts(rng, space, 0.9, (0.35, 0.52, 0.28), 0.09) + mounds(rng, space, 0.7, (0.86, 0.73, 0.48), 0.03)
    return s


def _palm(s: Layers, rng: random.Random, x: float) -> None:
    lean, height = rng.uniform(-0.25, 0.25), rng.uniform(0.42, 0.55)
    top_x, top_y = x - lean * height, 0.07 - height
    trunk = CutOut((x + top_x) / 2, 0.07 - height / 2, 0.028, 0.018, height / 2, 0.004, -lean, (0.52, 0.35, 0.20))
    s.stage.append(trunk)
    for leaf in (-1.45, -0.65, 0.65, 1.45):
        s.stage.append(limb(top_x, top_y, 0.21, math.pi + leaf, 0.022, (0.12, 0.52, 0.28)))
    s.stage.append(disc(top_x + 0.015, top_y + 0.02, 0.022, (0.42, 0.26, 0.14)))


def forest(rng: random.Random, space: Space) -> Layers:
    """Tall trunks in rows, moss and mushrooms."""
    s = Layers(((0.34, 0.52, 0.40), (0.74, 0.84, 0.62)))
    for x in across(rng, space.reach, 0.20, 0.35):
        s.far.append(box(x, -0.5, rng.uniform(0.020, 0.035), 0.85, (0.47, 0.60, 0.44)))
    for x in across(rng, space.reach, 0.36, 0.3):
        s.back.append(box(x, -0.5, rng.uniform(0.030, 0.045), 0.95, (0.26, 0.38, 0.26)))
    for x in across(rng, space.reach, 0.26, 0.3):
        s.back.append(disc(x, -space.ceiling + rng.uniform(-0.06, 0.04), 0.19, (0.17, 0.36, 0.20)))
        s.back.append(disc(x + 0.1, 0.05, rng.uniform(0.07, 0.12), (0.22, 0.42, 0.22)))
    s.stage = [ground((0.24, 0.37, 0.16), space.reach, 0.03)]
    if space.leads_away:
        s.stage += lane((0.45, 0.37, 0.22), (0.34, 0.29, 0.16), 0.50, top=0.03)
    for x in across(rng, space.reach, 0.60, 0.3):
        if space.leads_away and abs(x) < 0.2:
            continue
        width = rng.uniform(0.055, 0.085)
        bark = blend((0.34, 0.20, 0.12), (0.42, 0.27, 0.17), rng.random())
        s.stage.append(trapezoid(x, 0.09, width * 1.35, width * 0.8, 1.5, bark))
        s.stage.append(trapezoid(x + width * 0.45, 0.09, width * 0.5, width * 0.2, 1.5, blend(bark, INK, 0.25)))
    for x in across(rng, space.reach, 0.30, 0.4):
        s.stage.append(disc(x, -space.ceiling - 0.06, 0.20, (0.10, 0.28, 0.14)))
        s.stage.append(bar(x, 0.30 + rng.uniform(-0.1, 0.1), 0.05, 0.008, (0.32, 0.47, 0.20)))
    for x in across(rng, space.reach, 0.85, 0.3):
        s.stage.append(limb(x, 0.10, 0.05, math.pi, 0.014, CREAM))
        s.stage.append(trapezoid(x, 0.06, 0.045, 0.020, 0.035, (0.78, 0.24, 0.18), 0.010))
    for x in across(rng, 1.5 * space.reach, 0.5, 0.4):  # ferns
        for lean in (-0.9, -0.35, 0.35, 0.9):
            s.front.append(limb(x, space.floor + 0.03, 0.11, math.pi - lean, 0.014, (0.10, 0.22, 0.10)))
    return s


def snow_field(rng: random.Random, space: Space) -> Layers:
    """A white field among frosted trees."""
    s = Layers(((0.50, 0.64, 0.80), (0.83, 0.89, 0.95)))
    s.far = hills(rng, space.reach, 0.7, 0.78, 0.17, (0.70, 0.79, 0.90), (0.80, 0.87, 0.95))
    for x in across(rng, space.reach, 0.34, 0.35):
        s.back += pine(x, 0.01, rng.uniform(0.20, 0.30), (0.36, 0.52, 0.58), (0.93, 0.96, 1.0))
    s.stage = [ground((0.90, 0.94, 0.99), space.reach, 0.02)]
    for x in across(rng, space.reach, 0.55, 0.3):
        s.stage.append(bar(x, 0.16 + rng.uniform(-0.06, 0.18), rng.uniform(0.10, 0.18), 0.012, (0.76, 0.84, 0.94)))
    for x in across(rng, space.reach, 0.75, 0.35):
        s.stage += pine(x, 0.075, rng.uniform(0.36, 0.50), (0.20, 0.40, 0.44), (0.96, 0.98, 1.0))
    s.front = mounds(rng, space, 0.55, (0.97, 0.98, 1.0), 0.05)
    return s


def desert(rng: random.Random, space: Space) -> Layers:
    """Dunes, cacti and red mesas."""
    s = Layers(((0.42, 0.72, 0.86), (0.99, 0.88, 0.68)))
    for x in across(rng, space.reach, 0.62, 0.3):
        rock = blend((0.78, 0.38, 0.24), (0.86, 0.50, 0.30), rng.random())
        half, height = rng.uniform(0.16, 0.28), rng.uniform(0.20, 0.42)
        s.far.append(trapezoid(x, 0.0, half * 1.25, half, height, rock))
        s.far.append(box(x, -height * 0.72, half * 0.96, 0.016, blend(rock, (0.3, 0.1, 0.1), 0.3)))
    s.back = hills(rng, space.reach, 0.7, 0.57, 0.06, (0.93, 0.66, 0.38), (0.90, 0.61, 0.34))
    s.stage = [ground((0.97, 0.76, 0.47), space.reach, 0.03)]
    for x in across(rng, space.reach, 0.6, 0.3):
        s.stage.append(bar(x, 0.20 + rng.uniform(-0.08, 0.16), rng.uniform(0.10, 0.16), 0.008, (0.88, 0.64, 0.37)))
    for x in across(rng, space.reach, 0.66, 0.35):
        green = blend((0.20, 0.48, 0.27), (0.30, 0.56, 0.30), rng.random())
        height = rng.uniform(0.22, 0.36)
        s.stage.append(limb(x, 0.06, height, math.pi, 0.040, green))
        for side in (-1, 1):
            arm = rng.uniform(0.35, 0.6) * height
            s.stage.append(bar(x + side * 0.05, 0.06 - arm, 0.05, 0.024, green))
            s.stage.append(limb(x + side * 0.10, 0.06 - arm, height * 0.32, math.pi, 0.024, green))
    s.front = mounds(rng, space, 0.8, (0.86, 0.60, 0.34), 0.045)
    return s


def moon(rng: random.Random, space: Space) -> Layers:
    """Grey ground with craters under a black sky in which the earth hangs."""
    s = Layers(((0.02, 0.02, 0.06), (0.08, 0.08, 0.17)), own_light=True, dark=True)
    for _ in range(round(8 * space.reach)):
        x, y = rng.uniform(-space.reach, space.reach), -space.ceiling * rng.uniform(0.25, 1.0)
        s.far.append(disc(x, y, rng.uniform(0.006, 0.011), (0.95, 0.95, 1.0), 0.9))
    x, y = rng.uniform(0.2, 0.5) * rng.choice((-1, 1)), -space.ceiling * rng.uniform(0.60, 0.72)
    s.far += [
        disc(x, y, 0.20, (0.35, 0.60, 0.95), 0.30, 0.12),
        disc(x, y, 0.125, (0.20, 0.48, 0.85)),
        bar(x - 0.03, y - 0.02, 0.030, 0.026, (0.36, 0.66, 0.40), 0.5),
        disc(x + 0.05, y + 0.055, 0.026, (0.36, 0.66, 0.40)),
        bar(x + 0.01, y - 0.075, 0.05, 0.012, (0.94, 0.96, 1.0), 0.1),
    ]
    s.back = hills(rng, space.reach, 0.55, 0.62, 0.11, (0.40, 0.40, 0.45), (0.50, 0.50, 0.54))
    s.stage = [ground((0.66, 0.66, 0.69), space.reach, 0.02)]
    for x in across(rng, space.reach, 0.42, 0.4):
        y, half = 0.14 + rng.uniform(-0.04, 0.24), rng.uniform(0.05, 0.11)
        s.stage.append(bar(x, y, half, 0.030, (0.78, 0.78, 0.80)))
        s.stage.append(bar(x + 0.008, y + 0.008, half - 0.010, 0.024, (0.50, 0.50, 0.55)))
    for x in across(rng, space.reach, 1.7, 0.3):
        _lander(s, x)
    s.front = mounds(rng, space, 0.7, (0.36, 0.36, 0.41), 0.05)
    return s


def _lander(s: Layers, x: float) -> None:
    gold: Rgb = (0.83, 0.66, 0.32)
    for side in (-1, 1):
        s.stage.append(limb(x + side * 0.05, -0.04, 0.12, side * 0.55, 0.010, (0.55, 0.55, 0.60)))
    s.stage += [
        box(x, -0.06, 0.085, 0.040, gold, 0.010),
        trapezoid(x, -0.09, 0.075, 0.035, 0.085, (0.82, 0.83, 0.86), 0.012),
        disc(x, -0.13, 0.022, (0.20, 0.25, 0.38)),
        box(x + 0.17, -0.02, 0.005, 0.09, (0.85, 0.85, 0.88)),
        box(x + 0.205, -0.085, 0.034, 0.022, (0.93, 0.93, 0.96)),
    ]
