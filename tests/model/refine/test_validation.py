"""What a look at the validation split takes for knowledge; whole runs are in test_refiner.py."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from model.refine.rated_dataset import Preference, RatedClip
from model.refine.validation import rivals_of, sureness


def clip(name: str, prompt: str = "a kite", height: int = 32) -> RatedClip:
    return RatedClip(Path(name), prompt, 48, height, 3.0, "validation")


def test_margins_are_sure_by_so_many_of_their_standard_errors() -> None:
    assert sureness([0.1, 0.2, 0.3]) == pytest.approx(0.2 / (0.1 / math.sqrt(3)))
    assert sureness([-0.1, -0.2, -0.3]) == pytest.approx(-sureness([0.1, 0.2, 0.3]))


def test_a_single_margin_is_sure_of_its_side_and_nothing_at_all_of_none() -> None:
    assert sureness([0.1]) == math.inf
    assert sureness([-0.1]) == -math.inf
    assert sureness([0.0, 0.0]) == -math.inf


def test_a_clip_of_several_pairs_is_looked_at_once() -> None:
    best, middle, worst = clip("best"), clip("middle"), clip("worst")
    rivals = rivals_of([Preference(best, middle), Preference(best, worst), Preference(middle, worst)])
    assert [group.clips for group in rivals] == [[best, middle, worst]]
    assert list(zip(rivals[0].chosen, rivals[0].rejected, strict=True)) == [(0, 1), (0, 2), (1, 2)]


def test_clips_of_other_prompts_and_shapes_are_no_rivals() -> None:
    pairs = [
        Preference(clip("a"), clip("b")),
        Preference(clip("c", "a boat"), clip("d", "a boat")),
        Preference(clip("e", height=64), clip("f", height=64)),
    ]
    assert [[path.name for path in (one.path for one in group.clips)] for group in rivals_of(pairs)] == [
        ["a", "b"],
        ["c", "d"],
        ["e", "f"],
    ]
