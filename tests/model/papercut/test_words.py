"""Words of a prompt, their places, and the forms that count as one."""

import pytest

from model.papercut.words import signs_of, stem, stems, words_of


@pytest.mark.parametrize(
    ("forms", "other"),
    [
        (("walk", "walks", "walking", "walked", "Walks"), "wall"),
        (("run", "runs", "running", "ran"), "rung"),
        (("puppy", "puppies"), "pup"),
        (("bus", "buses"), "busy"),
        (("horse", "horses"), "house"),
        (("woman", "women", "woman's"), "man"),
        (("dance", "dances", "dancing", "danced"), "dane"),
        (("harbour", "harbor"), "harp"),
        (("grey", "gray"), "green"),
        (("off",), "of"),
        (("Mars",), "mare"),
    ],
)
def test_forms_of_one_word_have_one_stem(forms: tuple[str, ...], other: str) -> None:
    assert len({stem(form) for form in forms}) == 1
    assert stem(forms[0]) != stem(other)


def test_words_keep_their_places_in_the_prompt() -> None:
    prompt = "A  dog’s red-brown ball,\nrolls"
    assert [prompt[word.start : word.stop] for word in words_of(prompt)] == ["dog’s", "red", "brown", "ball", "rolls"]
    assert [word.is_after_break for word in words_of(prompt)] == [True, False, False, False, True]
    assert [word.is_joined for word in words_of(prompt)] == [False, False, True, False, False]


def test_articles_do_not_make_a_phrase_another() -> None:
    assert stems("down the street") == stems("down a street")


def test_emoji_have_places_too() -> None:
    assert signs_of("a dog 🐕‍🦺 → sea") == [(6, 7), (8, 9), (10, 11)]
