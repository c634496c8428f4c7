"""Sets in town: the neon street, the gold-rush town and the room with a window. Knows no light but their own."""

import random

from model.papercut.theatre.layers import Layers, Space, across, ground, lane, pedestrian, window_light
from model.papercut.theatre.palette import CREAM, INK, WHITE, blend
from model.papercut.theatre.paper import CutOut, Rgb, box, disc, trapezoid

_NEON: tuple[Rgb, ...] = (
    (1.0, 0.20, 0.55),
    (0.15, 0.90, 1.0),
    (1.0, 0.78, 0.15),
    (0.55, 1.0, 0.45),
    (0.80, 0.35, 1.0),
)


def neon_street(rng: random.Random, space: Space) -> Layers:
    """A wet street at night between glowing signs that mirror in it."""
    s = Layers(
        ((0.05, 0.03, 0.13), (0.36, 0.10, 0.34)),
        dark=True,
        own_light=True,
        drift=rng.choice([-1, 1]) * rng.uniform(0.05, 0.12),
    )
    s.stage = [
        ground((0.10, 0.08, 0.17), space.reach),
        box(0.0, 0.012, 2 * space.reach, 0.012, (0.30, 0.22, 0.42)),
        box(0.0, 0.155, 2 * space.reach, 0.006, (0.19, 0.15, 0.29)),
    ]
    for x in across(rng, space.reach, 0.40, 0.1):
        _tower(s, rng, x, rng.uniform(0.42, 0.95) * space.ceiling)
    for x in across(rng, space.reach, 0.36, 0.2):
        _sign(s, rng, x)
    for x in across(rng, space.reach + 0.6, 0.42, 0.45):
        s.back += pedestrian(rng, x, 0.035, blend((0.03, 0.02, 0.07), (0.18, 0.14, 0.26), rng.random()))
    for x in across(rng, 1.5 * space.reach, 0.8, 0.4):  # puddles at the kerb, close to the camera
        sheen = blend(rng.choice(_NEON), (0.10, 0.08, 0.17), 0.55)
        s.front.append(CutOut(x, space.floor - 0.005, 0.16, 0.12, 0.004, 0.012, 0.0, sheen, 0.7, 0.03))
    return s


def _tower(s: Layers, rng: random.Random, x: float, height: float) -> None:
    wall = blend((0.13, 0.09, 0.24), (0.24, 0.10, 0.32), rng.random())
    s.far.append(box(x, -height / 2, 0.20, height / 2, wall))
    s.far.append(box(x - 0.185, -height / 2, 0.015, height / 2, blend(wall, WHITE, 0.10)))
    for row in range(int(height / 0.13)):
        for column in (-0.09, 0.0, 0.09):
            if rng.random() < 0.35:
                s.far.append(box(x + column, -0.16 - 0.13 * row, 0.020, 0.026, (0.98, 0.83, 0.48)))


def _sign(s: Layers, rng: random.Random, x: float) -> None:
    neon = rng.choice(_NEON)
    tall = rng.random() < 0.6
    half_width, half_height = (0.038, rng.uniform(0.10, 0.16)) if tall else (rng.uniform(0.09, 0.13), 0.042)
    y = -rng.uniform(0.20, 0.42)
    s.far.append(disc(x, y, 0.10, neon, 0.40, 0.22))
    s.far.append(box(x, y, half_width, half_height, neon, 0.012))
    s.far.append(box(x, y, half_width - 0.020, half_height - 0.020, blend(neon, WHITE, 0.65), 0.008))
    s.stage.append(CutOut(x, 0.18, 0.05, 0.03, 0.15, 0.0, 0.0, neon, 0.42, 0.08))


def gold_town(rng: random.Random, space: Space) -> Layers:
    """The main street of a gold-rush town: wooden fronts, barrels, dust."""
    s = Layers(((0.86, 0.74, 0.55), (0.97, 0.90, 0.74)))
    for x in across(rng, space.reach, 0.9, 0.3):
        rock = blend((0.80, 0.66, 0.48), (0.74, 0.60, 0.46), rng.random())
        s.far.append(trapezoid(x, 0.0, rng.uniform(0.40, 0.55), rng.uniform(0.12, 0.22), rng.uniform(0.22, 0.34), rock))
    s.stage = [ground((0.83, 0.68, 0.46), space.reach)]
    if space.leads_away:
        s.stage += lane((0.88, 0.75, 0.54), (0.74, 0.59, 0.39), top=0.06)
    s.stage.append(box(0.0, 0.05, 2 * space.reach, 0.016, (0.52, 0.37, 0.23)))
    for x in across(rng, space.reach, 0.50, 0.06):
        _saloon(s, rng, x)
    for x in across(rng, space.reach, 0.8, 0.3):
        s.stage.append(box(x, 0.045, 0.040, 0.045, (0.45, 0.27, 0.13), 0.012))
        s.stage.append(box(x, 0.045, 0.050, 0.008, (0.25, 0.20, 0.18)))
    for x in across(rng, 1.5 * space.reach, 1.1, 0.4):  # a hitching rail in the foreground
        s.front += [
            box(x, space.floor - 0.02, 0.30, 0.014, (0.34, 0.22, 0.13)),
            box(x - 0.22, space.floor, 0.016, 0.045, (0.30, 0.19, 0.11)),
            box(x + 0.22, space.floor, 0.016, 0.045, (0.30, 0.19, 0.11)),
        ]
    return s


