"""Animals, cut from paper: one list of cut-outs per pose. Stands as `figures` says. Knows no stage."""

import math

from model.papercut.theatre.cast import Cast
from model.papercut.theatre.gait import Gait
from model.papercut.theatre.palette import CREAM, INK, PAINT, blend, lit, shaded
from model.papercut.theatre.paper import CutOut, Rgb, bar, disc, limb, trapezoid
from model.papercut.theatre.vocabulary import Colour

_DEEP_COLOURS = frozenset({Colour.BLACK, Colour.BLUE, Colour.PURPLE, Colour.BROWN})


def _eye(cast: Cast) -> Rgb:
    return CREAM if cast.colour is Colour.BLACK else INK


def _quadruped_legs(
    rgb: Rgb, hips: tuple[float, float], hip_height: float, length: float, radius: float, swing: float
) -> tuple[list[CutOut], list[CutOut]]:
    """The far pair and the near pair of legs; a trot moves diagonal legs together."""
    back, front = hips
    far = [
        limb(back + 0.03, hip_height, length, -swing, radius, shaded(rgb)),
        limb(front + 0.03, hip_height, length, swing, radius, shaded(rgb)),
    ]
    near = [limb(back, hip_height, length, swing, radius, rgb), limb(front, hip_height, length, -swing, radius, rgb)]
    return far, near


def _spots(cast: Cast, places: list[tuple[float, float, float]]) -> list[CutOut]:
    if not cast.spotted:
        return []
    ink = CREAM if cast.colour in _DEEP_COLOURS else INK
    return [disc(x, y, radius, ink) for x, y, radius in places]


