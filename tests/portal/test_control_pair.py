"""Control pairs: prompts of which nobody can mistake one for the other, and a turn that cannot be foretold."""

from __future__ import annotations

import pytest

from portal.control_pair import PAIRS_PER_CONTROL, choose, is_control_turn
from storage.tables import ClipRow

ALIKE = [
    ("a red car on a dirt road", "a red bus on a dirt road"),
    ("A woman walks along a wet neon street at night", "a woman runs along a wet neon street by night"),
    ("雨の東京の通りを歩く女性", "雨の東京の通りを走る女性"),
    ("a", "a "),
]
UNLIKE = [
    ("a red car on a dirt road", "two horses swim through fog"),
    ("雨の東京の通りを歩く女性", "窓辺に座る斑点模様の犬"),
    ("🐕", "🚗"),
]


def clip(number: int, prompt: str, model: str = "tiny", aspect: str = "16:9") -> ClipRow:
    return ClipRow(id=f"{number:036x}", prompt=prompt, model=model, aspect=aspect)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_prompts_that_may_tell_of_the_same_make_no_control_pair(one: str, other: str) -> None:
    assert choose([clip(1, one), clip(2, other)], (), ()) is None


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_prompts_of_different_things_do_in_any_language(one: str, other: str) -> None:
    pair = choose([clip(1, one), clip(2, other)], (), ())
    assert pair is not None
    assert pair.right is not pair.decoy
    assert pair.ids == (clip(1, one).id, clip(2, other).id)


def test_both_clips_are_of_one_model_and_shape() -> None:
    car, horses = "a red car on a dirt road", "two horses swim through fog"
    assert choose([clip(1, car), clip(2, horses, model="grand")], (), ()) is None
    assert choose([clip(1, car), clip(2, horses, aspect="1:1")], (), ()) is None


def test_the_right_answer_is_never_a_clip_that_somebody_dislikes() -> None:
    liked, disliked = clip(1, "a red car on a dirt road"), clip(2, "two horses swim through fog")
    pair = choose([disliked, liked], {disliked.id}, ())
    assert pair is not None
    assert (pair.right, pair.decoy) == (liked, disliked)
    assert choose([disliked, liked], {disliked.id, liked.id}, ()) is None


def test_a_pair_that_was_offered_is_not_offered_again() -> None:
    clips = [clip(1, "a red car on a dirt road"), clip(2, "two horses swim through fog")]
    assert choose(clips, (), {(clips[0].id, clips[1].id)}) is None


def test_each_ten_pairs_hold_one_control_pair_at_a_place_that_hangs_on_the_key() -> None:
    places = set()
    for key in ("one", "other"):
        for member in ("ann", "bob"):
            turns = [is_control_turn(key, member, number) for number in range(10 * PAIRS_PER_CONTROL)]
            blocks = [turns[start : start + PAIRS_PER_CONTROL] for start in range(0, len(turns), PAIRS_PER_CONTROL)]
            assert [sum(block) for block in blocks] == [1] * 10
            places.add(tuple(block.index(True) for block in blocks))
    assert len(places) == 4
