"""Captions: what an artist might have typed to get a scene, long, short or with something left unsaid.

Every caption is made from the scene alone and never says what the picture does not show. The wording follows the long
prompts that artists write; the many synonyms teach the model words. What matters most comes first, because the text
encoder reads 64 tokens and no more. Knows nothing of pixels or of the text encoder.
"""

import random
from enum import StrEnum

from model.papercut.theatre.phrases import Phrases, Wording, article
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.vocabulary import (
    SETTING_DETAILS,
    Action,
    Camera,
    Look,
    Setting,
    Subject,
    TimeOfDay,
    Weather,
)

__all__ = ["STYLE_SHARES", "Style", "Wording", "canonical_caption", "write_caption"]


class Style(StrEnum):
    """How much a caption says."""

    LONG = "long"
    SHORT = "short"
    PARTIAL = "partial"


STYLE_SHARES: dict[Style, float] = {Style.LONG: 0.80, Style.PARTIAL: 0.15, Style.SHORT: 0.05}
"""How often each style is drawn in training."""

_OPENINGS = ("", "", "", "", "", "", "A video of ", "A cinematic shot of ", "Footage of ")
_ENOUGH_WORDS = 36
"""A caption this long gets no further details; more words would not fit the text encoder."""
_DUSTY_PLACES = (Setting.MOUNTAIN_ROAD, Setting.DESERT, Setting.GOLD_TOWN, Setting.FARM)
_PRONOUNS: dict[Subject, str] = {Subject.WOMAN: "She", Subject.MAN: "He", Subject.GIRL: "She"}


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
    writer = _Writer(scene, Phrases(scene, rng, wording))
    if style is Style.SHORT:
        return writer.short()
    return writer.long(_omissions(rng) if style is Style.PARTIAL else frozenset())


def canonical_caption(scene: Scene) -> str:
    """The one plain long caption of a scene, the same every time: the form that prompts are rewritten to."""
    return write_caption(scene, random.Random(0), Style.LONG, Wording.CANONICAL)  # noqa: S311 - nothing is drawn


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

    def __init__(self, scene: Scene, phrases: Phrases) -> None:
        self.scene, self.say = scene, phrases

    def long(self, omitted: frozenset[str]) -> str:
        if "subject" in omitted:
            return self.only_setting()
        say = self.say
        wear_apart = self.scene.subject in _PRONOUNS and "colour" not in omitted and say.chance(0.3)
        subject = say.subject(with_colour="colour" not in omitted and not wear_apart)
        action = "" if "action" in omitted else say.action()
        place = "" if "setting" in omitted else say.setting() + self.circumstances()
        camera = "" if "camera" in omitted else say.camera()
        first = " ".join(part for part in (subject, action, say.companion(), place) if part)
        if self.leads_with_camera(camera):
            opening, first, camera = "", f"{camera} {first}" if not action else f"{camera} {subject} as it {action}", ""
            first = " ".join(
                part for part in (first, say.companion() if action else "", place if action else "") if part
            )
        else:
            opening = self.opening()
        if camera and say.chance(0.55):
            first, camera = f"{first}, {camera}", ""
        sentences = [opening + first]
        if self.scene.passers_by:
            sentences.append(say.passers_by())
        if camera:
            sentences.insert(say.pick((1, len(sentences))), camera)
        if wear_apart:
            sentences.insert(1, f"{_PRONOUNS[self.scene.subject]} wears {say.outfit()}")
        return self.with_details(sentences, "setting" not in omitted)

    def leads_with_camera(self, camera: str) -> bool:
        """Whether the caption begins as in "The camera follows behind a car as it drives away"."""
        simple = self.scene.subject not in _PRONOUNS and self.scene.look is Look.PAPER
        return camera.endswith(("follows", "follows behind")) and simple and self.say.chance(0.6)

    def with_details(self, sentences: list[str], with_setting: bool) -> str:
        """The finished caption; details are added last and only while there is room."""
        for detail in self.details(with_setting):
            if sum(len(sentence.split()) for sentence in sentences) + len(detail.split()) <= _ENOUGH_WORDS:
                sentences.append(detail)
        return " ".join(sentence[0].upper() + sentence[1:] + "." for sentence in sentences)

    def short(self) -> str:
        say = self.say
        subject = say.subject(with_colour=say.chance(0.8), with_article=False)
        setting = say.setting()
        return say.pick(
            (
                f"{subject} {setting}",
                f"{article(subject)} {subject} {setting}",
                f"{subject} {say.action()}",
                f"{setting.split(' ', 1)[1]}, {subject}",
                f"{subject}, {setting}",
                subject,
            )
        )

    def only_setting(self) -> str:
        place = self.say.setting().split(" ", 1)[1] + self.circumstances()
        detail = self.say.pick(SETTING_DETAILS[self.scene.setting])
        look = self.opening() if self.scene.look is not Look.PAPER else ""
        place = look + place if look else place[0].upper() + place[1:]
        return self.say.pick((f"{place}.", f"{place}. {detail}.", f"{place}.", f"{look}{detail}."))

    def opening(self) -> str:
        """How the caption begins; another look than paper is nearly always named here."""
        say, look = self.say, self.scene.look
        if look is not Look.PAPER:
            return f"{say.look()} of " if say.chance(0.93) else ""
        if say.wording is Wording.CANONICAL:
            return ""
        return f"{say.look()} of " if say.wording is Wording.SEEN and say.chance(0.12) else say.pick(_OPENINGS)

    def circumstances(self) -> str:
        """Time of day and weather, with a space before each."""
        scene, say = self.scene, self.say
        time = weather = ""
        plain = scene.time_of_day is TimeOfDay.DAY
        if scene.setting not in (Setting.NEON_STREET, Setting.MOON) and say.chance(0.25 if plain else 0.92):
            time = " " + say.time()
        if say.chance(0.05 if scene.weather is Weather.CLEAR else 0.93):
            weather = " " + say.weather()
        return weather + time if say.chance(0.3) else time + weather

    def details(self, with_setting: bool) -> list[str]:
        scene, say = self.scene, self.say
        found: list[str] = []
        if say.wording is not Wording.SEEN:
            return found
        if with_setting and say.chance(0.35):
            found.append(say.pick(SETTING_DETAILS[scene.setting]))
        moves = scene.action in (Action.LEFT, Action.RIGHT, Action.CLOSER, Action.AWAY, Action.TURN)
        dusty = scene.setting in _DUSTY_PLACES and scene.subject in (Subject.CAR, Subject.BUS)
        if dusty and moves and say.chance(0.4):
            found.append(say.pick(("Dust kicks up from its tires", "Dust rises behind it")))
        if scene.camera is Camera.STATIC and scene.weather is Weather.WIND and say.chance(0.3):
            found.append(say.pick(("Something blows through the air", "The wind carries things past")))
        return found
