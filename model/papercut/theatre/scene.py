"""A scene: everything that is on stage in one clip, drawn from a seeded generator.

A scene is the ground truth of its clip: captions and pictures are both made from it and from nothing else.
"""

import random
from dataclasses import dataclass

from model.papercut.theatre.vocabulary import Action, Aspect, Camera, Colour, Setting, Subject, TimeOfDay

ASPECT_SHARES: dict[Aspect, float] = {Aspect.WIDE: 0.6, Aspect.SQUARE: 0.2, Aspect.TALL: 0.2}
"""How often each frame shape is drawn for training."""

_HELD_OUT_PERIOD = 11


@dataclass(frozen=True)
class Scene:
    """What one clip shows.

    Attributes:
        setting, subject, colour, action, camera, time_of_day, aspect: the named facts.
        spotted: a dog or horse has spots of a contrasting shade.
        dark_jacket: the woman wears a short black jacket over her dress.
        sunglasses, purse: worn by the woman; `hat`: by the man.
        facing: +1 looks right, -1 looks left.
        start: where the subject begins, as a share of half the frame's width, -1 to 1.
        seed: seeds the scenery, so that two scenes of equal facts still differ.
    """

    setting: Setting
    subject: Subject
    colour: Colour
    action: Action
    camera: Camera
    time_of_day: TimeOfDay
    aspect: Aspect
    spotted: bool
    dark_jacket: bool
    sunglasses: bool
    purse: bool
    hat: bool
    facing: int
    start: float
    seed: int


def is_held_out(setting: Setting, subject: Subject, colour: Colour) -> bool:
    """Whether a combination is kept out of training, to test that the model combines what it knows (1 in 11)."""
    code = 3 * list(Setting).index(setting) + 5 * list(Subject).index(subject) + 7 * list(Colour).index(colour)
    return code % _HELD_OUT_PERIOD == 0


def draw_scene(rng: random.Random, held_out: bool | None = False, aspect: Aspect | None = None) -> Scene:
    """Draw a scene.

    Args:
        rng: the only source of chance.
        held_out: False draws a combination for training, True one kept out of it, None any.
        aspect: a fixed frame shape, or None to draw one by `ASPECT_SHARES`.
    """
    while True:
        setting, subject, colour = rng.choice(list(Setting)), rng.choice(list(Subject)), rng.choice(list(Colour))
        if held_out is None or is_held_out(setting, subject, colour) == held_out:
            break
    action = rng.choice(list(Action))
    camera = _draw_camera(rng, action)
    return Scene(
        setting=setting,
        subject=subject,
        colour=colour,
        action=action,
        camera=camera,
        time_of_day=_draw_time(rng, setting),
        aspect=aspect or rng.choices(list(ASPECT_SHARES), list(ASPECT_SHARES.values()))[0],
        spotted=subject in (Subject.DOG, Subject.HORSE) and rng.random() < 0.5,
        dark_jacket=subject is Subject.WOMAN and rng.random() < 0.2,
        sunglasses=subject is Subject.WOMAN and rng.random() < 0.3,
        purse=subject is Subject.WOMAN and rng.random() < 0.3,
        hat=subject is Subject.MAN and rng.random() < 0.6,
        facing=_facing(rng, action),
        start=_draw_start(rng, action, camera),
        seed=rng.randrange(2**31),
    )


def _draw_camera(rng: random.Random, action: Action) -> Camera:
    """A pan against the walk would lose the subject within two seconds, so the camera only ever follows a walk."""
    if action is Action.LEFT:
        return rng.choice([Camera.STATIC, Camera.STATIC, Camera.PAN_LEFT, Camera.ZOOM_IN])
    if action is Action.RIGHT:
        return rng.choice([Camera.STATIC, Camera.STATIC, Camera.PAN_RIGHT, Camera.ZOOM_IN])
    return rng.choice([Camera.STATIC, Camera.PAN_LEFT, Camera.PAN_RIGHT, Camera.ZOOM_IN])


def _draw_time(rng: random.Random, setting: Setting) -> TimeOfDay:
    if setting is Setting.NEON_STREET:
        return TimeOfDay.NIGHT
    return rng.choices(list(TimeOfDay), [0.7, 0.15, 0.15])[0]


def _facing(rng: random.Random, action: Action) -> int:
    if action is Action.LEFT:
        return -1
    if action is Action.RIGHT:
        return 1
    return rng.choice([-1, 1])


def _draw_start(rng: random.Random, action: Action, camera: Camera) -> float:
    jitter = rng.uniform(-0.15, 0.15)
    if camera is Camera.STATIC and action in (Action.LEFT, Action.RIGHT):
        return (-0.5 if action is Action.RIGHT else 0.5) + jitter
    if camera is Camera.ZOOM_IN and action in (Action.LEFT, Action.RIGHT):
        return (-0.3 if action is Action.RIGHT else 0.3) + jitter
    if camera in (Camera.PAN_LEFT, Camera.PAN_RIGHT) and action not in (Action.LEFT, Action.RIGHT):
        return (-0.3 if camera is Camera.PAN_LEFT else 0.3) + jitter
    return 1.3 * jitter
