"""Sampling: one Euler step after another on the new latents of one window, with fresh grain while much is still open.

Fresh grain makes the steps those of a stochastic sampler (Song et al. 2021, arXiv 2011.13456): what an earlier step got
wrong is noise to a later one, which puts it right, where plain Euler steps carry it along. Figures gain whole outlines
by it (docs/lab-notes.md).

What a window is given stands in front of the new latents with a noise level of its own, told token by token. Knows
nothing of prompts, shots or frames.
"""

import warnings
from dataclasses import dataclass

import torch
from diffusers import FlowMatchEulerDiscreteScheduler, WanTransformer3DModel
from diffusers.utils.torch_utils import randn_tensor
from torch import Tensor

from model.papercut.places import PLACE_CHANNELS, add_places
from model.papercut.precision import half_precision
from model.papercut.windows import Window

RECENT_NOISE = 0.0
"""How much noise (0 to 1) is laid over given latents before the model sees them, so that it does not copy their faults.
The model is told; the latents themselves stay as they are."""

FRESH_GRAIN = 0.8
"""How much of the noise that is left after a step is drawn anew, 0 to 1; in the unit of its deviation."""

FRESH_ABOVE = 0.4
"""Noise level (0 to 1) above which it is. Below it the outlines stand, and anew drawn grain would blur what moves."""

MAX_TIMESTEP = 1000.0
"""Diffusers counts noise from 0 to 1000."""


def place_channels(transformer: WanTransformer3DModel) -> int:
    """Input channels that tell a transformer where a cell lies: all that are not latents."""
    channels: int = transformer.config.in_channels - transformer.config.out_channels
    return channels


def knows_anchors(transformer: WanTransformer3DModel) -> bool:
    """Whether a transformer was trained with a channel that marks an anchor."""
    return place_channels(transformer) == PLACE_CHANNELS


@dataclass(frozen=True)
class Denoiser:
    """What all windows of a call have in common.

    Attributes:
        transformer: the model.
        scheduler: Euler steps; its state is set anew for each window.
        steps: steps per window.
        guidance: how strongly the text is followed, where there is something to steer away from.
        generator: source of fresh grain, and of the noise over given latents.
    """

    transformer: WanTransformer3DModel
    scheduler: FlowMatchEulerDiscreteScheduler
    steps: int
    guidance: float
    generator: torch.Generator | list[torch.Generator] | None

    def velocity(self, placed: Tensor, tokens: Tensor, text: Tensor, opposite: Tensor | None) -> Tensor:
        """The guided velocity (B, K, n, h, w), float32, of latents with places, at noise levels per token."""
        velocity = self._ask("cond", placed, tokens, text)
        if opposite is None:
            return velocity
        without = self._ask("uncond", placed, tokens, opposite)
        return without + self.guidance * (velocity - without)

    def _ask(self, context: str, placed: Tensor, tokens: Tensor, text: Tensor) -> Tensor:
        # Half precision is 1.8 times as quick where the processor has instructions for it (docs/lab-notes.md).
        with self.transformer.cache_context(context), half_precision(placed.device), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Mismatch dtype between input and weight", category=UserWarning)
            velocity: Tensor = self.transformer(placed, tokens, text, return_dict=False)[0]
        return velocity.float()


class WindowSampler:
    """Denoises the new latents of one window, in place.

    Args:
        denoiser: how.
        shot: latents (B, K, n, h, w) of the whole shot: finished ones, then noise.
        window: what of it is denoised here.
        anchor: the first look at the subject (B, K, 1, h, w), for an anchored window.
        text: token states (B, 64, 384).
        opposite: what to steer away from; None switches guidance off.
    """

    def __init__(
        self,
        denoiser: Denoiser,
        shot: Tensor,
        window: Window,
        anchor: Tensor | None,
        text: Tensor,
        opposite: Tensor | None,
    ) -> None:
        self._denoiser, self._window, self._text, self._opposite = denoiser, window, text, opposite
        self._new = shot[:, :, window.start + window.given : window.stop]
        given = shot[:, :, window.start : window.start + window.given]
        if window.anchored:
            if anchor is None:
                raise ValueError("got an anchored window and no anchor, expected one; next: pass the first look")
            given = torch.cat([anchor, given], 2)
        if RECENT_NOISE > 0 and given.shape[2]:
            noise = randn_tensor(given.shape, generator=denoiser.generator, device=given.device, dtype=given.dtype)
            given = (1 - RECENT_NOISE) * given + RECENT_NOISE * noise
        self._given = given

    def timesteps(self) -> list[Tensor]:
        """The noise levels to step from, 1000 downward: even steps before the scheduler's shift, none spent on almost
        nothing."""
        steps = self._denoiser.steps
        scheduler = self._denoiser.scheduler
        scheduler.set_timesteps(sigmas=[1 - step / steps for step in range(steps)], device=self._new.device)
        return list(scheduler.timesteps)

    def step(self, timestep: Tensor) -> Tensor:
        """One Euler step; returns what the model takes the new latents for, free of noise."""
        denoiser, given = self._denoiser, self._given.shape[2]
        seen = torch.cat([self._given, self._new], 2)
        batch, _, count, rows, columns = seen.shape
        levels = torch.full((batch, count), RECENT_NOISE * MAX_TIMESTEP, device=seen.device)
        levels[:, given:] = timestep
        tokens = levels.repeat_interleave(rows * columns, dim=1)
        channels = place_channels(denoiser.transformer)
        placed = add_places(seen, self._window.start, self._window.anchored, channels=channels)
        velocity = denoiser.velocity(placed.to(denoiser.transformer.dtype), tokens, self._text, self._opposite)
        direction = velocity[:, :, given:]
        guess: Tensor = self._new - timestep / MAX_TIMESTEP * direction
        self._new.copy_(denoiser.scheduler.step(direction, timestep, self._new, return_dict=False)[0])
        if FRESH_GRAIN > 0 and timestep >= FRESH_ABOVE * MAX_TIMESTEP:
            self._draw_anew(guess, float(denoiser.scheduler.sigmas[denoiser.scheduler.step_index]))
        return guess

    def _draw_anew(self, guess: Tensor, level: float) -> None:
        """Replace a part of the grain in the new latents, (1 - level) guess + level grain; its deviation stays.

        Args:
            guess: what they are taken for, free of noise.
            level: how much noise is left in them, 0 to 1.
        """
        share = FRESH_GRAIN
        picture = (1 - level) * guess
        drawn = randn_tensor(guess.shape, generator=self._denoiser.generator, device=guess.device, dtype=guess.dtype)
        self._new.copy_(picture + (1 - share**2) ** 0.5 * (self._new - picture) + level * share * drawn)
