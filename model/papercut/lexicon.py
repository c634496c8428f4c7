"""The lexicon: every word and phrase that means something on stage, with what it means and how training says it.

Built from the theatre's vocabulary, so that whatever is added there is understood here, and from lists of further
synonyms. Knows phrases, not sentences: what belongs to what is for `model.papercut.reading` to find out.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from model.papercut.doing_words import (
    ACCESSORY_SYNONYMS,
    ACTION_SYNONYMS,
    CAMERA_SYNONYMS,
    GARMENTS,
    LOOK_SYNONYMS,
    NEAR_CAMERAS,
    NEAR_LOOKS,
    PASSERS_BY,
    TIME_SYNONYMS,
    TRAVEL_SYNONYMS,
    WEATHER_SYNONYMS,
)
from model.papercut.repertoire import Repertoire
from model.papercut.synonyms import (
    COLOUR_SYNONYMS,
    NEAR_COLOURS,
    NEAR_SETTINGS,
    NEAR_SUBJECTS,
    SETTING_SYNONYMS,
    SUBJECT_SYNONYMS,
    WEAK_SETTING_WORDS,
    WEAK_SUBJECT_WORDS,
)
from model.papercut.theatre.vocabulary import (
    ACTION_WORDS,
    AWAY_WORDS,
    CAMERA_WORDS,
    COLOUR_WORDS,
    DIRECTION_WORDS,
    FOLLOW_BEHIND_WORDS,
    GARMENT_WORDS,
    LOOK_WORDS,
    PASSERS_BY_WORDS,
    SETTING_DETAILS,
    SETTING_WORDS,
    SUBJECT_WORDS,
    TIME_WORDS,
    TRAVEL_WORDS,
    WEATHER_WORDS,
    Action,
    Camera,
    Colour,
    Look,
    TimeOfDay,
    Weather,
    Words,
)
from model.papercut.wording import PREPOSITIONS, Fact, Meaning, Strength, canonical, said_as
from model.papercut.words import Word, stem, stems

_NO_PLACE_BY_ITSELF = frozenset(
    ["moon", "snow", "grass", "water", "house", "home", "front", "wood", "streets", "field", "fields", "space explorer"]
)


Name = TypeVar("Name", bound=StrEnum)


class Lexicon:
    """Phrases by their stems.

    Args:
        repertoire: what the weights know; words for anything else mean the nearest thing that they do know.
    """

    def __init__(self, repertoire: Repertoire | None = None) -> None:
        self._repertoire = repertoire or Repertoire.whole()
        self._meanings: dict[tuple[str, ...], list[Meaning]] = {}
        self._texts: dict[str, Meaning] = {}
        self._add_places()
        self._add_figures()
        self._add_doings()
        self._longest = max(len(phrase) for phrase in self._meanings)

    @property
    def texts(self) -> Mapping[str, Meaning]:
        """Phrases as they are written, each with the first thing it surely means."""
        return self._texts

    def find(self, words: Sequence[Word], first: int) -> tuple[int, Sequence[Meaning]]:
        """The longest phrase that starts at word `first`: how many words it has, 0 for none, and its meanings.

        No phrase ends within a hyphenated word: there is no dog in "dog-shaped".
        """
        end = first + 1
        while end < len(words) and end - first < self._longest and not words[end].is_after_break:
            end += 1
        for stop in range(end, first, -1):
            if stop < len(words) and words[stop].is_joined and words[stop].stem != "and":
                continue
            meanings = self._meanings.get(tuple(word.stem for word in words[first:stop]))
            if meanings:
                return stop - first, meanings
        return 0, ()

    def meanings(self, phrase: str) -> Sequence[Meaning]:
        """What a whole phrase means; nothing for one that is not here."""
        return self._meanings.get(stems(phrase), ())

    def _add(self, phrases: Iterable[str], meaning: Meaning) -> None:
        known_meaning = self._within_repertoire(meaning)
        if known_meaning is None:
            return
        meaning = known_meaning
        for phrase in phrases:
            key = stems(phrase)
            known = self._meanings.setdefault(key, [])
            if key and all(other.fact is not meaning.fact for other in known):
                known.append(meaning)
                if meaning.strength is Strength.SURE:
                    self._texts.setdefault(phrase, meaning)
        self._meanings.pop((), None)

    def _within_repertoire(self, meaning: Meaning) -> Meaning | None:
        """What it means to weights that may not know the very thing."""
        if meaning.value is None or self._repertoire.knows(meaning.value):
            return meaning
        stand_in = self._repertoire.understudy(meaning.value)
        if stand_in is None or meaning.fact in (Fact.DETAIL, Fact.DIRECTION):
            return None
        return canonical(Meaning(meaning.fact, stand_in, "", Strength.NEAR))

    def _add_words(self, fact: Fact, table: Mapping[Name, Words]) -> None:
        """Each word of training says itself; the words kept out of it are said in the nearest words of training."""
        for value, words in table.items():
            for phrase in words.seen:
                self._add([phrase], Meaning(fact, value, phrase))
            for phrase in words.unseen:
                self._add([phrase], Meaning(fact, value, said_as(phrase, words.seen)))

    def _add_synonyms(
        self,
        fact: Fact,
        table: Mapping[Name, Words],
        synonyms: Mapping[Name, Iterable[str]],
        strength: Strength = Strength.SURE,
    ) -> None:
        for value, phrases in synonyms.items():
            for phrase in phrases:
                say = table[value].seen[0] if strength is Strength.NEAR else said_as(phrase, table[value].seen)
                self._add([phrase], Meaning(fact, value, say, strength))

    def _add_places(self) -> None:
        self._add_words(Fact.SETTING, SETTING_WORDS)
        for setting, words in SETTING_WORDS.items():
            for phrase in words.seen + words.unseen:
                place = _place(phrase)
                if place not in _NO_PLACE_BY_ITSELF:
                    self._add([place], Meaning(Fact.SETTING, setting, said_as(phrase, words.seen)))
        self._add_synonyms(Fact.SETTING, SETTING_WORDS, SETTING_SYNONYMS)
        self._add_synonyms(Fact.SETTING, SETTING_WORDS, WEAK_SETTING_WORDS, Strength.WEAK)
        self._add_synonyms(Fact.SETTING, SETTING_WORDS, NEAR_SETTINGS, Strength.NEAR)
        for setting, sentences in SETTING_DETAILS.items():
            for sentence in sentences:
                for part in sentence.split(", "):
                    self._add([part], Meaning(Fact.DETAIL, setting, sentence))
        snow = Meaning(Fact.WEATHER, Weather.SNOW, WEATHER_WORDS[Weather.SNOW].seen[0], Strength.WEAK)
        self._add(["snow", "snowy", "in the snow"], snow)
        self._add(["neon"], Meaning(Fact.LOOK, Look.NEON, LOOK_WORDS[Look.NEON].seen[0], Strength.WEAK))

    def _add_figures(self) -> None:
        self._add_words(Fact.SUBJECT, SUBJECT_WORDS)
        self._add_synonyms(Fact.SUBJECT, SUBJECT_WORDS, SUBJECT_SYNONYMS)
        self._add_synonyms(Fact.SUBJECT, SUBJECT_WORDS, NEAR_SUBJECTS, Strength.NEAR)
        self._add_synonyms(Fact.SUBJECT, SUBJECT_WORDS, WEAK_SUBJECT_WORDS, Strength.WEAK)
        self._add_words(Fact.COLOUR, COLOUR_WORDS)
        self._add_synonyms(Fact.COLOUR, COLOUR_WORDS, COLOUR_SYNONYMS)
        self._add_synonyms(Fact.COLOUR, COLOUR_WORDS, NEAR_COLOURS, Strength.NEAR)
        for accessory, names in ACCESSORY_SYNONYMS.items():
            self._add(names, Meaning(Fact.ACCESSORY, accessory, names[0]))
        black = Meaning(Fact.COLOUR, Colour.BLACK, Colour.BLACK.value)
        self._add(["black leather jacket", "black jacket"], Meaning(Fact.GARMENT, None, "jacket"))
        self._add(["black leather jacket", "black jacket"], black)
        for words in GARMENT_WORDS.values():
            for name in words.seen + words.unseen:
                self._add([name], Meaning(Fact.GARMENT, None, name))
        for name in GARMENTS:
            self._add([name], Meaning(Fact.GARMENT, None, name))
        self._add(
            ["spotted", "with spots", "speckled", "dotted", "spots", "patchy", "dalmatian"],
            Meaning(Fact.SPOTS, None, ""),
        )
        self._add(PASSERS_BY_WORDS.seen + PASSERS_BY_WORDS.unseen + PASSERS_BY, Meaning(Fact.PASSERS_BY, None, ""))

    def _add_doings(self) -> None:
        self._add_words(Fact.CAMERA, CAMERA_WORDS)
        behind = FOLLOW_BEHIND_WORDS.seen + FOLLOW_BEHIND_WORDS.unseen + ("follows from behind", "follow behind")
        self._add(behind, Meaning(Fact.CAMERA, Camera.FOLLOW, FOLLOW_BEHIND_WORDS.seen[0]))
        self._add_synonyms(Fact.CAMERA, CAMERA_WORDS, CAMERA_SYNONYMS)
        self._add_synonyms(Fact.CAMERA, CAMERA_WORDS, NEAR_CAMERAS, Strength.NEAR)
        self._add_words(Fact.ACTION, ACTION_WORDS)
        self._add_words(Fact.DIRECTION, DIRECTION_WORDS)
        away = Meaning(Fact.DIRECTION, Action.AWAY, AWAY_WORDS.seen[0])
        for phrase in AWAY_WORDS.seen:
            self._add([phrase], Meaning(Fact.DIRECTION, Action.AWAY, phrase))
        self._add(AWAY_WORDS.unseen, away)
        for action, lists in ACTION_SYNONYMS.items():
            for say, phrases in lists.items():
                self._add(phrases, Meaning(Fact.ACTION, action, say))
        for verbs in TRAVEL_WORDS.values():
            for verb in verbs:
                self._add([verb], Meaning(Fact.TRAVEL, None, verb))
        for verb, others in TRAVEL_SYNONYMS.items():
            self._add([verb, *others], Meaning(Fact.TRAVEL, None, verb))
        self._add_words(Fact.TIME, TIME_WORDS)
        self._add_synonyms(Fact.TIME, TIME_WORDS, TIME_SYNONYMS)
        sunset = Meaning(Fact.TIME, TimeOfDay.SUNSET, TIME_WORDS[TimeOfDay.SUNSET].seen[0])
        self._add(["into sunset", "off into sunset"], sunset)
        self._add_words(Fact.WEATHER, WEATHER_WORDS)
        self._add_synonyms(Fact.WEATHER, WEATHER_WORDS, WEATHER_SYNONYMS)
        self._add_words(Fact.LOOK, LOOK_WORDS)
        self._add_synonyms(Fact.LOOK, LOOK_WORDS, LOOK_SYNONYMS)
        self._add_synonyms(Fact.LOOK, LOOK_WORDS, NEAR_LOOKS, Strength.NEAR)


def _place(phrase: str) -> str:
    """A phrase without the prepositions it starts with."""
    words = phrase.split()
    while len(words) > 1 and (stem(words[0]) in PREPOSITIONS or words[0].lower() in ("a", "an", "the")):
        words = words[1:]
    return " ".join(words)
