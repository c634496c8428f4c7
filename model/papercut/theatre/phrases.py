"""Phrases: the parts of a caption, each put in words for one scene. Knows nothing of how they make a sentence."""

import random
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from model.papercut.theatre.cast import Accessory, Cast
from model.papercut.theatre.rules import WALKS
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.vocabulary import (
    ACTION_WORDS,
    AWAY_WORDS,
    CAMERA_WORDS,
    COLOUR_WORDS,
    DIRECTION_WORDS,
    FAIR_WEATHER_PHRASES,
    FOLLOW_BEHIND_WORDS,
    FOOTAGE_PHRASES,
    GARMENT_WORDS,
    LOOK_WORDS,
    PASSERS_BY_WORDS,
    SETTING_WORDS,
    SUBJECT_WORDS,
    TIME_WORDS,
    TRAVEL_WORDS,
    WEATHER_WORDS,
    Action,
    Camera,
    Look,
    Setting,
    Subject,
    Weather,
    Words,
)

T = TypeVar("T")

_CANONICAL_COLOUR_SHARE = 0.4
_ACCESSORIES: dict[Accessory, tuple[str, ...]] = {
    Accessory.HAT: ("a hat", "a brown hat"),
    Accessory.SCARF: ("a scarf", "a pale scarf"),
    Accessory.SUNGLASSES: ("sunglasses",),
    Accessory.BOOTS: ("black boots",),
    Accessory.BACKPACK: ("a backpack", "a school bag"),
}
_CARRIED: dict[Accessory, tuple[str, ...]] = {
    Accessory.PURSE: ("carries a black purse", "carries a purse"),
    Accessory.UMBRELLA: ("holds an umbrella", "carries an umbrella"),
}
_BESIDE = ("next to", "beside", "together with", "side by side with")


class Wording(StrEnum):
    """Which words a caption uses: those of training, those kept out of it, or the plainest word for each thing."""

    SEEN = "seen"
    UNSEEN = "unseen"
    CANONICAL = "canonical"


