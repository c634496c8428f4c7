"""Vehicles, cut from paper: one list of cut-outs per pose. Stands as `figures` says. Knows no stage."""

import math

from model.papercut.theatre.cast import Cast
from model.papercut.theatre.gait import Gait
from model.papercut.theatre.palette import CREAM, DUST, GLASS, INK, PAINT, SKINS, STEEL, WOOD, blend, lit, shaded
from model.papercut.theatre.paper import CutOut, Rgb, bar, box, disc, limb, trapezoid

_HEADLIGHT: Rgb = (1.0, 0.93, 0.55)
_TAIL_LIGHT: Rgb = (0.80, 0.10, 0.10)


def _dust(gait: Gait, phase: float, x: float) -> list[CutOut]:
    """Puffs that grow and fade behind the wheels."""
    if not (gait.travels and gait.dusty):
        return []
    puffs = []
    for puff in range(3):
        age = (phase / (2 * math.pi) + puff / 3) % 1
        if gait.from_behind:
            side = -1 if puff % 2 else 1
            puffs.append(
                disc(side * (0.22 + 0.10 * age), -0.02 - 0.10 * age, 0.05 + 0.06 * age, DUST, 0.75 * (1 - age), 0.04)
            )
        else:
            puffs.append(disc(x - 0.12 * age, -0.04 - 0.07 * age, 0.03 + 0.05 * age, DUST, 0.75 * (1 - age), 0.03))
    return puffs


def _wheel(axle: float, radius: float, spin: float) -> list[CutOut]:
    return [
        disc(axle, -radius + 0.003, radius, INK),
        disc(axle, -radius + 0.003, 0.46 * radius, STEEL),
        bar(axle, -radius + 0.003, 0.38 * radius, 0.006, INK, spin),
    ]


