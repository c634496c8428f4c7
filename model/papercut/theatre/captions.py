"""Captions: what an artist might have typed to get a scene, long, short or with something left unsaid.

Every caption is made from the scene alone and never says what the picture does not show. The wording follows the long
prompts that artists write; the many synonyms teach the model words. Knows nothing of pixels or of the text encoder.
"""

import random
from enum import StrEnum

from model.papercut.theatre.scene import Scene
from model.papercut.theatre.vocabulary import (
    ACTION_WORDS,
    CAMERA_WORDS,
    COLOUR_WORDS,
    DIRECTION_WORDS,
    GARMENT_WORDS,
    SETTING_WORDS,
    SUBJECT_WORDS,
    TIME_WORDS,
    TRAVEL_WORDS,
    Action,
    Camera,
    Colour,
    Setting,
    Subject,
    TimeOfDay,
    Words,
)


class Style(StrEnum):
    """How much a caption says."""

    LONG = "long"
    SHORT = "short"
    PARTIAL = "partial"


class Wording(StrEnum):
    """Which words a caption uses: those of training, those kept out of it, or the plainest word for each thing."""

    SEEN = "seen"
    UNSEEN = "unseen"
    CANONICAL = "canonical"


STYLE_SHARES: dict[Style, float] = {Style.LONG: 0.72, Style.PARTIAL: 0.20, Style.SHORT: 0.08}
"""How often each style is drawn in training."""

_OPENINGS = ("", "", "", "", "", "A video of ", "A cinematic shot of ", "Paper-cut animation of ", "Footage of ")
_CANONICAL_COLOUR_SHARE = 0.4

_SETTING_DETAILS: dict[Setting, tuple[str, ...]] = {
    Setting.NEON_STREET: (
        "The street is damp and reflective, creating a mirror effect of the colorful lights",
        "Many pedestrians walk about",
        "Neon signs glow above the wet asphalt",
        "The warm glowing neon and city signage light the scene",
    ),
    Setting.MOUNTAIN_ROAD: (
        "Pine trees stand along the road",
        "Snow lies on the mountain peaks",
        "The dirt road is surrounded by steep hills and mountains",
        "Clouds hang above the mountains",
    ),
    Setting.GOLD_TOWN: (
        "Wooden houses line the dusty street",
        "Barrels stand in front of the saloons",
        "Everything is made of old brown wood",
    ),
    Setting.WINDOW_ROOM: (
        "People pass by outside",
        "Curtains hang beside the window",
        "Passers-by can be seen through the window",
    ),
    Setting.BEACH: ("Palm trees stand on the sand", "Waves roll in", "The sea is blue and calm"),
    Setting.FOREST: ("Mushrooms grow between the trunks", "The trees are tall and old", "The ground is mossy"),
    Setting.SNOW_FIELD: (
        "The trees are covered in snow",
        "Everything is white and cold",
        "Fir trees stand in the snow",
    ),
    Setting.DESERT: ("Cacti grow in the sand", "Red rocks rise in the distance", "The sand is dry and hot"),
}

_PRONOUNS: dict[Subject, str] = {Subject.WOMAN: "She", Subject.MAN: "He"}


def write_caption(scene: Scene, rng: random.Random, style: Style | None = None, wording: Wording = Wording.SEEN) -> str:
    """Write one caption of a scene.

    Args:
        scene: what the picture shows.
        rng: chooses words and, if `style` is None, the style by `STYLE_SHARES`.
        style: LONG says everything, PARTIAL leaves one to three facts out, SHORT is a few words.
        wording: which words to use.
    """
    if style is None:
        style = rng.choices(list(STYLE_SHARES), list(STYLE_SHARES.values()))[0]
    writer = _Writer(scene, rng, wording)
    if style is Style.SHORT:
        return writer.short()
    omitted = _omissions(rng) if style is Style.PARTIAL else frozenset()
    return writer.long(omitted)


def _omissions(rng: random.Random) -> frozenset[str]:
    """Which facts a partial caption keeps to itself."""
    return rng.choices(
        [
            frozenset({"colour"}),
            frozenset({"action"}),
            frozenset({"camera"}),
            frozenset({"setting"}),
            frozenset({"camera", "action"}),
            frozenset({"colour", "camera", "action"}),
            frozenset({"subject"}),
            frozenset({"setting", "camera", "action"}),
        ],
        [0.24, 0.14, 0.22, 0.08, 0.12, 0.08, 0.06, 0.06],
    )[0]


