"""Prompts that tell several shots are proposed as storyboards; all others stay one shot."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.storyboard import propose_shots


def texts(prompt: str, seconds: float = 8.0) -> list[str]:
    return [shot.prompt for shot in propose_shots(prompt, seconds)]


@pytest.mark.parametrize(
    ("prompt", "shots"),
    [
        ("a boat sails; then a storm comes", ["a boat sails", "a storm comes"]),
        ("A dog sleeps. Then a cat comes in.", ["A dog sleeps.", "a cat comes in."]),
        ("a dog sleeps, and then a cat comes in", ["a dog sleeps", "a cat comes in"]),
        ("a dog sleeps and then a cat comes in", ["a dog sleeps", "a cat comes in"]),
        ("a dog sleeps\nthen a cat comes in", ["a dog sleeps", "a cat comes in"]),
        ("A horse. Cut to the sea", ["A horse.", "the sea"]),
        ("A horse gallops, then cut to: the sea.", ["A horse gallops", "the sea."]),
        ("a woman in the rain cut to a robot on the moon", ["a woman in the rain", "a robot on the moon"]),
        ("CUT TO: a castle. CUT TO: a horse", ["a castle.", "a horse"]),
        ("Shot 1: a red car. Shot 2: a blue car.", ["a red car.", "a blue car."]),
        ("Scene 1 - a bus in rain\nScene 2 - the bus in sun", ["a bus in rain", "the bus in sun"]),
        ("1. a cat\n2. a duck\n3. a boat", ["a cat", "a duck", "a boat"]),
        ("1) a cat 2) a duck", ["a cat", "a duck"]),
        ("Storyboard:\n1. a cat\n2. a duck", ["a cat", "a duck"]),
        ("Watercolour. Shot 1: a cat. Shot 2: a duck.", ["Watercolour. a cat.", "Watercolour. a duck."]),
    ],
)
def test_a_prompt_that_tells_several_shots_becomes_a_storyboard(prompt: str, shots: list[str]) -> None:
    assert texts(prompt) == shots


@pytest.mark.parametrize(
    "prompt",
    [
        "a dog on a beach",
        "Now and then a bird flies by, and it has been so since then.",
        "a street as it was back then, with cars",
        "a city then and now",
        "a dog barks and then some",
        "if it rains, then the dog hides",
        "a woman whose hair is cut to the shoulder",
        "grass cut to the ground",
        "a film about shot 2: the return",
        "on the 1. of May, and on the 2. of June",
        "Then she left",
        "a dog runs, then...",
        "1. 2. 3.",
        "  spaces stay  ",
        "",
    ],
)
def test_a_prompt_that_tells_one_shot_is_left_as_written(prompt: str) -> None:
    assert texts(prompt) == [prompt]


@pytest.mark.parametrize(
    ("prompt", "last"),
    [
        ("A woman in a red dress walks down a street, then she sits down", "a woman in a red dress sits down"),
        ("A man waits at the harbour. Then he's walking to the right.", "a man is walking to the right."),
        ("The camera follows behind a white SUV. Then it stops", "a white SUV stops"),
        ("a robot walks, then jumps", "a robot jumps"),
        ("Two girls dance, then they leave", "two girls leave"),
        ("Shot 1: a spotted dog runs. Shot 2: the dog sleeps by a window. Shot 3: It wakes.", "A spotted dog wakes."),
        ("A red balloon. Cut to a girl. Then she laughs", "a girl laughs"),
    ],
)
def test_a_shot_that_only_says_she_gets_the_subject(prompt: str, last: str) -> None:
    assert texts(prompt)[-1] == last


@pytest.mark.parametrize(
    ("prompt", "last"),
    [
        ("a woman walks her dog, then it barks", "it barks"),
        ("a boat sails, then a storm comes, then it sinks", "it sinks"),
        ("her hair is long, then she smiles", "she smiles"),
        ("a woman waits, then a lady comes, then she leaves", "she leaves"),
    ],
)
def test_a_pronoun_that_might_mean_another_is_left_alone(prompt: str, last: str) -> None:
    assert texts(prompt)[-1] == last


def test_the_seconds_are_divided_among_the_shots() -> None:
    assert [shot.seconds for shot in propose_shots("1. a\n2. b\n3. c", 8.0)] == [2.7, 2.7, 2.6]


def test_a_clip_too_short_for_its_shots_grows_to_two_seconds_each() -> None:
    assert [shot.seconds for shot in propose_shots("1. a\n2. b\n3. c", 2.0)] == [2.0, 2.0, 2.0]


def test_seconds_that_the_prompt_gives_for_every_shot_are_kept() -> None:
    assert [shot.seconds for shot in propose_shots("Shot 1 (3s): a. Shot 2 (4.5 sec): b.", 2.0)] == [3.0, 4.5]


def test_the_thirteenth_shot_goes_into_the_twelfth() -> None:
    shots = propose_shots("\n".join(f"{number}. boat" for number in range(1, 15)), 100.0)
    assert len(shots) == 12
    assert shots[-1].prompt == "boat\n13. boat\n14. boat"
    assert math.isclose(sum(shot.seconds for shot in shots), 60.0)


@pytest.mark.parametrize("seconds", [0.0, -1.0, math.nan, math.inf])
def test_seconds_that_are_no_length_are_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="expected a positive number"):
        propose_shots("a dog", seconds)


NOUNS = ["a", "the", "woman", "dog", "she", "it", "is", "runs", "in", "red", "dress", "scene", "camera", "犬", "🐕"]
CUTS = ["then", "and", "cut", "to", "Shot", "1:", "2:", "1.", "2.", "3)", ",", ".", ";", "\n"]
words = st.sampled_from(NOUNS + CUTS)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(words, max_size=30).map(" ".join)), st.floats(0.1, 200))
def test_any_text_becomes_one_to_twelve_shots_of_possible_length(prompt: str, seconds: float) -> None:
    shots = propose_shots(prompt, seconds)
    assert 1 <= len(shots) <= 12
    assert sum(shot.seconds for shot in shots) <= 60.0 + 1e-6
    if len(shots) == 1:
        assert shots[0].prompt == prompt
    else:
        assert all(shot.prompt.strip() and shot.seconds >= 1 for shot in shots)
