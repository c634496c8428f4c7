"""The lexicon knows all words of the theatre, and says nothing that training did not say."""

from collections.abc import Mapping
from typing import Any

import pytest

from model.papercut import doing_words, synonyms
from model.papercut.lexicon import Lexicon
from model.papercut.scan import PLAIN_STEMS
from model.papercut.theatre.vocabulary import (
    ACTION_WORDS,
    CAMERA_WORDS,
    COLOUR_WORDS,
    LOOK_WORDS,
    SETTING_WORDS,
    SUBJECT_WORDS,
    TIME_WORDS,
    WEATHER_WORDS,
    Words,
)
from model.papercut.wording import Fact, Strength, said_as, spell_setting
from model.papercut.words import stems

TABLES: dict[Fact, Mapping[Any, Words]] = {
    Fact.SETTING: SETTING_WORDS,
    Fact.SUBJECT: SUBJECT_WORDS,
    Fact.COLOUR: COLOUR_WORDS,
    Fact.ACTION: ACTION_WORDS,
    Fact.CAMERA: CAMERA_WORDS,
    Fact.TIME: TIME_WORDS,
    Fact.WEATHER: WEATHER_WORDS,
    Fact.LOOK: LOOK_WORDS,
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.mark.parametrize("fact", list(TABLES))
def test_every_word_of_the_theatre_means_what_the_theatre_says(lexicon: Lexicon, fact: Fact) -> None:
    for value, words in TABLES[fact].items():
        for phrase in words.seen + words.unseen:
            meaning = next(meaning for meaning in lexicon.meanings(phrase) if meaning.fact is fact)
            assert (meaning.value, meaning.strength) == (value, Strength.SURE), phrase
            assert meaning.say in words.seen


@pytest.mark.parametrize(
    ("word", "value"),
    [("SUV", "car"), ("Shibuya", "neon_street"), ("puppies", "dog"), ("crimson", "red"), ("sundown", "sunset")],
)
def test_an_artists_word_means_a_thing_of_the_theatre(lexicon: Lexicon, word: str, value: str) -> None:
    assert lexicon.meanings(word)[0].value == value


def test_what_merely_comes_near_is_not_taken_for_the_thing(lexicon: Lexicon) -> None:
    (wolf,) = lexicon.meanings("wolves")
    assert (wolf.value, wolf.strength) == ("dog", Strength.NEAR)


def test_no_synonym_stands_under_two_things() -> None:
    tables: list[tuple[Mapping[Any, tuple[str, ...]], ...]] = [
        (synonyms.SETTING_SYNONYMS, synonyms.NEAR_SETTINGS),
        (synonyms.SUBJECT_SYNONYMS, synonyms.NEAR_SUBJECTS),
        (synonyms.COLOUR_SYNONYMS, synonyms.NEAR_COLOURS),
        (doing_words.CAMERA_SYNONYMS, doing_words.NEAR_CAMERAS),
        (doing_words.LOOK_SYNONYMS, doing_words.NEAR_LOOKS),
        (doing_words.TIME_SYNONYMS,),
        (doing_words.WEATHER_SYNONYMS,),
    ]
    for group in tables:
        owners: dict[tuple[str, ...], set[str]] = {}
        for table in group:
            for value, phrases in table.items():
                for phrase in phrases:
                    owners.setdefault(stems(phrase), set()).add(str(value))
        assert {phrase: values for phrase, values in owners.items() if len(values) > 1} == {}


def test_actions_are_said_in_words_of_training() -> None:
    for action, lists in doing_words.ACTION_SYNONYMS.items():
        assert set(lists) <= set(ACTION_WORDS[action].seen)


def test_plain_grammar_means_nothing_on_stage(lexicon: Lexicon) -> None:
    grammar = ["and", "or", "as", "with", "is", "the", "even", "through", "of", "she", "it", "have", "no"]
    assert [word for word in grammar if lexicon.meanings(word)] == []
    assert all(set(stems(word)) <= PLAIN_STEMS for word in grammar)


def test_a_thing_is_said_in_the_first_or_shortest_words_that_have_it() -> None:
    words = Words(("car", "vintage SUV", "SUV"), ())
    assert [said_as(word, words.seen) for word in ("cars", "suv", "taxi")] == ["car", "SUV", "car"]


def test_a_place_is_said_with_most_of_what_was_said_and_no_name_that_was_not(lexicon: Lexicon) -> None:
    (street,) = [m for m in lexicon.meanings("wet street") if m.fact is Fact.SETTING]
    assert spell_setting(street, stems("rain-wet city street"), False).say == (
        "on a rain-wet city street with glowing neon signs"
    )
    assert "Tokyo" not in spell_setting(street, stems("street filled with warm neon"), False).say
