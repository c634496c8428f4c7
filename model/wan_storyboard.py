"""Storyboards and long shots with any Wan-class pipeline that has per-token timesteps, such as Wan2.2-TI2V-5B.

Slides a window over the clip with the pipeline's own transformer, scheduler, codec and text encoder: latents that are
given stand at timestep 0, token by token, as the pipeline itself does with a first frame. The first window of the first
shot is denoised exactly as `WanPipeline` does it. In every later window an anchor, the clip's very first latent, stands
in front, so that the subject stays itself; inside a shot the last three finished latents follow it. The models were
trained with one given latent, not with this arrangement: how well a subject survives a cut is the checkpoint's merit.
Knows nothing of progress, members or files.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKLWan, DiffusionPipeline, WanTransformer3DModel
from diffusers.utils.torch_utils import randn_tensor
from torch import Tensor

from model.colours import to_bytes
from model.spec import Frames
from model.wan_reel import WanReel

WINDOW_LATENTS = 31
"""Latents that are denoised at once: 121 frames, what Wan2.2-TI2V-5B was trained on."""

RECENT_LATENTS = 3
"""Finished latents of a shot that its next window looks back at."""

StepCallback = Callable[[Any, int, Tensor, dict[str, Tensor]], dict[str, Any]]


def has_token_timesteps(pipeline: DiffusionPipeline) -> bool:
    """Whether a pipeline is of the Wan class and its transformer takes a timestep for each token, and pure text."""
    transformer, vae = getattr(pipeline, "transformer", None), getattr(pipeline, "vae", None)
    return (
        bool(pipeline.config.get("expand_timesteps"))
        and isinstance(transformer, WanTransformer3DModel)
        and isinstance(vae, AutoencoderKLWan)
        and getattr(pipeline, "transformer_2", None) is None
        and transformer.config.in_channels == vae.config.z_dim
    )


@dataclass
class WanStoryboardOutput:
    """Result of a call: one clip, `frames` (1, T, H, W, 3) uint8."""

    frames: Frames


class _Clip:
    """Frames (T, H, W, 3) uint8, filled from the start."""

    def __init__(self, count: int, height: int, width: int) -> None:
        self.frames = np.empty((count, height, width, 3), np.uint8)
        self._filled = 0

    def append(self, piece: Tensor, end: int) -> None:
        """Take over a piece (1, 3, t, H, W) in -1..1, but nothing beyond frame `end`."""
        kept = to_bytes(piece[0, :, : end - self._filled].float() / 2 + 0.5).permute(1, 2, 3, 0)
        self.frames[self._filled : self._filled + len(kept)] = kept.cpu().numpy()
        self._filled += len(kept)


class WanStoryboard:
    """Calls like a pipeline that takes `shot_frames`.

    Args:
        pipeline: one for which `has_token_timesteps`.
        window_latents, recent_latents: length of the window and of its look back.
    """

    def __init__(
        self,
        pipeline: DiffusionPipeline,
        window_latents: int = WINDOW_LATENTS,
        recent_latents: int = RECENT_LATENTS,
    ) -> None:
        self._pipeline = pipeline
        self._window_latents = window_latents
        self._recent_latents = recent_latents
        self.num_timesteps = 0
        """Steps of the running call over all shots and windows."""
        self.current_shot = 0
        """Index of the shot that is being denoised."""

    @torch.no_grad()
    def __call__(
        self,
        prompt: Sequence[str],
        shot_frames: Sequence[int],
        height: int,
        width: int,
        num_inference_steps: int,
        guidance_scale: float,
        generator: torch.Generator,
        negative_prompt: str = "",
        image: Any = None,
        callback_on_step_end: StepCallback | None = None,
        callback_on_step_end_tensor_inputs: Sequence[str] = ("latents",),
        decoding: Callable[[], AbstractContextManager[Any]] = nullcontext,
    ) -> WanStoryboardOutput:
        """Render one clip.

        Args:
            prompt: one per shot.
            shot_frames: frames of each shot, any number.
            height, width: pixels, multiples of what codec and transformer fold into a token.
            num_inference_steps: steps per window.
            guidance_scale: 1 or less switches guidance off.
            generator: source of noise; the same seed gives the same frames.
            negative_prompt: what to steer away from.
            image: optional first frame, as diffusers takes pictures.
            callback_on_step_end: called after every step with (pipeline, step, timestep, {"latents": the window's new
                latents}). What it raises ends the call.
            callback_on_step_end_tensor_inputs: nothing but "latents".
            decoding: entered while frames are decoded, which happens between windows.

        Raises:
            ValueError: sizes or numbers that do not fit.
            FloatingPointError: what came out is no colours.
        """
        self._check(prompt, shot_frames, height, width, callback_on_step_end_tensor_inputs)
        texts = self._texts(prompt, negative_prompt, guidance_scale > 1)
        latent_counts = [self._latents_of(frames) for frames in shot_frames]
        known = 0 if image is None else 1
        plans = [list(self._windows(count, shot, 0 if shot else known)) for shot, count in enumerate(latent_counts)]
        self.num_timesteps = num_inference_steps * sum(len(windows) for windows in plans)
        clip, step = _Clip(sum(shot_frames), height, width), 0
        anchor: Tensor | None = None
        for index, (windows, (text, opposite)) in enumerate(zip(plans, texts, strict=True)):
            self.current_shot = index
            shot = self._noise(latent_counts[index], height, width, generator)
            if image is not None and index == 0:
                shot[:, :, :1] = self._encode(image, height, width)
            reel, end, shown = WanReel(self._pipeline.vae, anchor), sum(shot_frames[: index + 1]), 0
            for start, stop in windows or [(shot.shape[2], shot.shape[2])]:
                given = self._given(shot, start, anchor)
                for timestep in self._timesteps(num_inference_steps) if start < stop else ():
                    self._step(shot[:, :, start:stop], given, timestep, text, opposite, guidance_scale)
                    if callback_on_step_end is not None:
                        callback_on_step_end(self._pipeline, step, timestep, {"latents": shot[:, :, start:stop]})
                    step += 1
                anchor = shot[:, :, :1].clone() if anchor is None else anchor
                with decoding():
                    for piece in reel.decode(shot[:, :, shown:stop]):
                        clip.append(piece, end)
                shown = stop
        return WanStoryboardOutput(clip.frames[None])

    def _check(
        self, prompt: Sequence[str], shot_frames: Sequence[int], height: int, width: int, tensors: Sequence[str]
    ) -> None:
        if isinstance(prompt, str) or len(prompt) != len(shot_frames) or not shot_frames or min(shot_frames) < 1:
            raise ValueError(
                f"got {prompt!r} for shots of {list(shot_frames)} frames, expected a list of one prompt for each shot, "
                "and at least one frame; next: pass as many of both"
            )
        spatial, (_, rows, columns) = (
            self._pipeline.vae_scale_factor_spatial,
            self._pipeline.transformer.config.patch_size,
        )
        if height % (spatial * rows) or width % (spatial * columns):
            raise ValueError(
                f"got {width}×{height} pixels, expected multiples of {spatial * columns} × {spatial * rows}; "
                "next: set such sizes for this model in DAILIES_MODELS"
            )
        if list(tensors) != ["latents"]:
            raise ValueError(f"got callback inputs {list(tensors)}, expected ['latents']; next: leave the others out")

    def _latents_of(self, frames: int) -> int:
        """Latents that hold a shot: k+1 hold 4k+1 frames."""
        folded: int = self._pipeline.vae_scale_factor_temporal
        return math.ceil((frames - 1) / folded) + 1

    def _windows(self, latents: int, shot: int, known: int) -> Iterator[tuple[int, int]]:
        """Stretches of new latents, each with what is given before it no longer than the window."""
        start, room = known, self._window_latents - (1 if shot else known)
        while start < latents:
            yield start, min(latents, start + room)
            start, room = start + room, self._window_latents - 1 - self._recent_latents

    def _encode(self, image: Any, height: int, width: int) -> Tensor:
        """The latent (1, C, 1, h, w) of a still picture."""
        vae = self._pipeline.vae
        picture = self._pipeline.video_processor.preprocess(image, height=height, width=width)
        latent: Tensor = vae.encode(picture[:, :, None].to(vae.device, vae.dtype)).latent_dist.mode().float()
        mean = torch.tensor(vae.config.latents_mean).view(1, -1, 1, 1, 1).to(latent)
        deviation = torch.tensor(vae.config.latents_std).view(1, -1, 1, 1, 1).to(latent)
        return (latent - mean) / deviation

    def _given(self, shot: Tensor, start: int, anchor: Tensor | None) -> Tensor:
        """What stands clean before the new latents: the anchor, where there is one, and the end of what is finished."""
        recent = shot[:, :, max(0, start - self._recent_latents) : start]
        return recent if anchor is None else torch.cat([anchor, recent], 2)

    def _texts(self, prompts: Sequence[str], negative_prompt: str, guided: bool) -> list[tuple[Tensor, Tensor | None]]:
        """Text states and what to steer away from, for each shot; each text is encoded once."""
        dtype, encode = self._pipeline.transformer.dtype, self._pipeline.encode_prompt
        opposite: Tensor | None = None
        if guided:
            (opposite, _) = encode(negative_prompt, do_classifier_free_guidance=False, max_sequence_length=512)
            opposite = opposite.to(dtype)
        states = [encode(text, do_classifier_free_guidance=False, max_sequence_length=512)[0] for text in prompts]
        return [(state.to(dtype), opposite) for state in states]

    def _noise(self, latents: int, height: int, width: int, generator: torch.Generator) -> Tensor:
        spatial = self._pipeline.vae_scale_factor_spatial
        shape = (1, self._pipeline.transformer.config.in_channels, latents, height // spatial, width // spatial)
        noise: Tensor = randn_tensor(shape, generator, device=self._pipeline._execution_device, dtype=torch.float32)
        return noise

    def _timesteps(self, steps: int) -> list[Tensor]:
        scheduler = self._pipeline.scheduler
        scheduler.set_timesteps(steps, device=self._pipeline._execution_device)
        scheduler.set_begin_index(0)
        return list(scheduler.timesteps)

    def _step(
        self, new: Tensor, given: Tensor, timestep: Tensor, text: Tensor, opposite: Tensor | None, guidance: float
    ) -> None:
        """One step of the scheduler on the new latents, in place."""
        transformer, scheduler = self._pipeline.transformer, self._pipeline.scheduler
        _, rows, columns = transformer.config.patch_size
        seen = torch.cat([given, new], 2)
        levels = torch.zeros(seen.shape[2], device=seen.device)
        levels[given.shape[2] :] = timestep
        tokens = levels.repeat_interleave(seen.shape[3] // rows * (seen.shape[4] // columns))[None]

        def velocity(states: Tensor) -> Tensor:
            guess: Tensor = transformer(seen.to(transformer.dtype), tokens, states, return_dict=False)[0]
            return guess[:, :, given.shape[2] :]

        with transformer.cache_context("cond"):
            direction = velocity(text)
        if opposite is not None:
            with transformer.cache_context("uncond"):
                without = velocity(opposite)
            direction = without + guidance * (direction - without)
        new.copy_(scheduler.step(direction, timestep, new, return_dict=False)[0])
