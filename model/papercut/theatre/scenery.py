"""Scenery: what a stage set is made of, and the light it stands in.

The horizon is y = 0, up is negative. A set fills a strip of `reach` stage units to either side. The sets themselves are
in `sets_town`, `sets_wild` and `sets_country`. Knows nothing of the subject, the camera or time.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from model.papercut.theatre import sets_country, sets_town, sets_wild
from model.papercut.theatre.grades import PLAIN, Grade, tint, towards
from model.papercut.theatre.layers import Layers, Space
from model.papercut.theatre.paper import CutOut, Rgb, disc
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.vocabulary import Action, Setting, TimeOfDay, Weather

_SETS: dict[Setting, Callable[[random.Random, Space], Layers]] = {
    Setting.NEON_STREET: sets_town.neon_street,
    Setting.MOUNTAIN_ROAD: sets_wild.mountain_road,
    Setting.GOLD_TOWN: sets_town.gold_town,
    Setting.WINDOW_ROOM: sets_town.window_room,
    Setting.BEACH: sets_wild.beach,
    Setting.FOREST: sets_wild.forest,
    Setting.SNOW_FIELD: sets_wild.snow_field,
    Setting.DESERT: sets_wild.desert,
    Setting.HARBOUR: sets_country.harbour,
    Setting.MEADOW: sets_country.meadow,
    Setting.CASTLE: sets_country.castle,
    Setting.MOON: sets_wild.moon,
    Setting.PARK: sets_country.park,
    Setting.FARM: sets_country.farm,
}


@dataclass
class Scenery:
    """A set in its light.

    Attributes:
        sky: colours at the top of the frame and at the horizon.
        layers: cut-outs from far to near: `far`, `back`, `stage`, `front`; the subject stands between the last two.
        grades: what the light does to the colours of each layer, and of `figure`.
        drift: speed of the back layer in stage units per second: passers-by, clouds, waves.
        dark: the set is dark, so figures get a light outline.
    """

    sky: tuple[Rgb, Rgb]
    layers: dict[str, list[CutOut]]
    grades: dict[str, Grade]
    drift: float
    dark: bool


@dataclass(frozen=True)
class _Light:
    """Light on the stage: the sky's colours at top and horizon, the tint of paper and of figures."""

    sky: tuple[Rgb, Rgb]
    tint: Rgb = (1.0, 1.0, 1.0)
    figure: Rgb = (1.0, 1.0, 1.0)
    lamps: bool = False


_LIGHTS: dict[TimeOfDay, _Light] = {
    TimeOfDay.SUNSET: _Light(
        ((0.93, 0.42, 0.40), (1.00, 0.80, 0.52)), (1.0, 0.84, 0.74), (1.0, 0.95, 0.90), lamps=True
    ),
    TimeOfDay.NIGHT: _Light(((0.05, 0.07, 0.20), (0.19, 0.25, 0.47)), (0.44, 0.49, 0.74), lamps=True),
    TimeOfDay.DAWN: _Light(((0.52, 0.60, 0.86), (1.00, 0.82, 0.80)), (0.90, 0.86, 0.98), (0.97, 0.96, 1.0)),
}
_MIST: Rgb = (0.86, 0.88, 0.90)
_MIST_SHARES = {"sky": 0.65, "far": 0.72, "back": 0.55, "stage": 0.26, "front": 0.08}
_OVERCAST: dict[Weather, float] = {Weather.RAIN: 0.50, Weather.SNOW: 0.45, Weather.WIND: 0.10}


