import random
import re
from dataclasses import replace
from functools import lru_cache

from transformers import AutoTokenizer

from model.papercut.text import TEXT_TOKENS, find_text_folder
from model.papercut.theatre.captions import Style, Wording, canonical_caption, write_caption
from model.papercut.theatre.cast import Accessory, Cast
from model.papercut.theatre.rules import WALKS
from model.papercut.theatre.scene import Scene, draw_scene
from model.papercut.theatre.vocabulary import (
    ACTION_WORDS,
    AWAY_WORDS,
    CAMERA_WORDS,
    COLOUR_WORDS,
    DIRECTION_WORDS,
    FOLLOW_BEHIND_WORDS,
    FOOTAGE_PHRASES,
    GARMENT_WORDS,
    LOOK_WORDS,
    PASSERS_BY_WORDS,
    SETTING_WORDS,
    SUBJECT_WORDS,
    TIME_WORDS,
    WEATHER_WORDS,
    Action,
    Camera,
    Colour,
    Look,
    Setting,
    Subject,
    TimeOfDay,
    Weather,
    Words,
)
from tests.model.papercut.theatre.plain_scene import plain_scene

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
        WEATHER_WORDS,
        LOOK_WORDS,
    )
    for words in table.values()
] + [AWAY_WORDS, FOLLOW_BEHIND_WORDS, PASSERS_BY_WORDS]


@lru_cache(maxsize=16)
def draw_captions(count: int, seed: int = 0, style: Style | None = None) -> list[tuple[Scene, str]]:
    rng = random.Random(seed)
    scenes = [draw_scene(rng) for _ in range(count)]
    return [(scene, write_caption(scene, rng, style)) for scene in scenes]


