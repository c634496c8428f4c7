"""People and robots, cut from paper: one list of cut-outs per pose. Stands as `figures` says. Knows no stage."""

import random

from model.papercut.theatre.cast import Accessory, Cast
from model.papercut.theatre.gait import Gait
from model.papercut.theatre.palette import CREAM, HAIRS, INK, LAMPLIGHT, PAINT, SKINS, STEEL, WOOD, blend, lit, shaded
from model.papercut.theatre.paper import CutOut, Rgb, bar, box, disc, limb, trapezoid
from model.papercut.theatre.vocabulary import Colour

_TROUSERS: Rgb = (0.25, 0.24, 0.30)


def _complexion(cast: Cast) -> tuple[Rgb, Rgb]:
    """Skin and hair."""
    rng = random.Random(cast.seed)  # noqa: S311 - art, not secrets
    return rng.choices(SKINS, (4, 3, 2, 2))[0], rng.choices(HAIRS, (4, 3, 2, 2))[0]


def _head(gait: Gait, x: float, y: float, radius: float, skin: Rgb, hair: Rgb) -> list[CutOut]:
    """A face that looks to the right, or hair where a face would be."""
    if gait.from_behind:
        return [disc(x, y, radius, hair)]
    return [disc(x, y, radius, skin), bar(x - 0.013, y - 0.9 * radius, 0.7 * radius, 0.28 * radius, hair, 0.25)]


