"""What the two losses are made of, against numbers worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from model.refine.losses import Noise, preference_loss, star_weights
from model.refine.rated_dataset import RatedClip


def clip(prompt: str, stars: float) -> RatedClip:
    return RatedClip(Path("x.mp4"), prompt, 48, 32, stars, "train")


def test_a_star_more_teaches_e_to_the_power_of_its_sharpness_times_as_much() -> None:
    low, high = star_weights([clip("a", 2.0), clip("b", 3.0)])
    assert high / low == pytest.approx(math.exp(1.5))
    assert low + high == pytest.approx(2.0)


def test_takes_of_one_prompt_are_weighed_against_each_other() -> None:
    hard_low, hard_high, easy_low, easy_high = star_weights(
        [clip("hard", 1.0), clip("hard", 2.0), clip("easy", 4.0), clip("easy", 5.0)]
    )
    assert hard_low == pytest.approx(easy_low)
    assert hard_high == pytest.approx(easy_high)


def test_no_clip_outweighs_eight() -> None:
    weights = star_weights([clip("a", 5.0), *(clip(f"b{number}", 1.0) for number in range(99))])
    assert max(weights) / min(weights) < math.exp(1.5 * 4)
    assert sum(weights) == pytest.approx(100)


def test_noise_goes_from_the_picture_to_pure_grain() -> None:
    picture, grain = torch.ones(2, 1, 1, 1, 1), torch.full((2, 1, 1, 1, 1), 3.0)
    noise = Noise(torch.tensor([0.0, 1.0]), grain)
    assert noise.over(picture).flatten().tolist() == [1.0, 3.0]


def test_a_margin_of_nothing_costs_the_logarithm_of_two_and_a_wider_one_less() -> None:
    assert preference_loss(torch.zeros(1)).item() == pytest.approx(math.log(2))
    assert preference_loss(torch.tensor([0.01])).item() < preference_loss(torch.tensor([-0.01])).item()
