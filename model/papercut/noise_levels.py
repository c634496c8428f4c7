"""Noise levels: how much grain lies over what is learned from, 0 to 1, drawn in two ways.

Knows no model.
"""

import torch
from torch import Tensor

SHIFT = 3.0
"""By how much the sampler's steps crowd toward high noise, as in Stable Diffusion 3 (Esser et al. 2024, arXiv
2403.03206)."""

_MIDDLE = 0.3


def middle_levels(count: int, chance: torch.Generator) -> Tensor:
    """Levels (count,) that are mostly in the middle, sigmoid(N(0.3, 1)): most is learned there, and one in 250 is above
    0.95, where it is decided what stands where."""
    return torch.sigmoid(torch.randn(count, generator=chance, device=chance.device) + _MIDDLE)


def sampler_levels(count: int, chance: torch.Generator) -> Tensor:
    """Levels (count,) as densely as the sampler's steps lie: even ones, shifted toward high noise. One in seven is
    above 0.95."""
    return shifted(torch.rand(count, generator=chance, device=chance.device), SHIFT)


def shifted(even: Tensor, shift: float) -> Tensor:
    """Levels that are spread evenly, moved toward high noise as a scheduler's `shift` moves its steps."""
    return shift * even / (1 + (shift - 1) * even)


def mixed_levels(count: int, sampler_share: float, chance: torch.Generator) -> Tensor:
    """Levels (count,), a share of them as the sampler's steps lie, the others mostly in the middle."""
    middle = middle_levels(count, chance)
    if sampler_share == 0:
        return middle
    as_sampled = torch.rand(count, generator=chance, device=chance.device) < sampler_share
    return torch.where(as_sampled, sampler_levels(count, chance), middle)
