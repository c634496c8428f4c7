"""Figures: the subjects of the theatre, cut from paper, one list of cut-outs per pose.

Every figure stands with its feet at y = 0, looks to the right (+x) and is about half a stage unit tall. `phase` runs
from 0 to 2π through one cycle of its movement. Knows nothing of where the figure stands or who watches.
"""

import math
from collections.abc import Callable

from model.papercut.theatre.paper import CutOut, Rgb, bar, box, disc, limb, trapezoid
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.vocabulary import Action, Colour, Setting, Subject

PAINT: dict[Colour, Rgb] = {
    Colour.RED: (0.86, 0.11, 0.13),
    Colour.ORANGE: (0.97, 0.50, 0.05),
    Colour.YELLOW: (0.99, 0.84, 0.10),
    Colour.GREEN: (0.16, 0.66, 0.24),
    Colour.BLUE: (0.13, 0.32, 0.90),
    Colour.PURPLE: (0.56, 0.18, 0.74),
    Colour.WHITE: (0.97, 0.97, 0.95),
    Colour.BLACK: (0.09, 0.09, 0.12),
}
"""The paper that each colour word is cut from."""

INK: Rgb = (0.12, 0.10, 0.14)
CREAM: Rgb = (0.98, 0.95, 0.87)
_SKIN: Rgb = (0.95, 0.76, 0.62)
_HAIR: Rgb = (0.24, 0.13, 0.09)
_GLASS: Rgb = (0.66, 0.86, 0.95)
_STEEL: Rgb = (0.62, 0.64, 0.68)
_WOOD: Rgb = (0.45, 0.27, 0.14)
_DUST: Rgb = (0.85, 0.74, 0.56)


def blend(a: Rgb, b: Rgb, share: float) -> Rgb:
    """`share` of b in a, both 0 to 1."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def shaded(rgb: Rgb) -> Rgb:
    """The side away from the light; black paper turns a little lighter instead, to stay readable."""
    if sum(rgb) < 0.6:
        return blend(rgb, (1.0, 1.0, 1.0), 0.16)
    return blend(rgb, (0.05, 0.03, 0.15), 0.28)


def altitude(subject: Subject) -> float:
    """How far above the ground the figure's lowest point hovers, in stage units."""
    return {Subject.BIRD: 0.22, Subject.BALLOON: 0.10}.get(subject, 0.0)


def _travels(scene: Scene) -> bool:
    return scene.action in (Action.LEFT, Action.RIGHT, Action.CLOSER)


def _woman(scene: Scene, phase: float) -> list[CutOut]:
    dress = PAINT[scene.colour]
    swing = 0.42 * math.sin(phase) if _travels(scene) else 0.0
    top = INK if scene.dark_jacket else dress
    sleeve = shaded(top) if scene.dark_jacket else _SKIN
    parts = [
        limb(0.01, -0.44, 0.19, -swing * 0.9, 0.020, sleeve),
        limb(-0.02, -0.17, 0.15, -swing, 0.024, INK),
        limb(0.02, -0.17, 0.15, swing, 0.024, INK),
        trapezoid(0.0, -0.09, 0.155, 0.055, 0.29, dress, 0.012),
        trapezoid(-0.055, -0.09, 0.06, 0.01, 0.27, shaded(dress)),
        trapezoid(0.0, -0.34, 0.058, 0.075, 0.14, top, 0.018),
        disc(-0.028, -0.575, 0.082, _HAIR),
        box(-0.062, -0.50, 0.022, 0.05, _HAIR, 0.02),
        disc(0.018, -0.562, 0.064, _SKIN),
        bar(0.005, -0.62, 0.045, 0.018, _HAIR, 0.25),
        limb(-0.005, -0.44, 0.19, swing * 0.9, 0.022, sleeve),
    ]
    if scene.sunglasses:
        parts.append(bar(0.048, -0.575, 0.030, 0.014, INK))
    else:
        parts.append(disc(0.050, -0.572, 0.011, INK))
    if scene.purse:
        angle = swing * 0.9
        parts.append(box(-0.005 + 0.2 * math.sin(angle), -0.22, 0.035, 0.028, INK, 0.012))
    return parts