class _Writer:
    """Puts the sentences of one caption together."""

    def __init__(self, scene: Scene, rng: random.Random, wording: Wording) -> None:
        self.scene, self.rng, self.wording = scene, rng, wording

    def word(self, words: Words) -> str:
        if self.wording is Wording.CANONICAL:
            return words.seen[0]
        return self.rng.choice(words.unseen if self.wording is Wording.UNSEEN else words.seen)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def long(self, omitted: frozenset[str]) -> str:
        if "subject" in omitted:
            return self.only_setting()
        wear_apart = self.scene.subject in _PRONOUNS and "colour" not in omitted and self.chance(0.35)
        first = self.subject(with_colour="colour" not in omitted and not wear_apart)
        if "action" not in omitted:
            first += " " + self.action()
        if "setting" not in omitted:
            first += " " + self.word(SETTING_WORDS[self.scene.setting]) + self.time()
        camera = "" if "camera" in omitted else self.camera()
        if camera and self.chance(0.55):
            first, camera = f"{first}, {camera}", ""
        opening = self.rng.choice(_OPENINGS) if self.wording is not Wording.CANONICAL else ""
        sentences = [opening + first]
        if wear_apart:
            sentences.append(f"{_PRONOUNS[self.scene.subject]} wears {self.outfit()}")
        sentences += self.details(with_setting="setting" not in omitted)
        if camera:
            sentences.insert(self.rng.randint(1, len(sentences)), camera)
        return " ".join(sentence[0].upper() + sentence[1:] + "." for sentence in sentences)

    def short(self) -> str:
        subject = self.subject(with_colour=self.chance(0.8), article=False)
        setting = self.word(SETTING_WORDS[self.scene.setting])
        return self.rng.choice(
            [
                f"{subject} {setting}",
                f"{_article(subject)} {subject} {setting}",
                f"{subject} {self.action()}",
                f"{setting.split(' ', 1)[1]}, {subject}",
                f"{subject}, {setting}",
                subject,
            ]
        )

    def only_setting(self) -> str:
        place = self.word(SETTING_WORDS[self.scene.setting]).split(" ", 1)[1] + self.time()
        detail = self.rng.choice(_SETTING_DETAILS[self.scene.setting])
        place = place[0].upper() + place[1:]
        return self.rng.choice([f"{place}.", f"{place}. {detail}.", f"Historical footage: {place}.", f"{detail}."])

    def colour(self) -> str:
        words = COLOUR_WORDS[self.scene.colour]
        if self.wording is Wording.SEEN and self.chance(_CANONICAL_COLOUR_SHARE):
            return words.seen[0]
        return self.word(words)

    def subject(self, with_colour: bool, article: bool = True) -> str:
        noun = self.word(SUBJECT_WORDS[self.scene.subject])
        if self.scene.subject in _PRONOUNS:
            phrase = (
                f"{noun} {self.rng.choice(['in', 'wearing', 'who wears'])} {self.outfit()}" if with_colour else noun
            )
        else:
            if self.scene.spotted and self.chance(0.8):
                noun = f"spotted {noun}"
            if self.scene.subject is Subject.CAR and self.wording is Wording.SEEN and self.chance(0.2):
                noun += " with a black roof rack"
            phrase = f"{self.colour()} {noun}" if with_colour else noun
        return f"{_article(phrase)} {phrase}" if article else phrase

    def outfit(self) -> str:
        garment = f"{self.colour()} {self.word(GARMENT_WORDS[self.scene.subject])}"
        items = [f"{_article(garment)} {garment}"]
        if self.scene.dark_jacket and self.chance(0.8):
            items.insert(0, self.rng.choice(["a black leather jacket", "a black jacket", "a short black jacket"]))
        if self.scene.hat and self.chance(0.5):
            items.append(self.rng.choice(["a hat", "a brown hat"]))
        if self.scene.sunglasses and self.chance(0.6):
            items.append("sunglasses")
        if self.scene.subject is Subject.WOMAN and self.chance(0.15):
            items.append("black boots")
        worn = items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
        if self.scene.purse and self.chance(0.6):
            worn += " and carries a black purse"
        return worn

    def action(self) -> str:
        if self.scene.action in ACTION_WORDS:
            return self.word(ACTION_WORDS[self.scene.action])
        travel = TRAVEL_WORDS[self.scene.subject]
        verb = travel[0] if self.wording is Wording.CANONICAL else self.rng.choice(travel)
        return f"{verb} {self.word(DIRECTION_WORDS[self.scene.action])}"

    def time(self) -> str:
        scene = self.scene
        says = 0.25 if scene.time_of_day is TimeOfDay.DAY else 0.9
        if scene.setting is Setting.NEON_STREET or not self.chance(says):
            return ""
        if self.wording is Wording.CANONICAL and scene.time_of_day is TimeOfDay.DAY:
            return ""
        return " " + self.word(TIME_WORDS[scene.time_of_day])

    def camera(self) -> str:
        scene = self.scene
        if scene.camera is Camera.STATIC:
            return self.word(CAMERA_WORDS[scene.camera]) if self.chance(0.35) else ""
        follows = (scene.action, scene.camera) in (
            (Action.LEFT, Camera.PAN_LEFT),
            (Action.RIGHT, Camera.PAN_RIGHT),
        )
        if follows and self.wording is Wording.SEEN and self.chance(0.4):
            side = scene.action.value
            return self.rng.choice([f"the camera follows to the {side}", f"a tracking shot to the {side}"])
        return self.word(CAMERA_WORDS[scene.camera])

    def details(self, with_setting: bool) -> list[str]:
        found: list[str] = []
        if self.wording is not Wording.SEEN:
            return found
        if with_setting and self.chance(0.35):
            found.append(self.rng.choice(_SETTING_DETAILS[self.scene.setting]))
        moves = self.scene.action in (Action.LEFT, Action.RIGHT, Action.CLOSER)
        dusty = self.scene.setting in (Setting.MOUNTAIN_ROAD, Setting.DESERT, Setting.GOLD_TOWN)
        if self.scene.subject is Subject.CAR and moves and dusty and self.chance(0.4):
            found.append(self.rng.choice(["Dust kicks up from its tires", "Dust rises behind it"]))
        return found


def _article(phrase: str) -> str:
    """The indefinite article by sound, as far as this vocabulary needs it."""
    first = phrase.split(" ", 1)[0].lower()
    if first.startswith(("uni", "ultra")):
        return "an" if first.startswith("ultra") else "a"
    if first == "suv":
        return "an"
    return "an" if first[0] in "aeiou" else "a"


def colour_words(colour: Colour) -> tuple[str, ...]:
    """Every word for a colour, seen and unseen."""
    return COLOUR_WORDS[colour].seen + COLOUR_WORDS[colour].unseen