def car(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """An off-road car with a black roof rack."""
    body = PAINT[cast.colour]
    bounce = 0.006 * math.sin(2 * phase) if gait.travels else 0.0
    if gait.from_behind:
        return _dust(gait, phase, 0.0) + _tail(cast, bounce, 0.215, 0.45)
    parts = [
        *_dust(gait, phase, -0.33),
        trapezoid(-0.04, -0.22 + bounce, 0.235, 0.185, 0.17, body, 0.018),
        trapezoid(-0.135, -0.235 + bounce, 0.085, 0.068, 0.115, GLASS, 0.008),
        trapezoid(0.055, -0.235 + bounce, 0.082, 0.060, 0.115, GLASS, 0.008),
        box(-0.045, -0.425 + bounce, 0.19, 0.010, INK),
        box(-0.19, -0.408 + bounce, 0.010, 0.018, INK),
        box(0.09, -0.408 + bounce, 0.010, 0.018, INK),
        box(0.0, -0.165 + bounce, 0.315, 0.062, body, 0.028),
        box(0.0, -0.115 + bounce, 0.325, 0.018, shaded(body), 0.012),
        disc(0.315, -0.175 + bounce, 0.024, _HEADLIGHT),
        box(-0.335, -0.18 + bounce, 0.010, 0.025, _TAIL_LIGHT),
    ]
    spin = phase if gait.travels else 0.0
    return parts + _wheel(-0.19, 0.078, spin) + _wheel(0.19, 0.078, spin)


def _tail(cast: Cast, bounce: float, half_width: float, height: float) -> list[CutOut]:
    """Car or bus from the rear."""
    body = PAINT[cast.colour]
    upper = -height + bounce
    window = 0.24 * height
    return [
        box(-half_width + 0.055, -0.06, 0.035, 0.055, INK, 0.012),
        box(half_width - 0.055, -0.06, 0.035, 0.055, INK, 0.012),
        trapezoid(0.0, -0.22 + bounce, half_width - 0.01, half_width - 0.045, height - 0.24, body, 0.018),
        box(0.0, upper + 0.05 + window / 2, half_width - 0.075, window / 2, GLASS, 0.010),
        box(0.0, upper + 0.005, half_width - 0.05, 0.010, INK),
        box(0.0, -0.175 + bounce, half_width - 0.012, 0.075, body, 0.025),
        box(0.0, -0.105 + bounce, half_width, 0.014, shaded(body), 0.010),
        box(-half_width + 0.045, -0.19 + bounce, 0.022, 0.018, _TAIL_LIGHT, 0.006),
        box(half_width - 0.045, -0.19 + bounce, 0.022, 0.018, _TAIL_LIGHT, 0.006),
        box(0.0, -0.165 + bounce, 0.055, 0.020, CREAM, 0.004),
    ]


def bus(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A long bus with a row of windows."""
    body = PAINT[cast.colour]
    bounce = 0.005 * math.sin(2 * phase) if gait.travels else 0.0
    if gait.from_behind:
        return _dust(gait, phase, 0.0) + _tail(cast, bounce, 0.225, 0.56)
    parts = [
        *_dust(gait, phase, -0.38),
        box(0.0, -0.300 + bounce, 0.365, 0.185, body, 0.035),
        box(0.0, -0.470 + bounce, 0.360, 0.020, lit(body), 0.024),
        box(0.0, -0.215 + bounce, 0.395, 0.016, CREAM if sum(body) < 2.3 else shaded(body)),
        box(0.0, -0.125 + bounce, 0.385, 0.022, shaded(body), 0.014),
    ]
    parts += [box(x, -0.355 + bounce, 0.050, 0.062, GLASS, 0.012) for x in (-0.300, -0.172, -0.044, 0.084)]
    parts += [
        box(0.222, -0.280 + bounce, 0.046, 0.140, blend(GLASS, INK, 0.25), 0.010),
        box(0.222, -0.280 + bounce, 0.005, 0.140, body),
        box(0.345, -0.345 + bounce, 0.040, 0.080, GLASS, 0.012),
        disc(0.385, -0.170 + bounce, 0.022, _HEADLIGHT),
        box(-0.392, -0.18 + bounce, 0.008, 0.025, _TAIL_LIGHT),
    ]
    spin = phase if gait.travels else 0.0
    return parts + _wheel(-0.235, 0.074, spin) + _wheel(0.245, 0.074, spin)


def bicycle(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A bicycle and its rider; frame, jersey and helmet share one colour."""
    paint = PAINT[cast.colour]
    skin = SKINS[cast.seed % len(SKINS)]
    turn = phase if gait.travels else 0.6
    if gait.from_behind:
        return [
            box(0.0, -0.125, 0.020, 0.125, INK, 0.012),
            limb(-0.05, -0.33, 0.17 + 0.03 * math.sin(turn), 0.0, 0.030, (0.22, 0.22, 0.28)),
            limb(0.05, -0.33, 0.17 - 0.03 * math.sin(turn), 0.0, 0.030, (0.22, 0.22, 0.28)),
            bar(0.0, -0.345, 0.050, 0.030, INK),
            limb(-0.09, -0.52, 0.16, -0.25, 0.024, shaded(paint)),
            limb(0.09, -0.52, 0.16, 0.25, 0.024, shaded(paint)),
            trapezoid(0.0, -0.36, 0.070, 0.095, 0.20, paint, 0.022),
            disc(0.0, -0.645, 0.060, skin),
            disc(0.0, -0.660, 0.064, paint),
        ]
    hub = (0.02, -0.135)
    parts: list[CutOut] = []
    for axle in (-0.215, 0.225):
        parts += [disc(axle, -0.125, 0.125, INK), disc(axle, -0.125, 0.098, (0.84, 0.85, 0.86))]
        parts += [bar(axle, -0.125, 0.095, 0.004, STEEL, turn + k * math.pi / 2) for k in range(2)]
        parts.append(disc(axle, -0.125, 0.018, INK))
    for side in (math.pi, 0.0):
        pedal = (hub[0] + 0.055 * math.cos(turn + side), hub[1] + 0.055 * math.sin(turn + side))
        knee = (0.075 + 0.25 * (pedal[0] - hub[0]), -0.285 + 0.35 * (pedal[1] - hub[1]))
        cloth: Rgb = (0.20, 0.20, 0.26) if side == 0.0 else (0.34, 0.34, 0.40)
        parts += [_strut((-0.07, -0.345), knee, 0.030, cloth), _strut(knee, pedal, 0.024, cloth)]
        if side:  # the frame lies between the far leg and the near one
            parts += [
                _strut((-0.215, -0.125), hub, 0.013, paint),
                _strut((-0.215, -0.125), (-0.075, -0.300), 0.013, paint),
                _strut(hub, (-0.075, -0.300), 0.013, paint),
                _strut((-0.075, -0.280), (0.155, -0.290), 0.015, paint),
                _strut(hub, (0.155, -0.290), 0.015, paint),
                _strut((0.225, -0.125), (0.150, -0.350), 0.014, paint),
                bar(-0.085, -0.325, 0.045, 0.014, WOOD),
                _strut((0.150, -0.360), (0.195, -0.375), 0.012, INK),
            ]
    return [
        *parts,
        _strut((-0.065, -0.365), (0.045, -0.535), 0.068, paint),
        _strut((0.040, -0.530), (0.165, -0.390), 0.024, shaded(paint)),
        disc(0.085, -0.640, 0.060, skin),
        bar(0.075, -0.675, 0.045, 0.032, paint, -0.15),
        disc(0.120, -0.645, 0.010, INK),
    ]


def _strut(start: tuple[float, float], end: tuple[float, float], radius: float, rgb: Rgb) -> CutOut:
    """A capsule from one point to another."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    return bar(
        (start[0] + end[0]) / 2, (start[1] + end[1]) / 2, math.hypot(dx, dy) / 2, radius, rgb, math.atan2(dy, dx)
    )


def boat(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A sailing boat that rolls on its own strip of waves."""
    hull = PAINT[cast.colour]
    roll = 0.05 * math.sin(phase)
    wave: Rgb = (0.42, 0.72, 0.90)
    parts = [
        box(0.0, -0.40, 0.012, 0.28, WOOD),
        CutOut(0.115, -0.385, 0.110, 0.0, 0.205, 0.0, roll, CREAM),
        CutOut(-0.085, -0.36, 0.075, 0.0, 0.165, 0.0, roll, blend(CREAM, (0.3, 0.3, 0.5), 0.18)),
        bar(0.05, -0.665, 0.045, 0.020, blend(hull, (1.0, 1.0, 1.0), 0.1)),
        CutOut(0.0, -0.105, 0.20, 0.34, 0.062, 0.012, roll, hull),
        CutOut(0.0, -0.145, 0.30, 0.335, 0.014, 0.004, roll, shaded(hull)),
        disc(0.12, -0.10, 0.022, CREAM),
        disc(-0.02, -0.10, 0.022, CREAM),
    ]
    for crest in (-1, 0, 1):
        parts.append(bar(0.19 * crest, -0.016 + 0.012 * math.sin(phase + crest), 0.075, 0.026, wave))
    return parts


def balloon(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A hot-air balloon with a basket."""
    silk = PAINT[cast.colour]
    bob = 0.014 * math.sin(phase)
    rope: Rgb = (0.30, 0.22, 0.15)
    return [
        CutOut(-0.065, -0.155 + bob, 0.004, 0.004, 0.095, 0.004, -0.32, rope),
        CutOut(0.065, -0.155 + bob, 0.004, 0.004, 0.095, 0.004, 0.32, rope),
        trapezoid(0.0, -0.235 + bob, 0.050, 0.195, 0.20, silk, 0.012),
        disc(0.0, -0.495 + bob, 0.228, silk),
        trapezoid(0.0, -0.235 + bob, 0.022, 0.070, 0.17, shaded(silk)),
        bar(0.0, -0.505 + bob, 0.150, 0.070, shaded(silk), math.pi / 2),
        bar(-0.12, -0.57 + bob, 0.06, 0.020, lit(silk), -1.1),
        box(0.0, -0.040 + bob, 0.052, 0.036, WOOD, 0.010),
        box(0.0, -0.075 + bob, 0.060, 0.008, (0.65, 0.45, 0.25), 0.004),
    ]