def _man(scene: Scene, phase: float) -> list[CutOut]:
    coat = PAINT[scene.colour]
    swing = 0.40 * math.sin(phase) if _travels(scene) else 0.0
    trousers: Rgb = (0.25, 0.24, 0.30)
    parts = [
        limb(0.0, -0.46, 0.20, -swing * 0.8, 0.030, shaded(coat)),
        limb(-0.03, -0.20, 0.18, -swing, 0.033, trousers),
        limb(0.03, -0.20, 0.18, swing, 0.033, trousers),
        trapezoid(0.0, -0.13, 0.125, 0.095, 0.36, coat, 0.020),
        trapezoid(-0.065, -0.13, 0.045, 0.02, 0.34, shaded(coat)),
        box(0.045, -0.31, 0.008, 0.16, shaded(coat)),
        disc(0.01, -0.585, 0.070, _SKIN),
        disc(0.035, -0.548, 0.042, _HAIR),
        disc(0.042, -0.598, 0.011, INK),
        limb(-0.01, -0.46, 0.20, swing * 0.8, 0.033, shaded(coat)),
    ]
    if scene.hat:
        parts += [bar(0.01, -0.640, 0.100, 0.014, _WOOD), box(0.005, -0.685, 0.055, 0.036, _WOOD, 0.012)]
    else:
        parts.append(bar(-0.012, -0.640, 0.050, 0.026, _HAIR, 0.1))
    return parts


def _car(scene: Scene, phase: float) -> list[CutOut]:
    body = PAINT[scene.colour]
    bounce = 0.006 * math.sin(2 * phase) if _travels(scene) else 0.0
    parts: list[CutOut] = []
    if _travels(scene) and scene.setting in (Setting.MOUNTAIN_ROAD, Setting.DESERT, Setting.GOLD_TOWN):
        for puff in range(3):
            age = (phase / (2 * math.pi) + puff / 3) % 1
            parts.append(disc(-0.33 - 0.14 * age, -0.04 - 0.07 * age, 0.03 + 0.05 * age, _DUST, 0.75 * (1 - age), 0.03))
    parts += [
        trapezoid(-0.04, -0.22 + bounce, 0.235, 0.185, 0.17, body, 0.018),
        trapezoid(-0.135, -0.235 + bounce, 0.085, 0.068, 0.115, _GLASS, 0.008),
        trapezoid(0.055, -0.235 + bounce, 0.082, 0.060, 0.115, _GLASS, 0.008),
        box(-0.045, -0.425 + bounce, 0.19, 0.010, INK),
        box(-0.19, -0.408 + bounce, 0.010, 0.018, INK),
        box(0.09, -0.408 + bounce, 0.010, 0.018, INK),
        box(0.0, -0.165 + bounce, 0.315, 0.062, body, 0.028),
        box(0.0, -0.115 + bounce, 0.325, 0.018, shaded(body), 0.012),
        disc(0.315, -0.175 + bounce, 0.024, (1.0, 0.93, 0.55)),
        box(-0.335, -0.18 + bounce, 0.010, 0.025, (0.75, 0.1, 0.1)),
    ]
    spin = phase if _travels(scene) else 0.0
    for axle in (-0.19, 0.19):
        parts += [
            disc(axle, -0.075, 0.078, INK),
            disc(axle, -0.075, 0.036, _STEEL),
            bar(axle, -0.075, 0.030, 0.006, INK, spin),
        ]
    return parts


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


def _spots(scene: Scene, places: list[tuple[float, float, float]]) -> list[CutOut]:
    if not scene.spotted:
        return []
    ink = CREAM if scene.colour in (Colour.BLACK, Colour.BLUE, Colour.PURPLE) else INK
    return [disc(x, y, radius, ink) for x, y, radius in places]


def _dog(scene: Scene, phase: float) -> list[CutOut]:
    fur = PAINT[scene.colour]
    swing = 0.50 * math.sin(phase) if _travels(scene) else 0.0
    wag = 0.45 * math.sin(2 * phase)
    far, near = _quadruped_legs(fur, (-0.15, 0.12), -0.15, 0.12, 0.030, swing)
    return [
        *far,
        limb(-0.20, -0.23, 0.16, math.pi + 0.5 + wag, 0.020, fur),
        bar(-0.01, -0.215, 0.165, 0.082, fur),
        bar(-0.03, -0.155, 0.12, 0.024, shaded(fur)),
        *near,
        limb(0.14, -0.22, 0.12, math.pi - 0.5, 0.058, fur),
        disc(0.22, -0.37, 0.092, fur),
        bar(0.305, -0.345, 0.045, 0.040, fur),
        disc(0.352, -0.36, 0.020, INK),
        limb(0.165, -0.42, 0.11, -0.25, 0.034, shaded(fur)),
        disc(0.250, -0.395, 0.016, CREAM if scene.colour is Colour.BLACK else INK),
        bar(0.150, -0.285, 0.045, 0.014, (0.80, 0.16, 0.16) if scene.colour is not Colour.RED else CREAM, 0.5),
        *_spots(scene, [(-0.14, -0.245, 0.034), (-0.02, -0.205, 0.030), (0.09, -0.255, 0.032), (0.215, -0.33, 0.020)]),
    ]