def woman(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A woman in a dress; long hair."""
    dress = PAINT[cast.colour]
    skin, hair = _complexion(cast)
    legs, arms = gait.stride(phase, 0.42), gait.reach(phase, 0.38)
    jacket = cast.wears(Accessory.DARK_JACKET)
    top = INK if jacket else dress
    sleeve = shaded(top) if jacket else skin
    leg = INK if cast.wears(Accessory.BOOTS) else blend(skin, INK, 0.25)
    parts = [
        limb(0.01, -0.44, 0.19, -arms, 0.020, sleeve),
        limb(-0.02, -0.17, 0.15, -legs, 0.024, leg),
        limb(0.02, -0.17, 0.15, legs, 0.024, leg),
    ]
    if not cast.wears(Accessory.BOOTS):
        parts += [disc(-0.02 + 0.15 * side * legs, -0.017, 0.020, shaded(dress)) for side in (-1.0, 1.0)]
    parts += [
        trapezoid(0.0, -0.09, 0.155, 0.055, 0.29, dress, 0.012),
        trapezoid(-0.055, -0.09, 0.06, 0.01, 0.27, shaded(dress)),
        trapezoid(0.0, -0.34, 0.058, 0.075, 0.14, top, 0.018),
        disc(-0.028 if not gait.from_behind else 0.0, -0.575, 0.082, hair),
        box(-0.062 if not gait.from_behind else 0.0, -0.50, 0.022 if not gait.from_behind else 0.05, 0.05, hair, 0.02),
        *_head(gait, 0.018, -0.562, 0.064, skin, hair),
        limb(-0.005, -0.44, 0.19, arms, 0.022, sleeve),
    ]
    if not gait.from_behind:
        shades = cast.wears(Accessory.SUNGLASSES)
        parts.append(bar(0.048, -0.575, 0.030, 0.014, INK) if shades else disc(0.050, -0.572, 0.011, INK))
    if cast.wears(Accessory.PURSE):
        parts.append(box(-0.005 + 0.2 * arms, -0.22, 0.035, 0.028, INK, 0.012))
    return parts


def man(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A man in a long coat; a beard unless he is seen from behind."""
    coat = PAINT[cast.colour]
    skin, hair = _complexion(cast)
    legs, arms = gait.stride(phase, 0.40), gait.reach(phase, 0.32)
    parts = [
        limb(0.0, -0.46, 0.20, -arms, 0.030, shaded(coat)),
        limb(-0.03, -0.20, 0.18, -legs, 0.033, _TROUSERS),
        limb(0.03, -0.20, 0.18, legs, 0.033, _TROUSERS),
        trapezoid(0.0, -0.13, 0.125, 0.095, 0.36, coat, 0.020),
        trapezoid(-0.065, -0.13, 0.045, 0.02, 0.34, shaded(coat)),
        box(0.045 if not gait.from_behind else 0.0, -0.31, 0.008, 0.16, shaded(coat)),
        *_head(gait, 0.01, -0.585, 0.070, skin, hair),
    ]
    if not gait.from_behind:
        parts += [disc(0.035, -0.548, 0.042, hair), disc(0.042, -0.598, 0.011, INK)]
    parts.append(limb(-0.01, -0.46, 0.20, arms, 0.033, shaded(coat)))
    if cast.wears(Accessory.SCARF):
        parts += [bar(0.0, -0.510, 0.062, 0.020, CREAM), box(-0.05, -0.45, 0.016, 0.05, blend(CREAM, INK, 0.12), 0.008)]
    if cast.wears(Accessory.HAT):
        parts += [bar(0.01, -0.640, 0.100, 0.014, WOOD), box(0.005, -0.685, 0.055, 0.036, WOOD, 0.012)]
    return parts


def girl(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A girl in a raincoat with pigtails; an umbrella is of the coat's paper."""
    coat = PAINT[cast.colour]
    skin, hair = _complexion(cast)
    legs, arms = gait.stride(phase, 0.50), gait.reach(phase, 0.45)
    boots = shaded(coat) if cast.colour is not Colour.BLACK else (0.35, 0.35, 0.40)
    umbrella = cast.wears(Accessory.UMBRELLA)
    parts: list[CutOut] = []
    if umbrella:
        parts.append(box(0.085, -0.50, 0.007, 0.19, WOOD))
    if cast.wears(Accessory.BACKPACK):
        parts.append(box(-0.10, -0.275, 0.035, 0.060, (0.34, 0.42, 0.52), 0.02))
    parts += [
        limb(0.01, -0.33, 0.13, 2.2 if umbrella else -arms, 0.020, shaded(coat)),
        limb(-0.025, -0.13, 0.10, -legs, 0.028, boots),
        limb(0.025, -0.13, 0.10, legs, 0.028, boots),
        trapezoid(0.0, -0.085, 0.140, 0.065, 0.27, coat, 0.020),
        trapezoid(-0.055, -0.085, 0.045, 0.015, 0.25, shaded(coat)),
        *(disc(x, -0.40, 0.036, hair) for x in ((-0.095, 0.095) if gait.from_behind else (-0.095,))),
        disc(-0.008, -0.455, 0.088, hair),
        *_head(gait, 0.012, -0.440, 0.072, skin, hair),
        limb(-0.01, -0.33, 0.13, 2.4 if umbrella else arms, 0.022, coat),
    ]
    if not gait.from_behind:
        parts += [disc(0.048, -0.450, 0.011, INK), disc(0.050, -0.418, 0.014, (0.92, 0.52, 0.48), 0.6, 0.02)]
        parts += [disc(0.005, y, 0.009, blend(coat, CREAM, 0.7)) for y in (-0.27, -0.20)]
    if umbrella:
        parts += [
            CutOut(0.085, -0.665, 0.205, 0.060, 0.055, 0.020, 0.0, coat),
            CutOut(0.085, -0.665, 0.070, 0.020, 0.055, 0.012, 0.0, lit(coat)),
            disc(0.085, -0.745, 0.012, WOOD),
        ]
    return parts


def astronaut(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """An astronaut in a thick suit with a round helmet and a pack."""
    suit = PAINT[cast.colour]
    legs, arms = gait.stride(phase, 0.38), gait.reach(phase, 0.40)
    trim = shaded(suit)
    pack = blend(STEEL, CREAM, 0.35)
    parts = [
        *([] if gait.from_behind else [box(-0.115, -0.36, 0.050, 0.095, pack, 0.025)]),
        limb(0.02, -0.43, 0.16, -arms + 0.15, 0.042, trim),
        limb(-0.045, -0.20, 0.145, -legs, 0.050, trim),
        limb(0.045, -0.20, 0.145, legs, 0.050, suit),
        box(0.0, -0.335, 0.085, 0.105, suit, 0.040),
        box(0.0, -0.225, 0.095, 0.012, trim, 0.008),
        disc(0.005, -0.565, 0.118, suit),
    ]
    if gait.from_behind:
        parts += [box(0.0, -0.345, 0.075, 0.095, pack, 0.025), box(0.0, -0.37, 0.05, 0.012, INK, 0.006)]
    else:
        parts += [
            disc(0.030, -0.565, 0.086, (0.10, 0.16, 0.30)),
            bar(0.045, -0.600, 0.026, 0.012, (0.70, 0.84, 0.96), -0.5),
            box(0.030, -0.350, 0.038, 0.026, CREAM, 0.008),
            disc(0.018, -0.350, 0.010, (0.85, 0.20, 0.18)),
            disc(0.046, -0.350, 0.010, (0.15, 0.55, 0.80)),
        ]
    parts.append(limb(-0.035, -0.43, 0.16, arms, 0.046, suit))
    return parts


def robot(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """A tin robot with a lamp on its antenna."""
    tin = PAINT[cast.colour]
    legs, arms = gait.stride(phase, 0.36), gait.reach(phase, 0.55)
    dark = shaded(tin)
    parts = [
        limb(0.02, -0.42, 0.17, -arms, 0.024, STEEL),
        limb(-0.055, -0.17, 0.12, -legs, 0.030, STEEL),
        limb(0.055, -0.17, 0.12, legs, 0.030, STEEL),
        box(-0.055 - 0.12 * legs, -0.022, 0.040, 0.012, INK, 0.010),
        box(0.055 + 0.12 * legs, -0.022, 0.040, 0.012, INK, 0.010),
        box(0.0, -0.645, 0.008, 0.045, STEEL),
        disc(0.0, -0.700, 0.026, LAMPLIGHT if cast.colour is not Colour.YELLOW else (0.9, 0.25, 0.2)),
        box(0.0, -0.450, 0.035, 0.020, STEEL),
        box(0.0, -0.300, 0.115, 0.110, tin, 0.022),
        box(-0.085, -0.300, 0.030, 0.110, dark, 0.022),
        box(0.0, -0.540, 0.098, 0.062, tin, 0.022),
        box(-0.075, -0.540, 0.025, 0.062, dark, 0.018),
    ]
    if gait.from_behind:
        parts += [
            box(0.01, -0.32, 0.05, 0.06, dark, 0.01),
            *(box(0.01, y, 0.035, 0.006, STEEL) for y in (-0.34, -0.30)),
        ]
    else:
        parts += [
            box(0.025, -0.545, 0.068, 0.030, INK, 0.012),
            disc(0.000, -0.545, 0.020, (0.55, 0.95, 0.95)),
            disc(0.058, -0.545, 0.020, (0.55, 0.95, 0.95)),
            disc(0.035, -0.325, 0.034, CREAM),
            bar(0.035, -0.325, 0.020, 0.005, INK, phase),
        ]
    parts += [limb(-0.07, -0.40, 0.17, arms, 0.028, STEEL), disc(-0.07, -0.40, 0.036, dark)]
    return parts
