"""Rules of the house: which light, weather, camera and company go together on stage.

Knows nothing of chance; `scene` draws only what these rules allow.
"""

from model.papercut.theatre.cast import Cast
from model.papercut.theatre.vocabulary import Action, Aspect, Camera, Setting, Subject, TimeOfDay, Weather

WALKS = frozenset({Action.LEFT, Action.RIGHT})
"""Actions that cross the stage."""

COMPANIONS = frozenset(
    {Subject.WOMAN, Subject.MAN, Subject.GIRL, Subject.ROBOT, Subject.DOG, Subject.CAT, Subject.DUCK}
)
"""Subjects small enough to stand beside another."""

_WIDE_SUBJECTS = frozenset({Subject.CAR, Subject.BUS, Subject.BOAT, Subject.ELEPHANT, Subject.HORSE, Subject.BALLOON})
_RAIN, _SNOW, _FOG, _WIND = Weather.RAIN, Weather.SNOW, Weather.FOG, Weather.WIND

_BAD_WEATHERS: dict[Setting, tuple[Weather, ...]] = {
    Setting.NEON_STREET: (_RAIN, _SNOW, _FOG),
    Setting.MOUNTAIN_ROAD: (_RAIN, _SNOW, _FOG, _WIND),
    Setting.GOLD_TOWN: (_RAIN, _FOG, _WIND),
    Setting.WINDOW_ROOM: (_RAIN, _SNOW),  # seen outside the glass
    Setting.BEACH: (_RAIN, _FOG, _WIND),
    Setting.FOREST: (_RAIN, _SNOW, _FOG, _WIND),
    Setting.SNOW_FIELD: (_SNOW, _FOG),
    Setting.DESERT: (_WIND,),
    Setting.HARBOUR: (_RAIN, _SNOW, _FOG, _WIND),
    Setting.MEADOW: (_RAIN, _FOG, _WIND),
    Setting.CASTLE: (_RAIN, _SNOW, _FOG, _WIND),
    Setting.MOON: (),
    Setting.PARK: (_RAIN, _SNOW, _FOG, _WIND),
    Setting.FARM: (_RAIN, _SNOW, _FOG, _WIND),
}


def weathers(setting: Setting) -> tuple[Weather, ...]:
    """The weathers that can be in a place; clear always can."""
    return (Weather.CLEAR, *_BAD_WEATHERS[setting])


def times_of_day(setting: Setting) -> tuple[TimeOfDay, ...]:
    """The times of day that a place is shown at."""
    if setting is Setting.NEON_STREET:
        return (TimeOfDay.NIGHT,)
    if setting is Setting.MOON:
        return (TimeOfDay.DAY,)
    return tuple(TimeOfDay)


def fitting_cameras(action: Action) -> tuple[Camera, ...]:
    """The camera moves that keep a figure in the picture while it does something.

    A pan with or against a walk loses the figure or stands for following it, so walks are followed instead. What goes
    away while the camera zooms in, or comes closer while it draws back, would look like standing still.
    """
    still = (Camera.STATIC, Camera.TILT_UP, Camera.HANDHELD)
    if action in WALKS:
        return (*still, Camera.FOLLOW, Camera.FOLLOW, Camera.ZOOM_IN, Camera.DOLLY_OUT)
    if action is Action.AWAY:
        return (*still, Camera.FOLLOW, Camera.FOLLOW, Camera.PAN_LEFT, Camera.PAN_RIGHT)
    if action is Action.CLOSER:
        return (*still, Camera.FOLLOW, Camera.PAN_LEFT, Camera.PAN_RIGHT, Camera.ZOOM_IN)
    return (*still, Camera.PAN_LEFT, Camera.PAN_RIGHT, Camera.ZOOM_IN, Camera.DOLLY_OUT)


def has_room_for_companion(cast: Cast, action: Action, aspect: Aspect) -> bool:
    """Whether a second figure can stand beside the first without covering it or leaving the frame."""
    return aspect is not Aspect.TALL and cast.subject not in _WIDE_SUBJECTS and action is not Action.TURN


def has_room_for_passers_by(setting: Setting, subject: Subject, action: Action, camera: Camera) -> bool:
    """Whether people can pass in front and still leave the scene to be read: a steady view of a figure of one size.

    A balloon is too high for people to hide it.
    """
    steady = camera in (Camera.STATIC, Camera.HANDHELD, Camera.FOLLOW)
    possible = setting is not Setting.MOON and subject is not Subject.BALLOON
    return possible and steady and action in (*WALKS, Action.STILL, Action.SWAY, Action.TURN)
