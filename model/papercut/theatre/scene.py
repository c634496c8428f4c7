"""A scene: everything that is on stage in one clip, drawn from a seeded generator.

A scene is the ground truth of its clip: captions and pictures are both made from it and from nothing else.
"""

import random
from dataclasses import dataclass, replace

from model.papercut.theatre.cast import Cast, draw_cast
from model.papercut.theatre.rules import (
    COMPANIONS,
    fitting_cameras,
    has_room_for_companion,
    has_room_for_passers_by,
    times_of_day,
    weathers,
)
from model.papercut.theatre.vocabulary import (
    Action,
    Aspect,
    Camera,
    Colour,
    Look,
    Setting,
    Subject,
    TimeOfDay,
    Weather,
)

ASPECT_SHARES: dict[Aspect, float] = {Aspect.WIDE: 0.6, Aspect.SQUARE: 0.2, Aspect.TALL: 0.2}
"""How often each frame shape is drawn for training."""

TIME_SHARES: dict[TimeOfDay, float] = {
    TimeOfDay.DAY: 0.60,
    TimeOfDay.SUNSET: 0.15,
    TimeOfDay.NIGHT: 0.14,
    TimeOfDay.DAWN: 0.11,
}
LOOK_SHARES: dict[Look, float] = {Look.PAPER: 0.75, Look.SEPIA: 0.07, Look.NEON: 0.08, Look.WATERCOLOUR: 0.10}
GOLD_TOWN_SEPIA_SHARE = 0.35
"""The gold-rush town is often shown as historical footage."""
BAD_WEATHER_SHARE = 0.32
"""How often it is not clear, where something else than clear weather fits."""
COMPANION_SHARE = 0.22
"""How often there is a second figure, where there is room for one; about 10 % of all scenes."""
PASSERS_BY_SHARE = 0.60
"""How often people pass in front, where that leaves something to see; about 12 % of all scenes."""

_HELD_OUT_PERIOD = 11


@dataclass(frozen=True)
class Scene:
    """What one clip shows.

    Attributes:
        setting, action, camera, time_of_day, weather, look, aspect: the named facts.
        cast: who the scene is about.
        companion: a second figure that stands or walks beside the first, or None.
        passers_by: people pass between the camera and the subject and hide it for some frames.
        facing: +1 looks right, -1 looks left.
        start: where the subject begins, as a share of half the frame's width, -1 to 1.
        seed: seeds the scenery, so that two scenes of equal facts still differ.
    """

    setting: Setting
    cast: Cast
    action: Action
    camera: Camera
    time_of_day: TimeOfDay
    weather: Weather
    look: Look
    aspect: Aspect
    companion: Cast | None
    passers_by: bool
    facing: int
    start: float
    seed: int

    @property
    def subject(self) -> Subject:
        """Who the scene is about."""
        return self.cast.subject

    @property
    def colour(self) -> Colour:
        """The colour of the subject."""
        return self.cast.colour


def is_held_out(setting: Setting, subject: Subject, colour: Colour) -> bool:
    """Whether a combination is kept out of training, to test that the model combines what it knows (1 in 11)."""
    code = 3 * list(Setting).index(setting) + 5 * list(Subject).index(subject) + 7 * list(Colour).index(colour)
    return code % _HELD_OUT_PERIOD == 0


def draw_scene(
    rng: random.Random, held_out: bool | None = False, aspect: Aspect | None = None, cast: Cast | None = None
) -> Scene:
    """Draw a scene.

    Args:
        rng: the only source of chance.
        held_out: False draws a combination for training, True one kept out of it, None any.
        aspect: a fixed frame shape, or None to draw one by `ASPECT_SHARES`.
        cast: who the scene is about, or None to draw somebody.
    """
    setting, subject, colour = _draw_combination(rng, held_out, cast)
    cast = cast or draw_cast(rng, subject, colour)
    action = rng.choice(list(Action))
    camera = rng.choice(fitting_cameras(action))
    aspect = aspect or rng.choices(list(ASPECT_SHARES), list(ASPECT_SHARES.values()))[0]
    companion = _draw_companion(rng, setting, cast, held_out) if has_room_for_companion(cast, action, aspect) else None
    may_pass = companion is None and has_room_for_passers_by(setting, cast.subject, action, camera)
    return Scene(
        setting=setting,
        cast=cast,
        action=action,
        camera=camera,
        time_of_day=_draw_time(rng, setting),
        weather=_draw_weather(rng, setting),
        look=_draw_look(rng, setting),
        aspect=aspect,
        companion=companion,
        passers_by=may_pass and rng.random() < PASSERS_BY_SHARE,
        facing=_facing(rng, action),
        start=_draw_start(rng, action, camera) * (0.7 if companion else 1.0),
        seed=rng.randrange(2**31),
    )