def build_scenery(scene: Scene, reach: float, ceiling: float, floor: float) -> Scenery:
    """Build the set of a scene.

    Args:
        scene: gives setting, light, weather and the seed of everything that varies.
        reach: half the width to fill, stage units.
        ceiling, floor: the frame's edges above and below the horizon, stage units (both positive).
    """
    rng = random.Random(scene.seed)  # noqa: S311 - art, not secrets
    leads_away = scene.action in (Action.AWAY, Action.CLOSER)
    layers = _SETS[scene.setting](rng, Space(reach, ceiling, floor, leads_away))
    day = scene.time_of_day is TimeOfDay.DAY or layers.own_light
    light = _Light(layers.sky, lamps=layers.own_light) if day else _LIGHTS[scene.time_of_day]
    orb = [] if day or scene.weather is Weather.FOG else _orb(scene, rng, reach, ceiling, light)
    lamps = [_glowing(lamp, light.tint) for lamp in layers.lamps] if light.lamps else []
    mist = _air(scene, light)
    upper, lower = (mist["sky"].one(rgb) for rgb in light.sky)
    return Scenery(
        sky=(upper, lower),
        layers={
            "far": orb + layers.far,
            "back": layers.back,
            "stage": layers.stage + lamps,
            "front": layers.front,
        },
        grades={name: tint(light.tint).then(mist[name]) for name in ("far", "back", "stage", "front")}
        | {"figure": tint(light.figure).then(towards(_MIST, 0.06) if scene.weather is Weather.FOG else PLAIN)},
        drift=layers.drift,
        dark=layers.dark or scene.time_of_day is TimeOfDay.NIGHT,
    )


def _glowing(cut: CutOut, light: Rgb) -> CutOut:
    """Paper that shines by itself: as bright under the light as it was before."""
    red, green, blue = (value / share for value, share in zip(cut.rgb, light, strict=True))
    return cut._replace(rgb=(red, green, blue))


def _orb(scene: Scene, rng: random.Random, reach: float, ceiling: float, light: _Light) -> list[CutOut]:
    """Sun or moon, and stars."""
    x = rng.uniform(0.15, 0.5) * rng.choice((-1, 1))
    if scene.time_of_day is TimeOfDay.SUNSET:
        shown = [disc(x, -0.20, 0.30, (1.0, 0.90, 0.62), 0.35, 0.20), disc(x, -0.20, 0.13, (1.0, 0.93, 0.70))]
    elif scene.time_of_day is TimeOfDay.DAWN:
        shown = [disc(x, -0.10, 0.30, (1.0, 0.94, 0.80), 0.40, 0.24), disc(x, -0.10, 0.11, (1.0, 0.96, 0.86))]
    else:
        y = -ceiling * rng.uniform(0.66, 0.82)
        shown = [disc(x, y, 0.07, (0.97, 0.95, 0.82)), disc(x + 0.03, y - 0.015, 0.06, light.sky[0])]
        for _ in range(round(5 * reach)):
            star = disc(rng.uniform(-reach, reach), -ceiling * rng.uniform(0.4, 1.0), 0.009, (0.90, 0.92, 1.0), 0.85)
            shown.insert(0, star)
    return [_glowing(cut, light.tint) for cut in shown]


def _air(scene: Scene, light: _Light) -> dict[str, Grade]:
    """What mist or clouds do to each layer; far ones lose most."""
    if scene.weather is Weather.FOG:
        dimmed = tuple(0.55 * white + 0.45 * sky for white, sky in zip(_MIST, light.sky[1], strict=True))
        shine = sum(light.tint) / 3
        mist = (dimmed[0] * shine, dimmed[1] * shine, dimmed[2] * shine)
        return {name: towards(mist, share) for name, share in _MIST_SHARES.items()}
    share = _OVERCAST.get(scene.weather, 0.0)
    if not share or scene.setting is Setting.NEON_STREET:
        return dict.fromkeys(_MIST_SHARES, PLAIN)
    grey = 0.28 + 0.42 * sum(light.sky[1]) / 3
    clouded = towards((grey, grey, grey * 1.06), share)
    dull = towards((grey, grey, grey * 1.04), 0.3 * share)
    return {"sky": clouded, "far": towards((grey, grey, grey * 1.06), 0.7 * share)} | dict.fromkeys(
        ("back", "stage", "front"), dull
    )
