"""Defaults: what the theatre needs and a prompt left open. They never contradict what a prompt says.

Every scene of training had a subject with a colour; a caption that leaves them open gets any, and a worse picture.
Knows no words.
"""

from model.papercut.repertoire import Repertoire
from model.papercut.theatre.rules import WALKS
from model.papercut.theatre.scene import is_held_out
from model.papercut.theatre.vocabulary import Action, Camera, Colour, Setting, Subject

_NATURAL_COLOURS: dict[Subject, tuple[Colour, Colour]] = {
    Subject.WOMAN: (Colour.RED, Colour.BLUE),
    Subject.MAN: (Colour.BROWN, Colour.BLUE),
    Subject.GIRL: (Colour.YELLOW, Colour.RED),
    Subject.ASTRONAUT: (Colour.WHITE, Colour.ORANGE),
    Subject.ROBOT: (Colour.BLUE, Colour.RED),
    Subject.CAR: (Colour.RED, Colour.BLUE),
    Subject.BUS: (Colour.YELLOW, Colour.RED),
    Subject.BICYCLE: (Colour.GREEN, Colour.RED),
    Subject.DOG: (Colour.BROWN, Colour.WHITE),
    Subject.CAT: (Colour.ORANGE, Colour.BLACK),
    Subject.HORSE: (Colour.BROWN, Colour.WHITE),
    Subject.ELEPHANT: (Colour.BLUE, Colour.BROWN),
    Subject.BOAT: (Colour.WHITE, Colour.RED),
    Subject.BIRD: (Colour.BLUE, Colour.YELLOW),
    Subject.DUCK: (Colour.YELLOW, Colour.WHITE),
    Subject.BALLOON: (Colour.RED, Colour.ORANGE),
}
"""The colour one would expect, and the next."""

_RESIDENTS: dict[Setting, Subject] = {
    Setting.NEON_STREET: Subject.WOMAN,
    Setting.MOUNTAIN_ROAD: Subject.CAR,
    Setting.GOLD_TOWN: Subject.HORSE,
    Setting.WINDOW_ROOM: Subject.CAT,
    Setting.BEACH: Subject.DOG,
    Setting.FOREST: Subject.BIRD,
    Setting.SNOW_FIELD: Subject.DOG,
    Setting.DESERT: Subject.CAR,
    Setting.HARBOUR: Subject.BOAT,
    Setting.MEADOW: Subject.HORSE,
    Setting.CASTLE: Subject.HORSE,
    Setting.MOON: Subject.ASTRONAUT,
    Setting.PARK: Subject.DOG,
    Setting.FARM: Subject.DUCK,
}
"""Who is at home where, for a prompt that only says where."""


def resident(setting: Setting, repertoire: Repertoire) -> Subject:
    """Who one would expect in a place, or whoever stands in for them."""
    subject = _RESIDENTS[setting]
    return subject if repertoire.knows(subject) else Subject(repertoire.understudy(subject) or Subject.WOMAN)


def natural_colour(
    subject: Subject, setting: Setting | None, repertoire: Repertoire, taken: Colour | None = None
) -> Colour:
    """The colour one would expect of a subject.

    Args:
        subject: who.
        setting: where, if that is said; a combination that was kept out of training is avoided.
        repertoire: what the weights know.
        taken: the colour of whoever stands beside; two figures are told apart by colour.
    """
    known: list[Colour] = [colour for colour in (*_NATURAL_COLOURS[subject], *Colour) if repertoire.knows(colour)]
    free = [colour for colour in known if colour is not taken]
    good = [colour for colour in free if setting is None or not is_held_out(setting, subject, colour)]
    return (good or free or known)[0]


def natural_action(
    camera: Camera | None, is_seen_from_behind: bool, travels: bool, repertoire: Repertoire
) -> Action | None:
    """Which way, for a subject that goes somewhere or is followed; None where nothing says that it moves."""
    if is_seen_from_behind and repertoire.knows(Action.AWAY):
        return Action.AWAY
    return Action.RIGHT if travels or camera is Camera.FOLLOW else None


def fitting_camera(action: Action | None, camera: Camera) -> Camera:
    """The camera move as training knows it: panning along with a walk is following it."""
    along = {Action.LEFT: Camera.PAN_LEFT, Action.RIGHT: Camera.PAN_RIGHT}
    return Camera.FOLLOW if action in WALKS and along.get(action) is camera else camera