def _saloon(s: Layers, rng: random.Random, x: float) -> None:
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
        if rng.random() < 0.7:
            s.lamps += window_light(x + side, -0.075, 0.034, 0.044)
    s.stage.append(box(x, -0.165, 0.225, 0.018, blend(wood, (1.0, 0.9, 0.7), 0.4)))
    s.stage.append(box(x, -height + 0.13, 0.13, 0.030, blend(wood, CREAM, 0.7)))


def window_room(rng: random.Random, space: Space) -> Layers:
    """A room whose large windows show the street and the people who pass there."""
    s = Layers(((0.55, 0.78, 0.95), (0.86, 0.93, 0.98)), drift=rng.choice([-1, 1]) * rng.uniform(0.10, 0.18))
    wall: Rgb = rng.choice([(0.93, 0.80, 0.66), (0.72, 0.80, 0.74), (0.86, 0.72, 0.72)])
    curtain: Rgb = rng.choice([(0.72, 0.30, 0.30), (0.28, 0.42, 0.52), (0.62, 0.52, 0.30)])
    frame: Rgb = (0.99, 0.97, 0.92)
    for x in across(rng, space.reach, 0.42, 0.1):
        house = blend((0.62, 0.66, 0.78), (0.78, 0.70, 0.70), rng.random())
        s.far.append(box(x, -0.10, 0.20, rng.uniform(0.22, 0.36), house))
        s.far.append(box(x, -0.28, 0.03, 0.04, (0.45, 0.50, 0.62)))
    for x in across(rng, space.reach + 0.8, 0.55, 0.35):
        coat = blend((0.25, 0.28, 0.40), (0.45, 0.38, 0.38), rng.random())
        s.back += [c._replace(y=c.y + 0.02) for c in pedestrian(rng, x, 0.04, coat)]
    lintel, sill = -0.48, -0.02
    s.stage = [
        box(0.0, lintel - 0.95, 2 * space.reach, 0.95, wall),
        box(0.0, sill + 0.1, 2 * space.reach, 0.1, wall),
    ]
    for place in range(-3, 4):
        _window(s, place * 1.5, (lintel, sill), (wall, curtain, frame))
    floor = rng.choice([(0.62, 0.42, 0.26), (0.55, 0.36, 0.24)])
    s.stage += [ground(floor, space.reach, 0.13), box(0.0, 0.125, 2 * space.reach, 0.020, frame)]
    s.stage.append(box(0.0, 0.205, 2 * space.reach, 0.004, blend(floor, INK, 0.22)))
    s.stage.append(box(0.0, 0.305, 2 * space.reach, 0.006, blend(floor, INK, 0.22)))
    return s


def _window(s: Layers, x: float, edges: tuple[float, float], papers: tuple[Rgb, Rgb, Rgb]) -> None:
    """One window with its curtains, and the wall to its right."""
    lintel, sill = edges
    wall, curtain, frame = papers
    half = 0.50
    middle, tall = (lintel + sill) / 2, (sill - lintel) / 2
    s.stage.append(box(x + 0.75, -0.3, 0.75 - half, 0.32, wall))
    s.stage.append(box(x + 0.75, -0.27, 0.10, 0.085, blend(wall, INK, 0.35), 0.006))  # a picture between the windows
    s.stage.append(box(x + 0.75, -0.27, 0.085, 0.070, blend(curtain, CREAM, 0.55)))
    s.stage.append(box(x, middle, 0.012, tall, frame))
    s.stage.append(box(x, lintel + 0.13, half, 0.010, frame))
    for edge in edges:
        s.stage.append(box(x, edge, half + 0.03, 0.020, frame))
    for side in (-1, 1):
        s.stage.append(box(x + side * half, middle, 0.020, tall, frame))
        hem = x + side * (half - 0.01)
        s.stage.append(trapezoid(hem, sill + 0.05, 0.10, 0.065, sill - lintel + 0.12, curtain))
        s.stage.append(trapezoid(hem + 0.03, sill + 0.05, 0.022, 0.014, sill - lintel + 0.12, blend(curtain, INK, 0.2)))
    s.stage.append(box(x, lintel - 0.055, half + 0.12, 0.022, INK))
    s.stage.append(box(x, sill + 0.022, half + 0.06, 0.022, blend(frame, (0.5, 0.3, 0.2), 0.25)))
