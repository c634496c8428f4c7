"""Figures: the subjects of the theatre, cut from paper, one list of cut-outs per pose.

Every figure stands with its feet at y = 0, looks to the right (+x) and is about half a stage unit tall. `phase` runs
from 0 to 2π through one cycle of its movement. Knows nothing of where the figure stands or who watches.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from model.papercut.theatre import animals, people, vehicles
from model.papercut.theatre.cast import Cast
from model.papercut.theatre.gait import Gait
from model.papercut.theatre.paper import CutOut, reach_of
from model.papercut.theatre.vocabulary import Subject

POSES = 8
"""Poses in one cycle of movement; a figure shows one after the other."""

OUTLINE_WIDTH = 0.014
"""Width in stage units of the line around a figure."""


class Extent(NamedTuple):
    """How far a figure reaches from its feet in any pose, outline included, in stage units: left (negative), right
    and up (positive)."""

    left: float
    right: float
    up: float


def altitude(subject: Subject) -> float:
    """How far above the ground the figure's lowest point hovers, in stage units."""
    return {Subject.BIRD: 0.22, Subject.BALLOON: 0.10}.get(subject, 0.0)


_FIGURES: dict[Subject, Callable[[Cast, Gait, float], list[CutOut]]] = {
    Subject.WOMAN: people.woman,
    Subject.MAN: people.man,
    Subject.CAR: vehicles.car,
    Subject.DOG: animals.dog,
    Subject.BOAT: vehicles.boat,
    Subject.BIRD: animals.bird,
    Subject.HORSE: animals.horse,
    Subject.BALLOON: vehicles.balloon,
    Subject.GIRL: people.girl,
    Subject.ASTRONAUT: people.astronaut,
    Subject.ROBOT: people.robot,
    Subject.BUS: vehicles.bus,
    Subject.BICYCLE: vehicles.bicycle,
    Subject.CAT: animals.cat,
    Subject.ELEPHANT: animals.elephant,
    Subject.DUCK: animals.duck,
}


def cut_figure(cast: Cast, gait: Gait, phase: float) -> list[CutOut]:
    """The figure at one phase of its movement, looking right, feet at (0, 0)."""
    return _FIGURES[cast.subject](cast, gait, phase)


def cut_poses(cast: Cast, gait: Gait) -> list[list[CutOut]]:
    """All poses of one cycle."""
    return [cut_figure(cast, gait, 2 * math.pi * index / POSES) for index in range(POSES)]


@lru_cache(maxsize=1024)
def extent(cast: Cast, gait: Gait) -> Extent:
    """The figure's reach, measured on its cut-outs; clouds of dust and other light are not part of it."""
    left, right, up = 0.0, 0.0, 0.0
    for pose in cut_poses(cast, gait):
        for cut in pose:
            if cut.opacity < 1:
                continue
            across, along = reach_of(cut)
            left, right = min(left, cut.x - across), max(right, cut.x + across)
            up = max(up, along - cut.y)
    return Extent(left - OUTLINE_WIDTH, right + OUTLINE_WIDTH, up + OUTLINE_WIDTH)
