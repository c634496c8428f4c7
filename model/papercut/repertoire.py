"""The repertoire: which of the theatre's things a set of weights was trained on.

The theatre can be ahead of the weights. Prompts are then rewritten, and the weights are judged, within what they know.
Written beside the weights as `repertoire.json`; a folder without one knows everything. Knows nothing of pixels.
"""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from model.papercut.theatre.scene import Scene, draw_scene
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

FILE_NAME = "repertoire.json"

_FACTS: dict[str, type[StrEnum]] = {
    "setting": Setting,
    "subject": Subject,
    "colour": Colour,
    "action": Action,
    "camera": Camera,
    "time_of_day": TimeOfDay,
    "weather": Weather,
    "look": Look,
}

UNDERSTUDIES: dict[StrEnum, StrEnum] = {
    Setting.HARBOUR: Setting.BEACH,
    Setting.MEADOW: Setting.FOREST,
    Setting.CASTLE: Setting.GOLD_TOWN,
    Setting.MOON: Setting.DESERT,
    Setting.PARK: Setting.FOREST,
    Setting.FARM: Setting.GOLD_TOWN,
    Subject.GIRL: Subject.WOMAN,
    Subject.ASTRONAUT: Subject.MAN,
    Subject.ROBOT: Subject.MAN,
    Subject.BUS: Subject.CAR,
    Subject.BICYCLE: Subject.MAN,
    Subject.CAT: Subject.DOG,
    Subject.ELEPHANT: Subject.HORSE,
    Subject.DUCK: Subject.BIRD,
    Colour.PINK: Colour.RED,
    Colour.BROWN: Colour.ORANGE,
    Action.AWAY: Action.STILL,
    Action.TURN: Action.STILL,
    Action.SWAY: Action.JUMP,
    Camera.TILT_UP: Camera.STATIC,
    Camera.DOLLY_OUT: Camera.STATIC,
    Camera.HANDHELD: Camera.STATIC,
    TimeOfDay.DAWN: TimeOfDay.SUNSET,
    Look.SEPIA: Look.PAPER,
    Look.NEON: Look.PAPER,
    Look.WATERCOLOUR: Look.PAPER,
}
"""Who plays a part that weights do not know: the nearest thing among the first that the theatre had."""


@dataclass(frozen=True)
class Repertoire:
    """What weights know.

    Attributes:
        values: the known values of every fact.
        companions: they were shown second figures.
        passers_by: they were shown people who pass in front of the subject.
    """

    values: frozenset[tuple[type[StrEnum], str]]
    companions: bool = True
    passers_by: bool = True

    @classmethod
    def whole(cls) -> "Repertoire":
        """Everything that the theatre has."""
        return cls(frozenset((kind, value.value) for kind in _FACTS.values() for value in kind))

    @classmethod
    def load(cls, folder: Path) -> "Repertoire":
        """The repertoire of the pipeline in `folder`.

        Raises:
            ValueError: the file names a fact or a value that the theatre does not have.
        """
        path = folder / FILE_NAME
        if not path.is_file():
            return cls.whole()
        written = json.loads(path.read_text())
        companions, passers_by = written.pop("companions"), written.pop("passers_by")
        return cls(frozenset(_values(written, path.name)), companions, passers_by)

    def save(self, folder: Path) -> None:
        """Write it beside the weights."""
        facts = {fact: [value.value for value in kind if self.knows(value)] for fact, kind in _FACTS.items()}
        written = {**facts, "companions": self.companions, "passers_by": self.passers_by}
        (folder / FILE_NAME).write_text(json.dumps(written, indent=2) + "\n")

    def knows(self, value: object) -> bool:
        """Whether a value of one of the facts is known; anything else is nobody's to refuse."""
        return type(value) not in _FACTS.values() or (type(value), value) in self.values

    def understudy(self, value: StrEnum) -> StrEnum | None:
        """The nearest known value for an unknown one; None where nothing comes near."""
        stand_in = UNDERSTUDIES.get(value)
        return stand_in if stand_in is not None and self.knows(stand_in) else None

    def covers(self, scene: Scene) -> bool:
        """Whether everything on stage is known."""
        facts = (getattr(scene, fact) for fact in _FACTS)
        extras = (self.companions or scene.companion is None) and (self.passers_by or not scene.passers_by)
        return extras and all(self.knows(fact) for fact in facts)

    def draw_scene(self, rng: random.Random, held_out: bool | None = False, aspect: Aspect | None = None) -> Scene:
        """As `theatre.scene.draw_scene`, within the repertoire."""
        while True:
            scene = draw_scene(rng, held_out, aspect)
            if self.covers(scene):
                return scene


def _values(written: dict[str, list[str]], name: str) -> Iterable[tuple[type[StrEnum], str]]:
    if set(written) != set(_FACTS):
        raise ValueError(f"got the facts {sorted(written)} in {name}, expected {sorted(_FACTS)}; next: save it again")
    for fact, values in written.items():
        for value in values:
            yield _FACTS[fact], _FACTS[fact](value).value
