"""Pictures of a clip that is still being denoised, and a budget that keeps them from slowing it down.

Knows how pipelines lay out their latents and how their codecs decode one of them; knows nothing of progress, members or
files. The latents are decoded as they are, noise included: one sees the picture come out of it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
import torch
from diffusers import DiffusionPipeline, ModelMixin
from PIL import Image

from model.seed import fenced_randomness
from model.spec import Frames

LONGEST_SIDE = 512
"""Pixels; a preview is shown small and sent often."""

_log = logging.getLogger(__name__)


@dataclass
class PreviewBudget:
    """Lets previews take at most `share` of the time spent on a render so far, after a first one that is free."""

    share: float = 0.05
    spent_seconds: float = 0.0
    last_seconds: float | None = None

    def allows(self, elapsed_seconds: float) -> bool:
        """Whether one more preview, taking as long as the last one did, keeps within the share of `elapsed_seconds`."""
        if self.last_seconds is None:
            return True
        return self.spent_seconds + self.last_seconds <= self.share * elapsed_seconds

    def charge(self, seconds: float) -> None:
        """Note what a preview took."""
        self.spent_seconds += seconds
        self.last_seconds = seconds


class Previewer:
    """Paints the middle of a clip from its latents, for one pipeline call of known size."""

    def __init__(self, pipeline: DiffusionPipeline, frame_count: int, height: int, width: int) -> None:
        self._pipeline = pipeline
        self._size = (frame_count, height, width)
        self._works = True

    @torch.no_grad()
    def paint(self, latents: torch.Tensor) -> Frames | None:
        """One picture, (H, W, 3) uint8, longer side at most 512; None for a layout of latents that is not known.

        A codec that cannot decode a single latent frame, or has no memory left to, is logged once and not asked again:
        a preview is a courtesy and no reason to lose a render.
        """
        if not self._works:
            return None
        try:
            # A fence, because a codec that draws noise would change the frames of the clip by being asked more often.
            with fenced_randomness(latents.device, seed=0):
                picture = self._decode(latents)
        except RuntimeError:
            _log.warning("no previews of this clip: the codec failed on a single latent frame", exc_info=True)
            picture = None
        self._works = picture is not None
        return None if picture is None else _shrink(picture)

    def _decode(self, latents: torch.Tensor) -> Frames | None:
        if hasattr(self._pipeline, "preview"):
            return np.asarray(self._pipeline.preview(latents), dtype=np.uint8)
        vae = getattr(self._pipeline, "vae", None)
        if vae is None:
            return None
        video = self._video_latents(latents, vae)
        if video is None:
            return None
        middle = video.shape[2] // 2
        one = _denormalise(video[:1, :, middle : middle + 1].to(vae.device, torch.float32), vae).to(vae.dtype)
        if vae.config.get("timestep_conditioning"):  # LTX-Video 0.9.1 and later: the decoder is told how noisy it is
            decoded = vae.decode(one, torch.zeros(1, device=vae.device, dtype=vae.dtype), return_dict=False)[0]
        else:
            decoded = vae.decode(one, return_dict=False)[0]
        return _to_picture(decoded[0, :, decoded.shape[2] // 2])

    def _video_latents(self, latents: torch.Tensor, vae: ModelMixin) -> torch.Tensor | None:
        """`latents` as (B, C, F, h, w), or None where it cannot be told which axis is which."""
        config = vae.config
        channels = config.get("z_dim") or config.get("latent_channels")
        if latents.ndim == 5 and latents.shape[1] == channels:
            return latents
        if latents.ndim == 3 and hasattr(self._pipeline, "transformer_spatial_patch_size"):
            return self._unpack(latents, channels)
        return None

    def _unpack(self, tokens: torch.Tensor, channels: int) -> torch.Tensor | None:
        """LTX-Video's tokens (B, F·h·w, C·pt·p·p) laid out as video latents (B, C, F·pt, h·p, w·p) again."""
        frame_count, height, width = self._size
        patch = self._pipeline.transformer_spatial_patch_size
        patch_time = self._pipeline.transformer_temporal_patch_size
        frames = ((frame_count - 1) // self._pipeline.vae_temporal_compression_ratio + 1) // patch_time
        rows = height // self._pipeline.vae_spatial_compression_ratio // patch
        columns = width // self._pipeline.vae_spatial_compression_ratio // patch
        if tokens.shape[1:] != (frames * rows * columns, channels * patch_time * patch * patch):
            return None
        grid = tokens.reshape(-1, frames, rows, columns, channels, patch_time, patch, patch)
        grid = grid.permute(0, 4, 1, 5, 2, 6, 3, 7)
        return grid.reshape(-1, channels, frames * patch_time, rows * patch, columns * patch)


def _denormalise(latents: torch.Tensor, vae: ModelMixin) -> torch.Tensor:
    """Undo what pipelines do before denoising: per-channel mean and deviation, a scaling factor, or both."""
    config = vae.config
    latents = latents / (config.get("scaling_factor") or 1.0)
    mean, deviation = config.get("latents_mean"), config.get("latents_std")
    if mean is None or deviation is None:  # LTX-Video keeps them with the weights
        mean, deviation = getattr(vae, "latents_mean", None), getattr(vae, "latents_std", None)
    if mean is None or deviation is None:
        return latents + (config.get("shift_factor") or 0.0)
    mean, deviation = (torch.as_tensor(value).to(latents).reshape(1, -1, 1, 1, 1) for value in (mean, deviation))
    return latents * deviation + mean


def _to_picture(decoded: torch.Tensor) -> Frames:
    """(3, H, W) in [-1, 1] to (H, W, 3) uint8."""
    unit = ((decoded.float() + 1) / 2).nan_to_num(0.0).clamp(0, 1)
    picture: Frames = (unit.permute(1, 2, 0) * 255).round().to(torch.uint8).cpu().numpy()
    return picture


def _shrink(picture: Frames) -> Frames:
    height, width = picture.shape[:2]
    factor = LONGEST_SIDE / max(height, width)
    if factor >= 1:
        return picture
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))
