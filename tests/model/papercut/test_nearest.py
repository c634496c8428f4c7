"""Words that the lexicon does not list are read by meaning, as well as was measured."""

import pytest

from model.papercut.lexicon import Lexicon
from model.papercut.nearest import NearestWords, Neighbour
from model.papercut.text import TextTower
from tests.model.papercut.unlisted_words import MEANT, NOT_MEANT


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.fixture(scope="module")
def nearest(lexicon: Lexicon) -> NearestWords:
    return NearestWords(lexicon, TextTower())


def thing(neighbour: Neighbour) -> str:
    return f"{neighbour.meaning.fact}.{neighbour.meaning.value}"


def test_most_unlisted_synonyms_are_read_and_hardly_a_word_wrongly(lexicon: Lexicon, nearest: NearestWords) -> None:
    meant = [(word, thing) for thing, words in MEANT.items() for word in words if not lexicon.meanings(word)]
    found = nearest.find([word for word, _ in meant])
    right = sum(n.is_same and thing(n) == expected for (_, expected), n in zip(meant, found, strict=True))
    wrong = sum(n.is_same and thing(n) != expected for (_, expected), n in zip(meant, found, strict=True))
    assert len(meant) >= 100
    assert right / len(meant) >= 0.5
    assert wrong / len(meant) <= 0.06


def test_words_without_a_counterpart_are_not_read(lexicon: Lexicon, nearest: NearestWords) -> None:
    words = [word for word in NOT_MEANT if not lexicon.meanings(word)]
    read = [word for word, neighbour in zip(words, nearest.find(words), strict=True) if neighbour.is_same]
    assert len(words) >= 100
    assert len(read) <= 2, read


def test_a_nearest_thing_is_named_in_its_first_words(nearest: NearestWords) -> None:
    (neighbour,) = nearest.find(["pooches"])
    assert neighbour.meaning.say == "dog"


def test_no_words_have_no_neighbours(nearest: NearestWords) -> None:
    assert nearest.find([]) == []
