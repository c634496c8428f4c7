"""Papercut's own rewriter: short and free prompts become captions of the kind that Papercut was trained on."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.papercut.rewriter import TheatreRewriter
from model.papercut.text import tokenize
from model.papercut.theatre.captions import Style, Wording, canonical_caption, write_caption
from model.papercut.theatre.scene import draw_scene
from model.papercut.theatre.vocabulary import SUBJECT_WORDS
from model.spec import Rewrite

REWRITER = TheatreRewriter()

TOKYO = (
    "A stylish woman walks down a Tokyo street filled with warm glowing neon and animated city signage. She wears a "
    "black leather jacket, a long red dress, and black boots, and carries a black purse. She wears sunglasses and red "
    "lipstick. She walks confidently and casually. The street is damp and reflective, creating a mirror effect of the "
    "colorful lights. Many pedestrians walk about."
)
ROAD = (
    "The camera follows behind a white vintage SUV with a black roof rack as it speeds up a steep dirt road surrounded "
    "by pine trees on a steep mountain slope, dust kicks up from it’s tires, the sunlight shines on the SUV, with no "
    "other cars or vehicles in sight."
)


def marked(prompt: str) -> dict[str, str | None]:
    return {prompt[mark.start : mark.stop]: mark.nearest for mark in REWRITER.rewrite(prompt).marks}


@pytest.mark.parametrize(
    ("prompt", "rewritten"),
    [
        ("a red car", "A red car, static camera."),
        ("puppy on the beach", "A brown dog on a beach, static camera."),
        ("a woman in a crimson gown in Shibuya", "A woman in a red gown on a neon street at night, static camera."),
        ("crimson gown in Shibuya", "A woman in a red gown on a neon street at night, static camera."),
        ("a robot walks left, camera pans left", "A blue robot walks left, the camera follows."),
        (
            "a grey elephant dances on a farm at dawn, watercolor",
            "A watercolor painting of a white elephant dances on a farm at dawn, static camera.",
        ),
        (
            "A man in a hat and a woman in a green dress on a beach at sunset",
            "A man in a brown coat and a hat next to a woman in a green dress on a beach at sunset, static camera.",
        ),
        ("black and white cat sleeping by the window", "A black cat rests at a window, static camera."),
        ("no cars, only a bus on a rainy street", "A yellow bus on a neon street at night, static camera."),
        ("a castle in the snow", "A brown horse in front of a castle in falling snow, static camera."),
        ("an empty desert at noon", "A desert by day."),
        (
            "Historical footage of California during the gold rush.",
            "Historical footage of a white horse in California during the gold rush, static camera.",
        ),
        (
            TOKYO,
            "A stylish woman in a black leather jacket, a red dress, sunglasses and black boots and carries a black "
            "purse walks confidently and casually to the right down a Tokyo street filled with warm glowing neon, "
            "static camera.",
        ),
        (
            ROAD,
            "A white vintage SUV with a black roof rack speeds away on a steep dirt road surrounded by "
            "pine trees by day, the camera follows behind. Dust kicks up from its tires.",
        ),
    ],
)
def test_a_free_prompt_becomes_a_caption_of_training(prompt: str, rewritten: str) -> None:
    assert REWRITER.rewrite(prompt).prompt == rewritten


def test_words_without_a_counterpart_are_marked_where_they_stand() -> None:
    assert marked(TOKYO) == {"lipstick": None}
    assert marked("a wolf eats pizza in Paris by day") == {
        "wolf": "dog",
        "eats": None,
        "pizza": None,
        "Paris": "on a neon street at night",
        "by day": "at night",
    }


def test_what_a_place_does_not_allow_is_marked_and_left_out() -> None:
    assert marked("rain on the moon") == {"rain": "in clear weather"}
    assert "rain" not in REWRITER.rewrite("rain on the moon").prompt


def test_a_second_place_is_marked_with_the_one_that_is_shown() -> None:
    assert marked("a castle on the moon") == {"castle": "on the moon"}


def test_things_of_another_colour_than_on_stage_are_marked() -> None:
    assert marked("a woman in a black dress and red boots") == {"red": "black"}


def test_a_synonym_that_nobody_listed_is_read_by_its_meaning() -> None:
    assert REWRITER.rewrite("two pooches at the seafront").prompt == "A brown dog on a beach, static camera."


@pytest.mark.parametrize("prompt", ["一只红色的狗在海滩上", "🐕🏖️", "ein Hund läuft am Strand", "Привет, мир", "hello"])
def test_a_prompt_that_is_not_understood_comes_back_as_written_and_marked(prompt: str) -> None:
    found = REWRITER.rewrite(prompt)
    assert found.prompt == prompt
    covered = set().union(*(range(mark.start, mark.stop) for mark in found.marks))
    assert all(index in covered for index, sign in enumerate(prompt) if sign.isalnum())


@pytest.mark.parametrize("prompt", ["", " \n"])
def test_nothing_is_rewritten_to_nothing(prompt: str) -> None:
    assert REWRITER.rewrite(prompt) == Rewrite(prompt)


def test_an_emoji_in_a_prompt_is_marked_and_the_rest_is_read() -> None:
    found = REWRITER.rewrite("a dog 🐕 runs on the beach")
    assert found.prompt == "A brown dog runs to the right on a beach, static camera."
    assert [(mark.start, mark.stop) for mark in found.marks] == [(6, 7)]


def test_a_caption_of_training_keeps_its_facts_and_gets_no_marks() -> None:
    rng = random.Random(4)
    for _ in range(60):
        scene = draw_scene(rng)
        for caption in (canonical_caption(scene), write_caption(scene, rng, Style.LONG, Wording.SEEN)):
            found = REWRITER.rewrite(caption)
            assert found.marks == (), caption
            again = REWRITER.rewrite(found.prompt)
            assert again == Rewrite(found.prompt), caption
            assert any(word in found.prompt for word in SUBJECT_WORDS[scene.subject].seen), caption


def test_a_rewritten_prompt_fits_the_text_encoder() -> None:
    rng = random.Random(5)
    captions = [write_caption(draw_scene(rng), rng, Style.LONG, Wording.SEEN) for _ in range(100)]
    for prompt in (TOKYO, ROAD, *captions):
        rewritten = REWRITER.rewrite(prompt).prompt
        assert tokenize([rewritten])[0, -1] == 0, rewritten  # the last place is still empty


def test_many_threads_may_ask_at_once() -> None:
    prompts = [f"a {word} dog in Lisbon" for word in ("woolly", "muddy", "proud", "sleek", "shaggy", "wet")]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(REWRITER.rewrite, prompts))
    assert together == [REWRITER.rewrite(prompt) for prompt in prompts]


words = st.sampled_from(
    [
        *(
            "a",
            "the",
            "red",
            "black",
            "and",
            "with",
            "no",
            "in",
            "on",
            "woman",
            "dog",
            "wolf",
            "dress",
            "boots",
            "castle",
        ),
        *(
            "moon",
            "snow",
            "neon",
            "left",
            "walks",
            "camera",
            "pans",
            "people",
            "night",
            "rain",
            "dog-shaped",
            ",",
            ".",
            "🐕",
        ),
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=80), st.lists(words, max_size=14).map(" ".join)))
def test_any_text_is_rewritten_with_marks_in_order_and_inside(prompt: str) -> None:
    found = REWRITER.rewrite(prompt)
    assert bool(found.prompt) == bool(prompt)
    end = 0
    for mark in found.marks:
        assert end <= mark.start < mark.stop <= len(prompt)
        end = mark.stop
