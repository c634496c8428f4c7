"""The two ways to learn from judgements, as numbers to make small. Knows latents and velocities, no files.

Both see each clip at one level of noise: x_t = (1 - t) x + t e, with the velocity e - x as the target.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from model.papercut.noise_levels import shifted
from model.refine.adapter import adapter_off
from model.refine.base import RefinableBase
from model.refine.rated_dataset import RatedClip
from model.spec import RefineMethod

STAR_SHARPNESS = 1.5
"""How much more one star teaches: exp of this."""

MOST_WEIGHT = 8.0
"""No clip teaches more than so many average ones."""

PREFERENCE_SHARPNESS = 1000.0
"""Beta of Flow-DPO, times the mean squared error over all numbers of a latent."""

REACH = 24.0
"""How long the tether to the base is: at its end, what chosen clips have and rejected ones lack was added so often."""

PAIR_SHIFT = 4.0
"""How much nearer pure noise pairs are asked than the sampler's steps lie. Below that a picture already stands, and to
tell the better of two by what is seen of it changes little of what a sampler makes (docs/lab-notes.md, 77 to 79)."""


@dataclass(frozen=True)
class Noise:
    """What is laid over latents: levels (B,) and unit noise (B, C, n, h, w)."""

    levels: Tensor
    grain: Tensor

    @classmethod
    def drawn(cls, base: RefinableBase, even: Tensor, latents: Tensor, seed: int) -> Noise:
        """The base's levels for numbers in 0..1, one for each sample, and grain of a seed."""
        generator = torch.Generator().manual_seed(seed)  # a CPU generator draws the same on every device
        grain = torch.randn(latents.shape, generator=generator).to(latents.device)
        return cls(base.noise_levels(even).to(latents.device), grain)

    def over(self, latents: Tensor) -> Tensor:
        """The noisy latents."""
        level = self.levels.view(-1, 1, 1, 1, 1)
        return (1 - level) * latents + level * self.grain


def asked_at(method: RefineMethod, even: Tensor) -> Tensor:
    """Where a method asks, as numbers for `RefinableBase.noise_levels`, of numbers spread evenly over 0..1."""
    return shifted(even, PAIR_SHIFT) if method is RefineMethod.DPO else even


def star_weights(clips: Sequence[RatedClip]) -> list[float]:
    """How much each clip teaches, 1 on average: exp of its stars over the mean, as in reward-weighted regression
    (Peters and Schaal 2007; for diffusion Lee et al. 2023, arXiv 2302.12192).

    The mean is that of the clip's prompt where its takes have different stars, so that hard prompts are not unlearned,
    and that of all clips otherwise.
    """
    of_prompt: dict[str, list[float]] = defaultdict(list)
    for clip in clips:
        of_prompt[clip.prompt].append(clip.stars)
    overall = sum(clip.stars for clip in clips) / len(clips)
    weights = []
    for clip in clips:
        stars = of_prompt[clip.prompt]
        mean = sum(stars) / len(stars) if max(stars) > min(stars) else overall
        weights.append(math.exp(STAR_SHARPNESS * (clip.stars - mean)))
    average = sum(weights) / len(weights)
    capped = [min(MOST_WEIGHT, weight / average) for weight in weights]
    return [weight * len(capped) / sum(capped) for weight in capped]


def flow_error(base: RefinableBase, latents: Tensor, text: Tensor, noise: Noise) -> Tensor:
    """Mean squared error of the velocity, of each sample, (B,)."""
    velocity = base.velocity(noise.over(latents), noise.levels, text)
    return _mean_square(velocity - (noise.grain - latents))


def pair_losses(base: RefinableBase, chosen: Tensor, rejected: Tensor, text: Tensor, noise: Noise) -> Tensor:
    """Flow-DPO (Liu et al. 2025, arXiv 2501.13918) of pairs under the same noise, to first order, and a tether to the
    base, (B,).

    The pairs alone say how far apart two clips should be, not where: whatever is common to both may drift, and what
    drifts looks like a win to a taste that it happens to please (docs/lab-notes.md, 51). So the adapter also pays for
    each step away from its base's velocity, as policies do in reinforcement learning (for flows Liu et al. 2025,
    arXiv 2505.05470), on chosen and rejected clips alike. To first order, because the squares of whole Flow-DPO reward
    any step at all on rejected clips, which teaches to spoil them instead of leaving them (docs/lab-notes.md, 58).
    """
    of_chosen, away_chosen = _compared(base, chosen, text, noise)
    of_rejected, away_rejected = _compared(base, rejected, text, noise)
    tether = PREFERENCE_SHARPNESS / (4 * REACH) * (away_chosen + away_rejected) / 2
    return preference_loss(of_chosen - of_rejected) + tether


def velocity_without_adapter(base: RefinableBase, latents: Tensor, text: Tensor, noise: Noise) -> Tensor:
    """What the base says by itself of noisy latents, (B, C, n, h, w)."""
    with torch.no_grad(), adapter_off(base.transformer):
        return base.velocity(noise.over(latents), noise.levels, text)


def gain(latents: Tensor, noise: Noise, before: Tensor, after: Tensor) -> Tensor:
    """How far a step from the velocity `before` to the velocity `after` goes toward the clips, (B,): to first order, by
    how much the squared error falls."""
    missing = noise.grain - latents - before
    return 2 * ((after - before) * missing).mean((1, 2, 3, 4))


def _compared(base: RefinableBase, latents: Tensor, text: Tensor, noise: Noise) -> tuple[Tensor, Tensor]:
    """How far the adapter goes toward the clips, and how far it is from the base, (B,) each."""
    before = velocity_without_adapter(base, latents, text, noise)
    after = base.velocity(noise.over(latents), noise.levels, text)
    return gain(latents, noise, before, after), _mean_square(after - before)


def _mean_square(difference: Tensor) -> Tensor:
    return difference.pow(2).mean((1, 2, 3, 4))


def preference_loss(margin: Tensor) -> Tensor:
    """The logistic loss of margins, (B,): how much farther the adapter goes toward chosen clips than toward rejected
    ones; ln 2 where nothing was learned."""
    return -F.logsigmoid(PREFERENCE_SHARPNESS / 2 * margin)
