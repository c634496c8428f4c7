import random
import re
from dataclasses import replace

from model.papercut.theatre.captions import Style, Wording, write_caption
from model.papercut.theatre.scene import Scene, draw_scene
from model.papercut.theatre.vocabulary import (
    ACTION_WORDS,
    CAMERA_WORDS,
    COLOUR_WORDS,
    DIRECTION_WORDS,
    GARMENT_WORDS,
    SETTING_WORDS,
    SUBJECT_WORDS,
    TIME_WORDS,
    Camera,
    Colour,
    Subject,
    Words,
)

ALL_WORDS: list[Words] = [
    words
    for table in (
        SETTING_WORDS,
        SUBJECT_WORDS,
        COLOUR_WORDS,
        GARMENT_WORDS,
        ACTION_WORDS,
        DIRECTION_WORDS,
        CAMERA_WORDS,
        TIME_WORDS,
    )
    for words in table.values()
]


def draw_captions(count: int, seed: int = 0, style: Style | None = None) -> list[tuple[Scene, str]]:
    rng = random.Random(seed)
    scenes = [draw_scene(rng) for _ in range(count)]
    return [(scene, write_caption(scene, rng, style)) for scene in scenes]


def says(caption: str, phrase: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", caption, re.IGNORECASE) is not None


def test_every_training_word_appears_in_captions() -> None:
    text = "\n".join(caption for _, caption in draw_captions(8000)).lower()
    missing = [phrase for words in ALL_WORDS for phrase in words.seen if phrase.lower() not in text]
    # A short caption drops a setting's preposition, so a phrase may also appear without it.
    assert [phrase for phrase in missing if phrase.split(" ", 1)[-1].lower() not in text] == []


def test_no_held_back_word_appears_in_training_captions() -> None:
    captions = [caption for _, caption in draw_captions(4000)]
    seen = {phrase.lower() for words in ALL_WORDS for phrase in words.seen}
    unseen = [phrase for words in ALL_WORDS for phrase in words.unseen if phrase.lower() not in seen]
    leaked = [phrase for phrase in unseen if any(says(caption, phrase) for caption in captions)]
    assert leaked == []


def test_captions_never_name_a_subject_that_is_not_there() -> None:
    plain = {subject: words.seen[0] for subject, words in SUBJECT_WORDS.items()}
    for scene, caption in draw_captions(3000, seed=1):
        for subject, noun in plain.items():
            if subject is not scene.subject:
                assert not says(caption, f"a {noun}"), caption
                assert not says(caption, f"{scene.colour.value} {noun}"), caption


def test_captions_never_give_the_subject_another_colour() -> None:
    for scene, caption in draw_captions(3000, seed=2):
        nouns = GARMENT_WORDS.get(scene.subject, SUBJECT_WORDS[scene.subject]).seen
        for colour, words in COLOUR_WORDS.items():
            if colour is scene.colour or (colour is Colour.BLACK and scene.dark_jacket):
                continue
            for word in words.seen:
                for noun in nouns:
                    assert not says(caption, f"{word} {noun}"), caption


def test_long_captions_say_who_where_and_what() -> None:
    for scene, caption in draw_captions(1000, seed=3, style=Style.LONG):
        assert any(says(caption, noun) for noun in SUBJECT_WORDS[scene.subject].seen), caption
        assert any(says(caption, word) for word in COLOUR_WORDS[scene.colour].seen), caption
        assert any(says(caption, phrase) for phrase in SETTING_WORDS[scene.setting].seen), caption
        actions = (DIRECTION_WORDS | ACTION_WORDS)[scene.action].seen
        assert any(says(caption, phrase) for phrase in actions), caption
        if scene.camera in (Camera.PAN_LEFT, Camera.PAN_RIGHT, Camera.ZOOM_IN):
            assert re.search("camera|zoom|pan|tracking", caption, re.IGNORECASE), caption


def test_about_a_fifth_of_training_captions_leave_something_out() -> None:
    captions = draw_captions(2000, seed=4)
    without_colour = sum(
        not any(says(caption, word) for word in COLOUR_WORDS[scene.colour].seen) for scene, caption in captions
    )
    assert 0.05 < without_colour / len(captions) < 0.25


def test_unseen_wording_uses_only_held_back_words_for_the_subject() -> None:
    rng = random.Random(5)
    for _ in range(300):
        scene = draw_scene(rng)
        caption = write_caption(scene, rng, Style.LONG, Wording.UNSEEN)
        assert any(says(caption, noun) for noun in SUBJECT_WORDS[scene.subject].unseen), caption


def test_canonical_wording_is_plain_and_repeatable() -> None:
    scene = replace(
        draw_scene(random.Random(6)), subject=Subject.CAR, colour=Colour.RED, camera=Camera.PAN_LEFT, spotted=False
    )
    caption = write_caption(scene, random.Random(0), Style.LONG, Wording.CANONICAL)
    assert says(caption, "red car")
    assert says(caption, "the camera pans left")


def test_clothes_are_named_with_people_and_jackets_only_where_worn() -> None:
    for scene, caption in draw_captions(2000, seed=7):
        if "leather jacket" in caption:
            assert scene.dark_jacket, caption
        if "sunglasses" in caption:
            assert scene.sunglasses, caption
        if "purse" in caption:
            assert scene.purse, caption
