"""A scene without surprises, to change one thing at a time."""

from dataclasses import replace

from model.papercut.theatre.cast import Cast
from model.papercut.theatre.scene import Scene
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

PLAIN = Scene(
    setting=Setting.DESERT,
    cast=Cast(Subject.CAR, Colour.RED, seed=3),
    action=Action.STILL,
    camera=Camera.STATIC,
    time_of_day=TimeOfDay.DAY,
    weather=Weather.CLEAR,
    look=Look.PAPER,
    aspect=Aspect.WIDE,
    companion=None,
    passers_by=False,
    facing=1,
    start=0.0,
    seed=11,
)


def plain_scene(subject: Subject = Subject.CAR, colour: Colour = Colour.RED, **changes: object) -> Scene:
    """A red car in the desert by day, or as changed."""
    return replace(PLAIN, cast=Cast(subject, colour, seed=3), **changes)  # type: ignore[arg-type]
