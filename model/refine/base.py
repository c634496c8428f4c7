"""The bases that can be refined: how a pipeline encodes what it learns from, and how its transformer is asked.

A base is chosen by the class of its pipeline. What all have in common is flow matching: x_t = (1 - t) x + t e, and the
transformer predicts the velocity e - x (Lipman et al. 2023, arXiv 2210.02747). Knows no ratings and no adapters.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, Protocol

import torch
from diffusers import DiffusionPipeline, WanPipeline
from torch import Tensor

from model.papercut.noise_levels import SHIFT, shifted
from model.papercut.pipeline import PapercutPipeline
from model.papercut.places import add_places
from model.papercut.precision import half_precision
from model.papercut.sampling import MAX_TIMESTEP, place_channels
from model.papercut.windows import WINDOW_LATENTS
from model.spec import RefineRefused


class RefinableBase(Protocol):
    """One loaded base, seen from a refinement."""

    @property
    def transformer(self) -> Any:
        """The diffusers model that an adapter is put onto."""
        ...

    @property
    def device(self) -> torch.device:
        """Where it computes."""
        ...

    def encode_video(self, frames: Tensor) -> Tensor:
        """Latents (1, C, n, h, w), float32, of frames (T, H, W, 3) uint8; cut to what it learns at once."""
        ...

    def encode_prompts(self, prompts: Sequence[str]) -> Tensor:
        """Text states (B, tokens, width), float32; the empty prompt stands for no text."""
        ...

    def noise_levels(self, uniform: Tensor) -> Tensor:
        """Levels of noise in 0..1, of numbers spread evenly over 0..1: as densely as the sampler's steps lie, for that
        is where a clip is decided. What stands where and how large is decided near pure noise."""
        ...

    def velocity(self, noisy: Tensor, levels: Tensor, text: Tensor) -> Tensor:
        """The predicted velocity, float32, like `noisy` (B, C, n, h, w), at one level of noise each (B,)."""
        ...


class PapercutBase:
    """Papercut: whole clips of up to 17 frames, one level of noise on all tokens, as at the start of a shot."""

    def __init__(self, pipeline: PapercutPipeline) -> None:
        self._pipeline = pipeline
        self.transformer = pipeline.transformer
        self.device = torch.device(pipeline.device)

    @torch.no_grad()
    def encode_video(self, frames: Tensor) -> Tensor:
        """See `RefinableBase`. The first window of a clip teaches; frames beyond 4k+1 are left away."""
        most = 4 * (WINDOW_LATENTS - 1) + 1
        count = min(most, (len(frames) - 1) // 4 * 4 + 1)
        latents: Tensor = self._pipeline.codec.encode(frames[None, :count].to(self.device))
        return latents.float()

    @torch.no_grad()
    def encode_prompts(self, prompts: Sequence[str]) -> Tensor:
        """See `RefinableBase`."""
        return self._pipeline.encode_prompt(prompts).float()

    def noise_levels(self, uniform: Tensor) -> Tensor:
        """See `RefinableBase`."""
        return shifted(uniform, SHIFT)

    def velocity(self, noisy: Tensor, levels: Tensor, text: Tensor) -> Tensor:
        """See `RefinableBase`."""
        tokens = noisy.shape[2] * noisy.shape[3] * noisy.shape[4]
        timesteps = (levels * MAX_TIMESTEP)[:, None].expand(-1, tokens)
        placed = add_places(noisy, 0, channels=place_channels(self.transformer))
        with half_precision(noisy.device), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Mismatch dtype between input and weight", category=UserWarning)
            velocity: Tensor = self.transformer(placed, timesteps, text, return_dict=False)[0]
        return velocity.float()


class WanBase:
    """Wan 2.1 and whatever else loads as diffusers' `WanPipeline` (arXiv 2503.20314)."""

    def __init__(self, pipeline: WanPipeline) -> None:
        self._pipeline = pipeline
        self.transformer = pipeline.transformer
        self.device = torch.device(pipeline.device)
        config = pipeline.scheduler.config
        self._shift = float(config.get("flow_shift") or config.get("shift") or 1.0)

    @torch.no_grad()
    def encode_video(self, frames: Tensor) -> Tensor:
        """See `RefinableBase`. The codec's own statistics bring latents to about unit variance, as in the pipeline."""
        vae = self._pipeline.vae
        count = (len(frames) - 1) // 4 * 4 + 1
        video = frames[:count].to(self.device, vae.dtype).permute(3, 0, 1, 2)[None] / 127.5 - 1
        latents: Tensor = vae.encode(video).latent_dist.mode().float()
        mean, deviation = (
            torch.tensor(values, device=self.device).view(1, -1, 1, 1, 1)
            for values in (vae.config.latents_mean, vae.config.latents_std)
        )
        return (latents - mean) / deviation

    @torch.no_grad()
    def encode_prompts(self, prompts: Sequence[str]) -> Tensor:
        """See `RefinableBase`."""
        states: Tensor = self._pipeline.encode_prompt(
            list(prompts), do_classifier_free_guidance=False, device=self.device
        )[0]
        return states.float()

    def noise_levels(self, uniform: Tensor) -> Tensor:
        """See `RefinableBase`."""
        return shifted(uniform, self._shift)

    def velocity(self, noisy: Tensor, levels: Tensor, text: Tensor) -> Tensor:
        """See `RefinableBase`."""
        kind = self.transformer.dtype
        velocity: Tensor = self.transformer(noisy.to(kind), levels * MAX_TIMESTEP, text.to(kind), return_dict=False)[0]
        return velocity.float()


def base_of(pipeline: DiffusionPipeline) -> RefinableBase:
    """The base of a pipeline.

    Raises:
        RefineRefused: nobody has taught this class to learn.
    """
    if isinstance(pipeline, PapercutPipeline):
        return PapercutBase(pipeline)
    if isinstance(pipeline, WanPipeline) and pipeline.transformer is not None:
        return WanBase(pipeline)
    raise RefineRefused(
        f"A {type(pipeline).__name__} cannot be refined here; Papercut and models that load as WanPipeline can. "
        "Choose such a base, or export the dataset for a trainer of that model."
    )