def draw_sequence(
    rng: random.Random,
    shots: int | None = None,
    aspect: Aspect | None = None,
    held_out: bool | None = False,
) -> list[Scene]:
    """Draw a storyboard: scenes of one cast and one look whose setting, action and camera change from shot to shot.

    Args:
        rng: the only source of chance.
        shots: how many, at least 1; None draws 2 to 4.
        aspect, held_out: as for `draw_scene`.
    """
    shots = rng.randint(2, 4) if shots is None else shots
    scenes = [draw_scene(rng, held_out, aspect)]
    while len(scenes) < shots:
        first, last = scenes[0], scenes[-1]
        scene = replace(draw_scene(rng, held_out, first.aspect, first.cast), look=first.look)
        if scene.setting is not last.setting and scene.action is not last.action and scene.camera is not last.camera:
            scenes.append(scene)
    return scenes


def _draw_combination(rng: random.Random, held_out: bool | None, cast: Cast | None) -> tuple[Setting, Subject, Colour]:
    while True:
        setting = rng.choice(list(Setting))
        subject = cast.subject if cast else rng.choice(list(Subject))
        colour = cast.colour if cast else rng.choice(list(Colour))
        if held_out is None or is_held_out(setting, subject, colour) == held_out:
            return setting, subject, colour


def _draw_companion(rng: random.Random, setting: Setting, cast: Cast, held_out: bool | None) -> Cast | None:
    """Another subject in another colour; in training never a held-out combination either."""
    if rng.random() >= COMPANION_SHARE:
        return None
    while True:
        subject, colour = rng.choice(sorted(COMPANIONS)), rng.choice(list(Colour))
        held_back = held_out is False and is_held_out(setting, subject, colour)
        if subject is not cast.subject and colour is not cast.colour and not held_back:
            return draw_cast(rng, subject, colour)


def _draw_time(rng: random.Random, setting: Setting) -> TimeOfDay:
    times = times_of_day(setting)
    return rng.choices(times, [TIME_SHARES[time] for time in times])[0]


def _draw_weather(rng: random.Random, setting: Setting) -> Weather:
    bad = [weather for weather in weathers(setting) if weather is not Weather.CLEAR]
    return rng.choice(bad) if bad and rng.random() < BAD_WEATHER_SHARE else Weather.CLEAR


def _draw_look(rng: random.Random, setting: Setting) -> Look:
    if setting is Setting.GOLD_TOWN and rng.random() < GOLD_TOWN_SEPIA_SHARE:
        return Look.SEPIA
    return rng.choices(list(LOOK_SHARES), list(LOOK_SHARES.values()))[0]


def _facing(rng: random.Random, action: Action) -> int:
    if action is Action.LEFT:
        return -1
    if action is Action.RIGHT:
        return 1
    return rng.choice([-1, 1])


def _draw_start(rng: random.Random, action: Action, camera: Camera) -> float:
    jitter = rng.uniform(-0.15, 0.15)
    if camera in (Camera.PAN_LEFT, Camera.PAN_RIGHT):
        return (-0.38 if camera is Camera.PAN_LEFT else 0.38) + jitter
    if camera is Camera.FOLLOW or action not in (Action.LEFT, Action.RIGHT):
        return 1.3 * jitter
    lead = 0.3 if camera in (Camera.ZOOM_IN, Camera.DOLLY_OUT) else 0.5
    return (-lead if action is Action.RIGHT else lead) + jitter