def _horse(scene: Scene, phase: float) -> list[CutOut]:
    coat = PAINT[scene.colour]
    mane: Rgb = CREAM if scene.colour in (Colour.BLACK, Colour.BLUE, Colour.PURPLE) else (0.22, 0.13, 0.10)
    swing = 0.48 * math.sin(phase) if _travels(scene) else 0.0
    sway = 0.25 * math.sin(phase)
    far, near = _quadruped_legs(coat, (-0.17, 0.13), -0.27, 0.25, 0.026, swing)
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
        disc(0.275, -0.628, 0.014, CREAM if scene.colour is Colour.BLACK else INK),
        disc(0.372, -0.556, 0.012, shaded(coat)),
        *_spots(scene, [(-0.16, -0.375, 0.038), (-0.03, -0.325, 0.036), (0.10, -0.385, 0.034), (0.185, -0.47, 0.022)]),
    ]


def _boat(scene: Scene, phase: float) -> list[CutOut]:
    hull = PAINT[scene.colour]
    roll = 0.05 * math.sin(phase)
    sail: Rgb = CREAM
    pennant = blend(hull, (1.0, 1.0, 1.0), 0.1)
    wave: Rgb = (0.42, 0.72, 0.90)
    parts = [
        box(0.0, -0.40, 0.012, 0.28, _WOOD),
        CutOut(0.115, -0.385, 0.110, 0.0, 0.205, 0.0, roll, sail),
        CutOut(-0.085, -0.36, 0.075, 0.0, 0.165, 0.0, roll, blend(sail, (0.3, 0.3, 0.5), 0.18)),
        bar(0.05, -0.665, 0.045, 0.020, pennant),
        CutOut(0.0, -0.105, 0.20, 0.34, 0.062, 0.012, roll, hull),
        CutOut(0.0, -0.145, 0.30, 0.335, 0.014, 0.004, roll, shaded(hull)),
        disc(0.12, -0.10, 0.022, CREAM),
        disc(-0.02, -0.10, 0.022, CREAM),
    ]
    for crest in (-1, 0, 1):
        parts.append(bar(0.19 * crest, -0.016 + 0.012 * math.sin(phase + crest), 0.075, 0.026, wave))
    return parts


def _bird(scene: Scene, phase: float) -> list[CutOut]:
    plumage = PAINT[scene.colour]
    flap = math.sin(2 * phase)
    beak: Rgb = (1.0, 0.62, 0.08) if scene.colour is not Colour.ORANGE else (0.98, 0.85, 0.2)
    wing = shaded(plumage)
    return [
        limb(-0.01, -0.22, 0.22, math.pi + 0.35 + 0.9 * flap, 0.040, wing),
        limb(-0.15, -0.18, 0.16, -math.pi / 2 - 0.25, 0.036, wing),
        bar(0.0, -0.19, 0.105, 0.088, plumage, -0.12),
        disc(0.155, -0.275, 0.080, plumage),
        CutOut(0.255, -0.268, 0.030, 0.0, 0.045, 0.0, math.pi / 2, beak),
        disc(0.180, -0.295, 0.017, CREAM if scene.colour is Colour.BLACK else INK),
        limb(-0.03, -0.22, 0.26, math.pi + 0.75 + 0.9 * flap, 0.052, blend(wing, plumage, 0.4)),
    ]


def _balloon(scene: Scene, phase: float) -> list[CutOut]:
    silk = PAINT[scene.colour]
    bob = 0.014 * math.sin(phase)
    rope: Rgb = (0.30, 0.22, 0.15)
    return [
        CutOut(-0.065, -0.155 + bob, 0.004, 0.004, 0.095, 0.004, -0.32, rope),
        CutOut(0.065, -0.155 + bob, 0.004, 0.004, 0.095, 0.004, 0.32, rope),
        trapezoid(0.0, -0.235 + bob, 0.050, 0.195, 0.20, silk, 0.012),
        disc(0.0, -0.495 + bob, 0.228, silk),
        trapezoid(0.0, -0.235 + bob, 0.022, 0.070, 0.17, shaded(silk)),
        bar(0.0, -0.505 + bob, 0.150, 0.070, shaded(silk), math.pi / 2),
        box(0.0, -0.040 + bob, 0.052, 0.036, _WOOD, 0.010),
        box(0.0, -0.075 + bob, 0.060, 0.008, (0.65, 0.45, 0.25), 0.004),
    ]


_FIGURES: dict[Subject, Callable[[Scene, float], list[CutOut]]] = {
    Subject.WOMAN: _woman,
    Subject.MAN: _man,
    Subject.CAR: _car,
    Subject.DOG: _dog,
    Subject.BOAT: _boat,
    Subject.BIRD: _bird,
    Subject.HORSE: _horse,
    Subject.BALLOON: _balloon,
}


def cut_figure(scene: Scene, phase: float) -> list[CutOut]:
    """The scene's subject at one phase of its movement, looking right, feet at (0, 0)."""
    return _FIGURES[scene.subject](scene, phase)
