import pytest

from model.papercut.theatre.vocabulary import (
    COLOUR_WORDS,
    FRAME_SIZES,
    LOOK_WORDS,
    SETTING_DETAILS,
    SETTING_WORDS,
    SUBJECT_WORDS,
    TIME_WORDS,
    TRAVEL_WORDS,
    WEATHER_WORDS,
    Aspect,
    Colour,
    Look,
    Setting,
    Subject,
    TimeOfDay,
    Weather,
    frame_size,
    labels,
)


def test_everything_has_names_to_train_on_and_names_to_be_asked_about() -> None:
    for table, things in ((SETTING_WORDS, Setting), (SUBJECT_WORDS, Subject), (COLOUR_WORDS, Colour)):
        assert set(table) == set(things)
        for words in table.values():
            assert len(words.seen) >= 6
            assert len(words.unseen) >= 2
    assert set(TIME_WORDS) == set(TimeOfDay)
    assert set(WEATHER_WORDS) == set(Weather)
    assert set(LOOK_WORDS) == set(Look)
    assert set(TRAVEL_WORDS) == set(Subject)
    assert set(SETTING_DETAILS) == set(Setting)


def test_no_word_is_both_seen_and_held_back_and_none_names_two_things() -> None:
    for table in (SETTING_WORDS, SUBJECT_WORDS, COLOUR_WORDS):
        names = [name for words in table.values() for name in words.seen + words.unseen]
        assert len(names) == len(set(names))


def test_the_words_that_the_evaluation_asks_about_are_held_back() -> None:
    assert "crimson" in COLOUR_WORDS[Colour.RED].unseen
    assert "puppy" in SUBJECT_WORDS[Subject.DOG].unseen
    assert any("Shibuya" in phrase for phrase in SETTING_WORDS[Setting.NEON_STREET].unseen)


def test_labels_name_every_value_of_every_fact() -> None:
    assert len(labels()["setting"]) == 14
    assert len(labels()["subject"]) == 16
    assert len(labels()["colour"]) == 10
    assert len(labels()["action"]) == len(labels()["camera"]) == 8
    assert "watercolour" in labels()["look"]


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("aspect", list(Aspect))
def test_frames_of_every_scale_are_made_of_whole_cells_of_the_codec(aspect: Aspect, scale: float) -> None:
    size = frame_size(aspect, scale)
    assert all(side % 16 == 0 for side in size)
    assert all(abs(side - scale * native) <= 8 for side, native in zip(size, FRAME_SIZES[aspect], strict=True))
    assert frame_size(aspect) == FRAME_SIZES[aspect]


def test_a_scale_without_pixels_is_refused() -> None:
    with pytest.raises(ValueError, match="take a scale of"):
        frame_size(Aspect.WIDE, 0.01)
