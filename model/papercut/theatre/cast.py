"""Cast: who a figure is, apart from what it does and where. Two scenes that share a cast show the same figure.

Knows nothing of shapes, places or time.
"""

import random
from dataclasses import dataclass
from enum import StrEnum

from model.papercut.theatre.vocabulary import Colour, Subject


class Accessory(StrEnum):
    """What people wear or carry besides the garment that has their colour."""

    DARK_JACKET = "dark_jacket"
    SUNGLASSES = "sunglasses"
    PURSE = "purse"
    BOOTS = "boots"
    HAT = "hat"
    SCARF = "scarf"
    UMBRELLA = "umbrella"
    BACKPACK = "backpack"


WARDROBE: dict[Subject, dict[Accessory, float]] = {
    Subject.WOMAN: {
        Accessory.DARK_JACKET: 0.2,
        Accessory.SUNGLASSES: 0.3,
        Accessory.PURSE: 0.3,
        Accessory.BOOTS: 0.4,
    },
    Subject.MAN: {Accessory.HAT: 0.6, Accessory.SCARF: 0.25},
    Subject.GIRL: {Accessory.UMBRELLA: 0.4, Accessory.BACKPACK: 0.3},
}
"""How often each accessory is worn by whom."""

SPOTTED_SUBJECTS = frozenset({Subject.DOG, Subject.HORSE, Subject.CAT})
"""Animals that may have spots of a contrasting shade."""


@dataclass(frozen=True)
class Cast:
    """One figure.

    Attributes:
        subject, colour: who it is, and the colour of its garment, coat or paint.
        spotted: an animal has spots.
        accessories: what a person wears besides the garment.
        seed: chooses skin, hair and other small things that captions do not name.
    """

    subject: Subject
    colour: Colour
    spotted: bool = False
    accessories: tuple[Accessory, ...] = ()
    seed: int = 0

    def wears(self, accessory: Accessory) -> bool:
        """Whether the figure has it on."""
        return accessory in self.accessories


def draw_cast(rng: random.Random, subject: Subject, colour: Colour) -> Cast:
    """Dress a subject of a given colour."""
    worn = tuple(a for a, share in WARDROBE.get(subject, {}).items() if rng.random() < share)
    spotted = subject in SPOTTED_SUBJECTS and rng.random() < 0.45
    return Cast(subject, colour, spotted, worn, rng.randrange(2**31))
