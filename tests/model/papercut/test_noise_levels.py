"""Noise levels: how often each way of drawing them reaches what decides where things stand."""

from __future__ import annotations

import pytest
import torch

from model.papercut.noise_levels import middle_levels, mixed_levels, sampler_levels
from model.papercut.pipeline import build_scheduler

COUNT = 20_000


def chance() -> torch.Generator:
    return torch.Generator().manual_seed(1)


def share_above(levels: torch.Tensor, bound: float) -> float:
    return float((levels > bound).float().mean())


def test_sampler_levels_lie_as_the_samplers_steps_do() -> None:
    scheduler = build_scheduler()
    scheduler.set_timesteps(sigmas=[1.0, 0.75, 0.5, 0.25])
    levels = sampler_levels(COUNT, chance())
    for quarter, sigma in zip((0.75, 0.5, 0.25), scheduler.sigmas[1:4].tolist(), strict=True):
        assert levels.quantile(quarter).item() == pytest.approx(sigma, abs=0.02)


def test_middle_levels_hardly_ever_reach_what_is_almost_all_noise() -> None:
    assert share_above(middle_levels(COUNT, chance()), 0.95) == pytest.approx(0.004, abs=0.002)
    assert share_above(sampler_levels(COUNT, chance()), 0.95) == pytest.approx(0.136, abs=0.01)


def test_a_mixture_has_the_share_that_is_asked_for() -> None:
    mixed = mixed_levels(COUNT, 0.5, chance())
    assert share_above(mixed, 0.95) == pytest.approx((0.004 + 0.136) / 2, abs=0.01)
    assert torch.equal(mixed_levels(COUNT, 0.0, chance()), middle_levels(COUNT, chance()))
