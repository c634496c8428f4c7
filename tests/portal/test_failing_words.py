"""Words that go with low ratings: counted by prompts, and no noise is called a finding."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from portal.failing_words import JudgedPrompt, failing_words

prompts = st.lists(
    st.builds(
        JudgedPrompt,
        st.sampled_from(["a red dog", "a red cat", "the dog", "cat hands", "red"]),
        st.integers(1, 5),
        st.just(1),
    ),
    max_size=12,
)


def one_clip(prompt: str, stars: int) -> JudgedPrompt:
    return JudgedPrompt(prompt, stars, 1)


def test_a_word_that_fails_in_every_prompt_stands_out() -> None:
    low = [one_clip(f"hands of person {name}", 1) for name in "abcdefghijklmnopqrst"]
    good = [one_clip(f"tree beside person {name}", 5) for name in "abcdefghijklmnopqrstuvwxyz"]

    words = {one.word: one for one in failing_words([*low, *good])}

    assert (words["hands"].low.part, words["hands"].low.whole, words["hands"].stands_out) == (20, 20, True)
    assert (words["person"].low.part, words["person"].low.whole, words["person"].stands_out) == (20, 46, False)
    assert "tree" not in words


def test_takes_of_one_prompt_count_once_by_the_mean_of_all_their_stars() -> None:
    takes = [one_clip("red one", 1)] * 9 + [one_clip("red two", 5), one_clip("red three", 1), one_clip("red three", 5)]

    [word] = failing_words(takes)

    assert (word.word, word.low.part, word.low.whole, word.stands_out) == ("red", 1, 3, False)


def test_words_are_one_word_whatever_their_case_and_shown_as_first_written() -> None:
    [word] = failing_words([one_clip("Ärger now1", 1), one_clip("ÄRGER x2", 1), one_clip("ärger, ärger y3", 1)])

    assert (word.word, word.low.part, word.low.whole) == ("Ärger", 3, 3)


def test_pure_noise_has_hardly_ever_a_word_that_stands_out() -> None:
    chance = random.Random(5)
    vocabulary = ["".join(chance.choices("abcdefgh", k=6)) for _ in range(200)]
    alarms = 0
    for _ in range(20):
        judged = [one_clip(" ".join(chance.sample(vocabulary, 8)), chance.randint(1, 5)) for _ in range(300)]
        alarms += any(word.stands_out for word in failing_words(judged))
    assert alarms <= 3


@given(judged=prompts, data=st.data())
def test_the_order_of_clips_changes_no_count(judged: list[JudgedPrompt], data: st.DataObject) -> None:
    assert failing_words(data.draw(st.permutations(judged))) == failing_words(judged)
