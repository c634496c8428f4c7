"""Wording: what a phrase can mean on stage, and which words of training say it best. Knows no prompt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from model.papercut.theatre.vocabulary import (
    ACTION_WORDS,
    CAMERA_WORDS,
    COLOUR_WORDS,
    FOOTAGE_PHRASES,
    LOOK_WORDS,
    SETTING_DETAILS,
    SETTING_WORDS,
    SUBJECT_WORDS,
    TIME_WORDS,
    WEATHER_WORDS,
    Setting,
    Words,
)
from model.papercut.words import stem, stems

PREPOSITIONS = frozenset(
    stem(word)
    for word in [
        "in", "on", "at", "by", "of", "through", "down", "up", "along", "under", "below", "above", "over", "among",
        "before",
        "past", "inside", "outside", "into", "onto", "near", "across", "beside", "behind", "between", "around",
        "against",
        "front", "beneath", "amid", "amidst", "within", "toward", "from", "next", "to", "off", "with",
    ]
)  # fmt: skip
"""By their stems."""


class Fact(StrEnum):
    """What a phrase tells of."""

    SETTING = "setting"
    SUBJECT = "subject"
    COLOUR = "colour"
    ACTION = "action"
    DIRECTION = "direction"
    """Where a verb of travel leads; its values are actions."""
    TRAVEL = "travel"
    CAMERA = "camera"
    TIME = "time_of_day"
    WEATHER = "weather"
    LOOK = "look"
    GARMENT = "garment"
    ACCESSORY = "accessory"
    PASSERS_BY = "passers_by"
    SPOTS = "spots"
    DETAIL = "detail"
    """A sentence about a setting; its values are settings."""


class Strength(IntEnum):
    """How surely a phrase means it."""

    NEAR = 0
    """It means something else that this comes nearest to."""
    WEAK = 1
    """It points this way when nothing else says so outright."""
    SURE = 2


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means, and the words of training that say it."""

    fact: Fact
    value: StrEnum | None
    say: str
    strength: Strength = Strength.SURE


_TABLES: dict[Fact, dict[str, Words]] = {
    Fact.SETTING: {str(name): words for name, words in SETTING_WORDS.items()},
    Fact.SUBJECT: {str(name): words for name, words in SUBJECT_WORDS.items()},
    Fact.COLOUR: {str(name): words for name, words in COLOUR_WORDS.items()},
    Fact.ACTION: {str(name): words for name, words in ACTION_WORDS.items()},
    Fact.CAMERA: {str(name): words for name, words in CAMERA_WORDS.items()},
    Fact.TIME: {str(name): words for name, words in TIME_WORDS.items()},
    Fact.WEATHER: {str(name): words for name, words in WEATHER_WORDS.items()},
    Fact.LOOK: {str(name): words for name, words in LOOK_WORDS.items()},
}


def canonical(meaning: Meaning) -> Meaning:
    """The same meaning in the first words that training has for it."""
    words = _TABLES[meaning.fact].get(str(meaning.value))
    return replace(meaning, say=words.seen[0]) if words else meaning


def said_as(phrase: str, seen: Sequence[str]) -> str:
    """The first or else the shortest phrase of training that has all words of `phrase`; the first where none has."""
    wanted = set(stems(phrase))
    if wanted <= set(stems(seen[0])):
        return seen[0]
    return min((words for words in seen if wanted <= set(stems(words))), key=len, default=seen[0])


def spell_setting(meaning: Meaning, said: Sequence[str], is_old_film: bool) -> Meaning:
    """The setting in the phrase of training that has most of what was said and least that was not.

    Args:
        meaning: the setting, with the phrase to fall back on.
        said: the stems of the prompt.
        is_old_film: phrases that speak of old film may be used.
    """
    wanted = set(said) - PREPOSITIONS
    best, best_score = meaning.say, 0.0
    for phrase in SETTING_WORDS[Setting(str(meaning.value))].seen:
        own = set(stems(phrase)) - PREPOSITIONS
        score = len(own & wanted) - 0.3 * len(own - wanted)
        names = {stem(word) for word in phrase.split() if word[0].isupper()}
        if names - wanted:
            continue  # nobody said Tokyo
        if score > best_score and (is_old_film or phrase not in FOOTAGE_PHRASES):
            best, best_score = phrase, score
    return replace(meaning, say=best)


def covered_stems(setting: Setting) -> frozenset[str]:
    """The stems of all words that are true of a place whenever it is shown."""
    phrases = SETTING_WORDS[setting].seen + SETTING_WORDS[setting].unseen + SETTING_DETAILS[setting]
    return frozenset(part for phrase in phrases for part in stems(phrase))