def says(caption: str, phrase: str) -> bool:
    if phrase.lower() not in caption.lower():  # quick, and nearly always the answer
        return False
    return re.search(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", caption, re.IGNORECASE) is not None


def says_one_of(caption: str, words: Words) -> bool:
    return any(says(caption, phrase) for phrase in words.seen)


def test_every_training_word_appears_in_captions() -> None:
    text = "\n".join(caption for _, caption in draw_captions(12000)).lower()
    missing = [phrase for words in ALL_WORDS for phrase in words.seen if phrase.lower() not in text]
    # A short caption drops a setting's preposition, so a phrase may also appear without it.
    assert [phrase for phrase in missing if phrase.split(" ", 1)[-1].lower() not in text] == []


def test_no_held_back_word_appears_in_training_captions() -> None:
    text = "\n".join(caption for _, caption in draw_captions(12000))
    leaked = [phrase for words in ALL_WORDS for phrase in words.unseen if says(text, phrase)]
    assert leaked == []


def test_captions_never_name_a_subject_that_is_not_there() -> None:
    plain = {subject: words.seen[0] for subject, words in SUBJECT_WORDS.items()}
    for scene, caption in draw_captions(3000, seed=1):
        there = {scene.subject, scene.companion.subject if scene.companion else scene.subject}
        for subject, noun in plain.items():
            if subject not in there:
                assert not says(caption, f"a {noun}"), caption
                assert not says(caption, f"{scene.colour.value} {noun}"), caption


def test_captions_never_give_the_subject_another_colour() -> None:
    for scene, caption in draw_captions(3000, seed=2):
        if scene.companion:
            continue
        nouns = GARMENT_WORDS.get(scene.subject, SUBJECT_WORDS[scene.subject]).seen
        for colour, words in COLOUR_WORDS.items():
            dark_jacket = colour is Colour.BLACK and scene.cast.wears(Accessory.DARK_JACKET)
            if colour is scene.colour or dark_jacket:
                continue
            for word in words.seen:
                for noun in nouns:
                    assert not says(caption, f"{word} {noun}"), caption


def test_long_captions_say_who_where_and_what() -> None:
    for scene, caption in draw_captions(1500, seed=3, style=Style.LONG):
        assert says_one_of(caption, SUBJECT_WORDS[scene.subject]), caption
        assert says_one_of(caption, COLOUR_WORDS[scene.colour]), caption
        assert says_one_of(caption, SETTING_WORDS[scene.setting]), caption
        goes_away = scene.action is Action.AWAY and says_one_of(caption, AWAY_WORDS)
        assert goes_away or says_one_of(caption, (DIRECTION_WORDS | ACTION_WORDS)[scene.action]), caption
        if scene.camera is not Camera.STATIC:
            known = (
                CAMERA_WORDS[scene.camera].seen + FOLLOW_BEHIND_WORDS.seen + ("a tracking shot", "the camera follows")
            )
            assert any(says(caption, phrase) for phrase in known), caption


def test_captions_name_companions_passers_by_and_almost_always_bad_weather_and_looks() -> None:
    captions = draw_captions(3000, seed=3, style=Style.LONG)
    for scene, caption in captions:
        if scene.companion:
            assert says_one_of(caption, SUBJECT_WORDS[scene.companion.subject]), caption
            assert says_one_of(caption, COLOUR_WORDS[scene.companion.colour]), caption
        assert says_one_of(caption, PASSERS_BY_WORDS) == scene.passers_by, caption
    wet = [says_one_of(caption, WEATHER_WORDS[s.weather]) for s, caption in captions if s.weather is not Weather.CLEAR]
    styled = [says_one_of(caption, LOOK_WORDS[s.look]) for s, caption in captions if s.look is not Look.PAPER]
    assert 0.85 < sum(wet) / len(wet) < 1
    assert 0.85 < sum(styled) / len(styled) < 1


def test_captions_never_name_a_weather_a_look_or_a_time_that_is_not_there() -> None:
    for scene, caption in draw_captions(3000, seed=4):
        for weather, words in WEATHER_WORDS.items():
            if weather is not scene.weather:
                assert not says_one_of(caption, words), caption
        for look, words in LOOK_WORDS.items():
            if look is not scene.look:
                assert not says_one_of(caption, words), caption
        if scene.look is not Look.SEPIA:
            assert not any(says(caption, phrase) for phrase in FOOTAGE_PHRASES), caption
        for time, words in TIME_WORDS.items():
            if time is not scene.time_of_day and scene.setting is not Setting.NEON_STREET:
                assert not says_one_of(caption, words), caption
        if scene.weather is not Weather.CLEAR:
            assert not says(caption, "on a sunny day"), caption


def test_training_captions_are_mostly_long() -> None:
    captions = draw_captions(3000, seed=5)
    without_colour = sum(not says_one_of(caption, COLOUR_WORDS[scene.colour]) for scene, caption in captions)
    assert 0.03 < without_colour / len(captions) < 0.15
    short = sum(not caption.endswith(".") for _, caption in captions)
    assert 0.035 < short / len(captions) < 0.065


def test_captions_fit_the_text_encoder() -> None:
    tokenizer = AutoTokenizer.from_pretrained(find_text_folder())
    captions = [caption for _, caption in draw_captions(12000)]
    captions += [canonical_caption(scene) for scene, _ in draw_captions(3000, seed=1)]
    rng = random.Random(6)
    captions += [write_caption(s, rng, Style.LONG, Wording.UNSEEN) for s, _ in draw_captions(3000, seed=1)]
    longest = max(len(tokens) for tokens in tokenizer(captions)["input_ids"])
    assert longest <= TEXT_TOKENS


def test_unseen_wording_uses_only_held_back_words_for_the_subject() -> None:
    rng = random.Random(5)
    for _ in range(300):
        scene = draw_scene(rng)
        caption = write_caption(scene, rng, Style.LONG, Wording.UNSEEN)
        assert any(says(caption, noun) for noun in SUBJECT_WORDS[scene.subject].unseen), caption


def test_the_canonical_caption_is_plain_and_the_same_every_time() -> None:
    scene = plain_scene(camera=Camera.PAN_LEFT)
    assert canonical_caption(scene) == "A red car stands still in a desert, the camera pans left."
    assert canonical_caption(replace(scene, look=Look.SEPIA)).startswith("Historical footage of a red car")
    rng = random.Random(1)
    assert write_caption(scene, rng, Style.LONG, Wording.CANONICAL) == canonical_caption(scene)


def test_the_canonical_caption_tells_every_named_fact_apart() -> None:
    scene = plain_scene(Subject.CAT, setting=Setting.PARK)
    values: dict[str, list[object]] = {
        "setting": list(Setting),
        "action": list(Action),
        "camera": [camera for camera in Camera if camera is not Camera.STATIC],
        "time_of_day": list(TimeOfDay),
        "weather": list(Weather),
        "look": list(Look),
        "passers_by": [True],
        "companion": [Cast(Subject.DOG, Colour.BLUE)],
    }
    changes: list[dict[str, object]] = [{fact: value} for fact, found in values.items() for value in found]
    captions = {canonical_caption(replace(scene, **change)) for change in changes}  # type: ignore[arg-type]
    unchanged = sum(change.items() <= vars(scene).items() for change in changes)
    assert len(captions) == len(changes) - unchanged + 1


def test_a_camera_that_follows_from_behind_is_told_as_the_artists_tell_it() -> None:
    scene = plain_scene(colour=Colour.WHITE, setting=Setting.MOUNTAIN_ROAD, action=Action.AWAY, camera=Camera.FOLLOW)
    assert (
        canonical_caption(scene) == "The camera follows behind a white car as it drives away on a mountain dirt road."
    )


def test_clothes_are_named_with_people_and_accessories_only_where_worn() -> None:
    worn = {
        "leather jacket": Accessory.DARK_JACKET,
        "sunglasses": Accessory.SUNGLASSES,
        "purse": Accessory.PURSE,
        "boots": Accessory.BOOTS,
        "hat": Accessory.HAT,
        "scarf": Accessory.SCARF,
        "umbrella": Accessory.UMBRELLA,
        "backpack": Accessory.BACKPACK,
    }
    told = set()
    for scene, caption in draw_captions(6000, seed=7):
        for word, accessory in worn.items():
            if says(caption, word):
                assert scene.cast.wears(accessory), caption
                told.add(accessory)
    assert told == set(worn.values())


def test_a_walk_says_its_direction_and_no_other() -> None:
    for scene, caption in draw_captions(2000, seed=8, style=Style.LONG):
        if scene.action in WALKS:
            other = Action.LEFT if scene.action is Action.RIGHT else Action.RIGHT
            assert not says(caption, f"to the {other.value}"), caption
