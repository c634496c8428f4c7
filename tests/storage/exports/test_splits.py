"""Splits: by prompt, the same every time, and never without anything to train on."""

from __future__ import annotations

from collections import Counter

import pytest

from storage.exports.splits import Split, prompt_key, splits


def test_prompts_that_differ_in_case_spacing_or_encoding_go_the_same_way() -> None:
    assert len({prompt_key(prompt) for prompt in ("Ein Fluß", "EIN  FLUSS\n", " ein ﬂuss")}) == 1
    assert prompt_key("a dog") != prompt_key("a dot")


def test_a_prompt_keeps_its_split_whatever_comes_along() -> None:
    few = splits({prompt_key(f"prompt {number}") for number in range(100)})
    more = splits({prompt_key(f"prompt {number}") for number in range(1000)})

    assert few.items() <= more.items()
    shares = Counter(more.values())
    assert 750 < shares[Split.TRAIN] < 850
    assert min(shares[Split.VALIDATION], shares[Split.TEST]) > 70


@pytest.mark.parametrize("number", range(20))
def test_one_prompt_alone_is_for_training(number: int) -> None:
    key = prompt_key(f"prompt {number}")
    assert splits({key}) == {key: Split.TRAIN}
