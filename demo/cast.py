"""Who is in the demonstration and what they ask for. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from storage.words import Role

DOMAIN = "demo.example"
"""No real member has an address there (RFC 2606), so these tell a demonstration from a studio that people use."""

MARK = "simulated"
"""Stands in every name and every word of the demonstration, wherever they are shown."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is made up."""

    key: str
    name: str
    role: Role

    @property
    def email(self) -> str:
        """Where nobody reads."""
        return f"{self.key}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Wish:
    """One request: its shots with their seconds, whose it is, and in how many steps it is rendered, a clip for each."""

    artist: str
    shots: tuple[tuple[str, float], ...]
    steps: tuple[int, ...]
    aspect: str = "16:9"


MAINTAINER = Person("max", f"Max ({MARK})", Role.MAINTAINER)
CURATOR = Person("cleo", f"Cleo ({MARK})", Role.CURATOR)
ARTISTS = (Person("ada", f"Ada ({MARK})", Role.ARTIST), Person("ben", f"Ben ({MARK})", Role.ARTIST))
RATERS = tuple(Person(f"rater-{number}", f"{MARK.title()} rater {number}", Role.ARTIST) for number in range(1, 5))
EVERYBODY = (MAINTAINER, CURATOR, *ARTISTS, *RATERS)

FEW, MANY = 6, 12
"""Steps of the two settings that the arena compares."""

WISHES = (
    Wish("ada", (("A red car drives along a mountain dirt road", 1.0),), (FEW, MANY)),
    Wish("ada", (("A white sailing boat on a calm sea at sunset", 1.0),), (FEW, MANY)),
    # By its hash this one is for validation: without one a dataset of the demo could teach no refinement.
    Wish("ada", (("A brown dog runs along a beach at dawn", 1.0),), (FEW, MANY)),
    Wish("ben", (("A blue train crosses a snowy field at night", 1.0),), (FEW, MANY)),
    Wish("ben", (("A woman in a purple dress walks through a town", 1.0),), (FEW, MANY), "1:1"),
    Wish(
        "ben",
        (
            ("A yellow balloon drifts over green hills", 1.0),
            ("A yellow balloon drifts over the sea", 1.0),
            ("A yellow balloon drifts over a town at dusk", 1.0),
        ),
        (FEW,),
    ),
)
