"""What prompts mean to the real text tower."""

from __future__ import annotations

import numpy as np
import pytest

from model.papercut.embedder import TowerEmbedder
from portal.prompt_groups import SAME_COSINE

PARAPHRASES = [
    ("A dog runs on the beach", "A dog is running along the beach"),
    ("An old man feeds pigeons in the park", "An elderly man is feeding the pigeons in a park"),
    ("a cat sleeps on a sofa", "A cat sleeping on the couch"),
    ("a hot air balloon over the desert", "Hot-air balloon above a desert"),
    (
        "A woman in a red dress walks down a neon street at night",
        "At night, a woman wearing a red dress is walking along a neon-lit street",
    ),
]
DIFFERENT = [
    ("A dog runs on the beach", "A cat runs on the beach"),
    ("A dog runs on the beach", "A dog runs in the forest"),
    ("A dog runs on the beach", "A dog sleeps on the beach"),
    ("a red car on a snowy street", "a blue car on a snowy street"),
    (
        "A woman in a red dress walks down a neon street at night",
        "A woman in a red dress walks down a neon street by day",
    ),
    ("A small boat drifts on a foggy lake at dawn", "A small boat drifts on a sunny lake at noon"),
]


@pytest.fixture(scope="module")
def embedder() -> TowerEmbedder:
    return TowerEmbedder()


def cosine(embedder: TowerEmbedder, one: str, other: str) -> float:
    first, second = embedder.embed([one, other])
    return float(first @ second)


@pytest.mark.parametrize(("one", "other"), PARAPHRASES)
def test_paraphrases_are_one_prompt(embedder: TowerEmbedder, one: str, other: str) -> None:
    assert cosine(embedder, one, other) >= SAME_COSINE


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_subject_place_colour_or_time_is_another_prompt(embedder: TowerEmbedder, one: str, other: str) -> None:
    assert cosine(embedder, one, other) < SAME_COSINE


def test_a_prompt_means_the_same_whatever_it_is_read_with(embedder: TowerEmbedder) -> None:
    prompts = [prompt for pair in PARAPHRASES for prompt in pair] + ["a long prompt " * 100]
    together = embedder.embed(prompts)
    alone = np.concatenate([embedder.embed([prompt]) for prompt in prompts])
    assert np.abs(together - alone).max() < 1e-4
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_long_prompts_are_told_apart_by_their_second_half(embedder: TowerEmbedder) -> None:
    beginning = "A woman in a red dress walks down a wet neon street at night while the camera follows her slowly. " * 3
    car = "Then a white car drives up a dusty mountain road between pines, and the sun sets behind the hills. " * 4
    dog = "Then a spotted dog sits at a window and looks at the snow that falls on the quiet harbour. " * 4
    assert len(embedder.embed([beginning])) == 1
    assert cosine(embedder, beginning + car, beginning + dog) < SAME_COSINE


def test_what_the_tower_has_no_letters_for_is_like_nothing(embedder: TowerEmbedder) -> None:
    dog, cat, empty, read = embedder.embed(["🐕", "🐈", "", "a dog 🐕 runs over the wet beach"])
    assert not dog.any()
    assert not cat.any()
    assert np.linalg.norm(empty) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(read) == pytest.approx(1, abs=1e-5)


def test_no_prompts_have_no_directions(embedder: TowerEmbedder) -> None:
    assert embedder.embed([]).shape == (0, 384)