class Phrases:
    """Words for the facts of one scene."""

    def __init__(self, scene: Scene, rng: random.Random, wording: Wording) -> None:
        self.scene, self.rng, self.wording = scene, rng, wording

    def pick(self, choices: Sequence[T]) -> T:
        """One of several; the first in canonical wording."""
        return choices[0] if self.wording is Wording.CANONICAL else self.rng.choice(choices)

    def chance(self, share: float) -> bool:
        """True in this share of cases; in canonical wording whenever it is likely."""
        return share >= 0.5 if self.wording is Wording.CANONICAL else self.rng.random() < share

    def word(self, words: Words, untrue: frozenset[str] = frozenset()) -> str:
        """A name of a thing, none of those that would not be true here."""
        names = words.unseen if self.wording is Wording.UNSEEN else words.seen
        return self.pick([name for name in names if name not in untrue])

    def setting(self) -> str:
        """Where, with its preposition."""
        untrue = frozenset() if self.scene.look is Look.SEPIA else FOOTAGE_PHRASES
        return self.word(SETTING_WORDS[self.scene.setting], untrue)

    def time(self) -> str:
        """When."""
        untrue = frozenset() if self.scene.weather is Weather.CLEAR else FAIR_WEATHER_PHRASES
        return self.word(TIME_WORDS[self.scene.time_of_day], untrue)

    def weather(self) -> str:
        """In which weather; outside the window where the scene is indoors."""
        words = self.word(WEATHER_WORDS[self.scene.weather])
        indoors = self.scene.setting is Setting.WINDOW_ROOM and self.scene.weather is not Weather.CLEAR
        return f"{words} outside" if indoors else words

    def look(self) -> str:
        """The finish as a noun with its article, at the beginning of a sentence."""
        noun = self.word(LOOK_WORDS[self.scene.look])
        bare = noun.endswith(("footage", "watercolor"))
        return noun[0].upper() + noun[1:] if bare else f"{article(noun).capitalize()} {noun}"

    def passers_by(self) -> str:
        """That people pass in front."""
        return self.word(PASSERS_BY_WORDS)

    def colour(self, cast: Cast) -> str:
        """A word for the colour; often the plain one."""
        words = COLOUR_WORDS[cast.colour]
        if self.wording is Wording.SEEN and self.chance(_CANONICAL_COLOUR_SHARE):
            return words.seen[0]
        return self.word(words)

    def subject(self, with_colour: bool, with_article: bool = True) -> str:
        """Who."""
        phrase = self.figure(self.scene.cast, with_colour)
        return f"{article(phrase)} {phrase}" if with_article else phrase

    def companion(self) -> str:
        """Beside whom, or nothing."""
        if self.scene.companion is None:
            return ""
        phrase = self.figure(self.scene.companion, with_colour=True, brief=True)
        return f"{self.pick(_BESIDE)} {article(phrase)} {phrase}"

    def figure(self, cast: Cast, with_colour: bool, brief: bool = False) -> str:
        """A figure without its article: "spotted red dog", "woman in a red dress and sunglasses"."""
        noun = self.word(SUBJECT_WORDS[cast.subject])
        if cast.subject in GARMENT_WORDS:
            if not with_colour:
                return noun
            link = self.pick(("in", "wearing", "who wears"))
            return f"{noun} {link} {self.garment(cast) if brief else self.outfit()}"
        if cast.spotted and self.chance(0.8):
            noun = f"spotted {noun}"
        if not brief and cast.subject is Subject.CAR and self.wording is Wording.SEEN and self.chance(0.2):
            noun += " with a black roof rack"
        return f"{self.colour(cast)} {noun}" if with_colour else noun

    def garment(self, cast: Cast) -> str:
        """What carries a person's colour, with its article."""
        garment = f"{self.colour(cast)} {self.word(GARMENT_WORDS[cast.subject])}"
        return f"{article(garment)} {garment}"

    def outfit(self) -> str:
        """What the subject wears and carries."""
        cast = self.scene.cast
        items = [self.garment(cast)]
        if cast.wears(Accessory.DARK_JACKET) and self.chance(0.8):
            items.insert(0, self.pick(("a black leather jacket", "a black jacket", "a short black jacket")))
        shares = {Accessory.HAT: 0.5, Accessory.SUNGLASSES: 0.6}
        for accessory, names in _ACCESSORIES.items():
            if cast.wears(accessory) and self.chance(shares.get(accessory, 0.45)):
                items.append(self.pick(names))
        worn = items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
        for accessory, deeds in _CARRIED.items():
            if cast.wears(accessory) and self.chance(0.6):
                worn += " and " + self.pick(deeds)
        return worn

    def action(self) -> str:
        """What the subject does."""
        action = self.scene.action
        travel = self.pick(TRAVEL_WORDS[self.scene.subject])
        if action in WALKS:
            return f"{travel} {self.word(DIRECTION_WORDS[action])}"
        if action is Action.AWAY and self.chance(0.5):
            return f"{travel} {self.word(AWAY_WORDS)}"
        return self.word(ACTION_WORDS[action])

    def camera(self) -> str:
        """What the camera does; a camera that stands still is often not worth a word."""
        scene = self.scene
        if scene.camera is Camera.STATIC:
            return self.word(CAMERA_WORDS[scene.camera]) if self.chance(0.35) else ""
        if scene.camera is Camera.FOLLOW and scene.action is Action.AWAY and self.chance(0.6):
            return self.word(FOLLOW_BEHIND_WORDS)
        if scene.camera is Camera.FOLLOW and scene.action in WALKS and self.wording is Wording.SEEN:
            side = scene.action.value
            if self.chance(0.4):
                return self.pick((f"the camera follows to the {side}", f"a tracking shot to the {side}"))
        return self.word(CAMERA_WORDS[scene.camera])


def article(phrase: str) -> str:
    """The indefinite article by sound, as far as this vocabulary needs it."""
    first = phrase.split(" ", 1)[0].lower()
    if first.startswith("uni"):
        return "a"
    if first == "suv":
        return "an"
    return "an" if first[0] in "aeiou" else "a"