def dog(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A dog that wags its tail."""
    fur = PAINT[cast.colour]
    wag = 0.45 * math.sin(2 * phase)
    far, near = _quadruped_legs(fur, (-0.15, 0.12), -0.15, 0.12, 0.030, gait.stride(phase, 0.50))
    collar: Rgb = (0.80, 0.16, 0.16) if cast.colour not in (Colour.RED, Colour.PINK, Colour.ORANGE) else CREAM
    return [
        *far,
        limb(-0.20, -0.23, 0.16, math.pi + 0.5 + wag, 0.020, fur),
        bar(-0.01, -0.215, 0.165, 0.082, fur),
        bar(-0.03, -0.155, 0.12, 0.024, shaded(fur)),
        *near,
        limb(0.14, -0.22, 0.12, math.pi - 0.5, 0.058, fur),
        disc(0.22, -0.37, 0.092, fur),
        bar(0.305, -0.345, 0.045, 0.040, fur),
        disc(0.352, -0.36, 0.020, INK if cast.colour is not Colour.BLACK else (0.45, 0.40, 0.42)),
        limb(0.165, -0.42, 0.11, -0.25, 0.034, shaded(fur)),
        disc(0.250, -0.395, 0.016, _eye(cast)),
        bar(0.150, -0.285, 0.045, 0.014, collar, 0.5),
        *_spots(cast, [(-0.14, -0.245, 0.034), (-0.02, -0.205, 0.030), (0.09, -0.255, 0.032), (0.215, -0.33, 0.020)]),
    ]


def horse(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A horse with mane and tail."""
    coat = PAINT[cast.colour]
    mane: Rgb = CREAM if cast.colour in _DEEP_COLOURS else (0.22, 0.13, 0.10)
    sway = 0.25 * math.sin(phase)
    far, near = _quadruped_legs(coat, (-0.17, 0.13), -0.27, 0.25, 0.026, gait.stride(phase, 0.48))
    return [
        *far,
        limb(-0.25, -0.38, 0.24, -0.45 + sway * 0.5, 0.030, mane),
        bar(-0.01, -0.345, 0.185, 0.092, coat),
        bar(-0.03, -0.280, 0.14, 0.024, shaded(coat)),
        *near,
        limb(0.150, -0.36, 0.24, math.pi - 0.42, 0.058, coat),
        limb(0.115, -0.40, 0.24, math.pi - 0.42, 0.026, mane),
        trapezoid(0.235, -0.655, 0.022, 0.004, 0.06, coat, 0.008),
        bar(0.300, -0.600, 0.070, 0.048, coat, 0.55),
        disc(0.275, -0.628, 0.014, _eye(cast)),
        disc(0.372, -0.556, 0.012, shaded(coat)),
        *_spots(cast, [(-0.16, -0.375, 0.038), (-0.03, -0.325, 0.036), (0.10, -0.385, 0.034), (0.185, -0.47, 0.022)]),
    ]


def bird(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A flying bird."""
    plumage = PAINT[cast.colour]
    flap = math.sin(2 * phase)
    beak: Rgb = (1.0, 0.62, 0.08) if cast.colour is not Colour.ORANGE else (0.98, 0.85, 0.2)
    wing = shaded(plumage)
    return [
        limb(-0.01, -0.22, 0.22, math.pi + 0.35 + 0.9 * flap, 0.040, wing),
        limb(-0.15, -0.18, 0.16, -math.pi / 2 - 0.25, 0.036, wing),
        bar(0.0, -0.19, 0.105, 0.088, plumage, -0.12),
        disc(0.155, -0.275, 0.080, plumage),
        CutOut(0.255, -0.268, 0.030, 0.0, 0.045, 0.0, math.pi / 2, beak),
        disc(0.180, -0.295, 0.017, _eye(cast)),
        limb(-0.03, -0.22, 0.26, math.pi + 0.75 + 0.9 * flap, 0.052, blend(wing, plumage, 0.4)),
    ]


def cat(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A slender cat with pointed ears and a long tail held high."""
    fur = PAINT[cast.colour]
    dark = shaded(fur)
    curl = 0.25 * math.sin(phase)
    far, near = _quadruped_legs(fur, (-0.13, 0.10), -0.155, 0.13, 0.022, gait.stride(phase, 0.45))
    tip = (-0.215 - 0.16 * math.sin(0.35 + curl), -0.20 - 0.16 * math.cos(0.35 + curl))
    return [
        *far,
        limb(-0.19, -0.19, 0.17, math.pi + 0.35 + curl, 0.021, fur),
        limb(tip[0], tip[1] + 0.01, 0.09, math.pi - 0.75 - curl, 0.021, dark),
        bar(-0.02, -0.195, 0.145, 0.062, fur, -0.06),
        bar(-0.03, -0.150, 0.10, 0.018, dark),
        *near,
        trapezoid(0.115, -0.365, 0.036, 0.002, 0.075, dark, 0.006),
        trapezoid(0.205, -0.360, 0.036, 0.002, 0.080, fur, 0.006),
        disc(0.160, -0.300, 0.084, fur),
        bar(0.200, -0.268, 0.030, 0.026, lit(fur)),
        disc(0.175, -0.318, 0.015, _eye(cast)),
        disc(0.226, -0.318, 0.013, _eye(cast)),
        disc(0.222, -0.283, 0.012, (0.90, 0.52, 0.52)),
        *(bar(x, -0.235, 0.006, 0.026, dark, 0.1) for x in ((-0.10, -0.04, 0.02) if not cast.spotted else ())),
        *_spots(cast, [(-0.11, -0.205, 0.028), (-0.01, -0.220, 0.026), (0.07, -0.175, 0.022), (0.13, -0.352, 0.018)]),
    ]


def elephant(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """An elephant with big ears and a swinging trunk."""
    hide = PAINT[cast.colour]
    dark = shaded(hide)
    swing = 0.22 * math.sin(phase)
    far, near = _quadruped_legs(hide, (-0.20, 0.07), -0.25, 0.195, 0.055, gait.stride(phase, 0.26))
    knee = (0.345 + 0.15 * math.sin(0.20 + swing * 0.5), -0.40 + 0.15 * math.cos(0.20 + swing * 0.5))
    ear = 0.03 * math.sin(phase)
    return [
        *far,
        limb(-0.33, -0.44, 0.17, -0.15 + swing, 0.014, dark),
        bar(-0.10, -0.400, 0.140, 0.165, hide),
        *near,
        limb(0.345, -0.40, 0.15, 0.20 + swing * 0.5, 0.044, hide),
        limb(knee[0], knee[1], 0.12, -0.10 + swing, 0.032, hide),
        disc(0.210, -0.475, 0.135, hide),
        limb(0.285, -0.375, 0.085, 0.70, 0.014, CREAM),
        bar(0.115 - ear, -0.475, 0.020, 0.105, dark, 1.2),
        disc(0.265, -0.520, 0.016, _eye(cast)),
    ]


def duck(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A duck that waddles, with a flat bill."""
    down = PAINT[cast.colour]
    step = gait.stride(phase, 0.55)
    tip = 0.05 * math.sin(phase) if gait.travels else 0.0
    bill: Rgb = (0.98, 0.58, 0.08) if cast.colour not in (Colour.ORANGE, Colour.YELLOW) else (0.93, 0.40, 0.10)
    return [
        limb(-0.01, -0.10, 0.075, -step, 0.014, shaded(bill)),
        bar(0.015 - 0.075 * step, -0.016, 0.030, 0.014, shaded(bill)),
        CutOut(-0.185, -0.225, 0.060, 0.010, 0.065, 0.018, -0.85 + tip, down),
        bar(-0.035, -0.180, 0.110, 0.098, down, -0.12 + tip),
        limb(0.03, -0.10, 0.075, step, 0.014, bill),
        bar(0.055 + 0.075 * step, -0.016, 0.030, 0.014, bill),
        limb(0.085, -0.22, 0.13, math.pi - 0.25, 0.044, down),
        disc(0.115, -0.380, 0.078, down),
        bar(0.205, -0.362, 0.040, 0.020, bill, 0.08),
        disc(0.140, -0.400, 0.015, _eye(cast)),
        bar(-0.065, -0.190, 0.075, 0.048, shaded(down), 0.12 + tip),
        bar(0.085, -0.300, 0.040, 0.010, CREAM if cast.colour is not Colour.WHITE else (0.35, 0.55, 0.45), 0.25),
    ]
