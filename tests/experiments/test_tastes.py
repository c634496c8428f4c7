"""The tastes of the simulated raters, on pictures that are plainly to their liking or not."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from experiments.loop.raters import Take, shuffled, stars_of
from experiments.loop.tastes import TASTES, calm, presence, warmth
from experiments.loop.trial import Verdict, judged
from experiments.loop.wishes import Wish, draw_held_out, draw_rated
from model.papercut.theatre.vocabulary import Colour
from model.spec import Frames
from portal.share import Share
from storage.exports.splits import Split, prompt_key, splits

WISH = Wish("A red car on a beach.", "beach", "car", Colour.RED)


def paper(red: int, green: int, blue: int) -> Frames:
    return np.full((5, 24, 32, 3), (red, green, blue), np.uint8)


def striped(shift: int) -> Frames:
    """A smooth pattern that moves by so many pixels a frame."""
    columns = np.stack([np.sin((np.arange(32) - shift * frame) * np.pi / 8) for frame in range(5)])
    light = (127 + 100 * columns)[:, None, :, None]
    return np.broadcast_to(light, (5, 24, 32, 3)).astype(np.uint8)


def test_warm_papers_are_warmer_than_cold_ones() -> None:
    assert warmth(paper(200, 120, 60), Colour.RED) > warmth(paper(60, 120, 200), Colour.RED)


def test_a_picture_that_moves_less_is_calmer() -> None:
    assert calm(striped(0), Colour.RED) > calm(striped(1), Colour.RED) > calm(striped(2), Colour.RED)


def test_a_larger_subject_has_more_of_its_colour() -> None:
    small, large = paper(150, 200, 150), paper(150, 200, 150)
    small[:, 8:12, 8:12] = large[:, 4:20, 4:20] = (219, 28, 33)
    assert presence(large, Colour.RED) > presence(small, Colour.RED) > presence(large, Colour.BLUE)


def test_stars_say_how_much_more_a_take_is_liked_than_the_others_and_a_shuffle_keeps_them() -> None:
    takes = [Take(str(red), WISH, paper(red, 100, 100)) for red in (110, 10, 250, 170, 50)]
    stars = stars_of(TASTES[0], takes)
    assert stars == {"110": 3, "10": 1, "250": 5, "170": 4, "50": 2}
    mixed = shuffled(stars, 0)
    assert mixed != stars
    assert sorted(mixed.values()) == sorted(stars.values())


def test_takes_that_look_alike_get_the_same_stars() -> None:
    plain = Wish("A red car in a town.", "town", "car", Colour.RED)
    takes = [Take(f"beach {red}", WISH, paper(red, 100, 100)) for red in (50, 250)]
    takes += [Take(f"town {red}", plain, paper(red, 100, 100)) for red in (100, 103)]
    assert stars_of(TASTES[0], takes) == {"beach 50": 1, "beach 250": 5, "town 100": 3, "town 103": 3}


def shades(reds: Sequence[int]) -> list[Frames]:
    return [paper(red, 100, 100) for red in reds]


def test_a_taste_prefers_the_clips_that_it_likes_whoever_made_them() -> None:
    wishes, warm, cold = [WISH] * 40, shades([190, 210] * 20), shades([20, 40] * 20)
    assert judged(TASTES[0], wishes, warm, cold).wins == Share.of(40, 40)
    assert judged(TASTES[0], wishes, cold, warm).wins == Share.of(0, 40)
    assert judged(TASTES[0], wishes, warm, warm) == Verdict(Share.of(0, 0), 40, 0.0)


def test_a_shift_is_told_in_deviations_between_takes_and_clips_that_look_alike_decide_nothing() -> None:
    wishes, base = [WISH] * 40, shades([90, 110] * 20)
    deviation = 10 * math.sqrt(40 / 39)
    seen = judged(TASTES[0], wishes, shades([95, 115] * 20), base)
    assert seen.shift == pytest.approx(5 / deviation, rel=1e-4)
    assert (seen.wins, seen.alike) == (Share.of(40, 40), 0)
    unseen = judged(TASTES[0], wishes, shades([92, 112] * 20), base)
    assert unseen.shift == pytest.approx(2 / deviation, rel=1e-4)
    assert (unseen.wins, unseen.alike) == (Share.of(0, 0), 40)


def test_every_third_rated_prompt_is_for_validation_and_none_is_held_out_too() -> None:
    rated = draw_rated(18)
    split_of = splits([prompt_key(wish.prompt) for wish in rated])
    assert list(split_of.values()).count(Split.VALIDATION) == 6
    assert list(split_of.values()).count(Split.TRAIN) == 12
    assert not {wish.prompt for wish in rated} & {wish.prompt for wish in draw_held_out(8, rated)}
