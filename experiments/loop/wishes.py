"""What is asked for: who is seen, in which colour, and where. Time of day, look, camera and doings are left open.

What a prompt leaves open is the room that a taste has to work in.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from model.papercut.evaluation.bench import SHIPPED
from model.papercut.repertoire import Repertoire
from model.papercut.theatre.palette import PAINT
from model.papercut.theatre.phrases import Phrases, Wording
from model.papercut.theatre.vocabulary import Aspect, Colour
from storage.exports.splits import Split, prompt_key, splits

VIVID = tuple(colour for colour in PAINT if colour not in (Colour.WHITE, Colour.BLACK, Colour.BROWN))
"""Colours whose pixels can be told from those of most places."""

_JUDGED_BY = 3
"""One prompt in so many is for validation: whether a taste was understood is harder to say than to understand it."""

_DRAWN_FOR_EACH = 6
"""Enough to find the prompts that are for validation among them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One prompt, and what a critic should see in its clips."""

    prompt: str
    setting: str
    subject: str
    colour: Colour

    @property
    def facts(self) -> dict[str, str]:
        """What the prompt says, under the critic's names."""
        return {"setting": self.setting, "subject": self.subject, "colour": str(self.colour)}


def draw_rated(count: int) -> list[Wish]:
    """Wishes of which datasets will keep one in three for validation and none for testing.

    The hash of a prompt decides, so those that do not fit are not asked for: their stars would teach nothing.
    """
    of_key = {prompt_key(wish.prompt): wish for wish in islice(_wishes("rated"), _DRAWN_FOR_EACH * count)}
    found: dict[Split, list[Wish]] = {split: [] for split in Split}
    for key, split in splits(of_key).items():
        found[split].append(of_key[key])
    judging = found[Split.VALIDATION][: max(1, count // _JUDGED_BY)]
    return [*found[Split.TRAIN][: count - len(judging)], *judging]


def draw_held_out(count: int, rated: Collection[Wish]) -> list[Wish]:
    """Wishes that nobody rated."""
    known = {wish.prompt for wish in rated}
    return list(islice((wish for wish in _wishes("held out") if wish.prompt not in known), count))


def _wishes(name: str) -> Iterator[Wish]:
    """Wishes of different prompts without end, the same for the same name."""
    chance = random.Random(name)  # noqa: S311 - an experiment, not secrets
    repertoire = Repertoire.load(SHIPPED)
    taken: set[str] = set()
    while True:
        scene = repertoire.draw_scene(chance, aspect=Aspect.WIDE)
        if scene.colour not in VIVID or scene.companion is not None:
            continue
        say = Phrases(scene, random.Random(0), Wording.CANONICAL)  # noqa: S311 - nothing is drawn
        said = f"{say.subject(with_colour=True)} {say.setting()}."
        prompt = said[0].upper() + said[1:]
        if prompt not in taken:
            taken.add(prompt)
            yield Wish(prompt, str(scene.setting), str(scene.subject), scene.colour)
