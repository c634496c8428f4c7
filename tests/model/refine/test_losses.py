"""What the two losses are made of, against numbers worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from model.refine.losses import (
    PREFERENCE_SHARPNESS,
    REACH,
    Noise,
    asked_at,
    pair_losses,
    preference_loss,
    star_weights,
)
from model.refine.rated_dataset import RatedClip
from model.spec import RefineMethod


def clip(prompt: str, stars: float) -> RatedClip:
    return RatedClip(Path("x.mp4"), prompt, 48, 32, stars, "train")


class Leaning:
    """A base that predicts nothing, and with its adapter the same everywhere."""

    device = torch.device("cpu")

    def __init__(self, lean: float) -> None:
        self.lean, self.is_on, self.transformer = lean, True, self

    def disable_adapters(self) -> None:
        self.is_on = False

    def enable_adapters(self) -> None:
        self.is_on = True

    def encode_video(self, frames: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError

    def encode_prompts(self, prompts: Sequence[str]) -> torch.Tensor:
        raise NotImplementedError

    def noise_levels(self, uniform: torch.Tensor) -> torch.Tensor:
        return uniform

    def velocity(self, noisy: torch.Tensor, levels: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
        return torch.full_like(noisy, self.lean if self.is_on else 0.0)


class Spoiling(Leaning):
    """Leans sideways, on what is bright in the first of two numbers and nowhere else."""

    def velocity(self, noisy: torch.Tensor, levels: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
        sideways = torch.zeros_like(noisy)
        sideways[..., 1] = super().velocity(noisy, levels, text)[..., 1] * (noisy[..., 0] > 0.1)
        return sideways


def pair_loss(lean: float, chosen: float, rejected: float, level: float = 0.5) -> float:
    """Of clips that are one number each, without any grain."""
    liked, disliked = (torch.full((1, 1, 1, 1, 1), value) for value in (chosen, rejected))
    noise = Noise(torch.tensor([level]), torch.zeros(1, 1, 1, 1, 1))
    return pair_losses(Leaning(lean), liked, disliked, torch.zeros(1, 1, 1), noise).item()


def test_an_adapter_that_leans_to_the_chosen_clip_costs_less_than_none_and_one_that_leans_away_more() -> None:
    toward = -0.01  # the velocity of a clip without grain is minus the clip
    assert pair_loss(0.0, chosen=0.1, rejected=0.0) == pytest.approx(math.log(2))
    assert pair_loss(toward, chosen=0.1, rejected=0.0) < math.log(2) < pair_loss(toward, chosen=0.0, rejected=0.1)


def test_what_pairs_have_in_common_is_worth_nothing_and_still_costs_its_way_from_the_base() -> None:
    away = 0.1**2 * PREFERENCE_SHARPNESS / (4 * REACH)
    assert pair_loss(0.1, chosen=0.3, rejected=0.3) == pytest.approx(math.log(2) + away)


def test_spoiling_a_rejected_clip_is_no_way_to_prefer_the_other() -> None:
    dark, bright = torch.zeros(1, 1, 1, 1, 2), torch.tensor([0.3, 0.0]).view(1, 1, 1, 1, 2)
    noise = Noise(torch.tensor([0.5]), torch.zeros_like(dark))
    loss = pair_losses(Spoiling(0.1), dark, bright, torch.zeros(1, 1, 1), noise).item()
    assert loss == pytest.approx(math.log(2) + PREFERENCE_SHARPNESS / (4 * REACH) * 0.1**2 / 4)


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


def test_pairs_are_asked_nearer_pure_noise_than_stars_are() -> None:
    even = torch.tensor([0.0, 0.125, 0.5, 1.0])
    assert asked_at(RefineMethod.RWR, even).tolist() == even.tolist()
    assert asked_at(RefineMethod.DPO, even).tolist() == pytest.approx([0.0, 4 / 11, 0.8, 1.0])


def test_a_margin_of_nothing_costs_the_logarithm_of_two_and_a_wider_one_less() -> None:
    assert preference_loss(torch.zeros(1)).item() == pytest.approx(math.log(2))
    assert preference_loss(torch.tensor([0.01])).item() < preference_loss(torch.tensor([-0.01])).item()
