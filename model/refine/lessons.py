"""Lessons: the clips of a dataset as latents and text states, encoded once and kept in the work folder.

A refinement that yields to artists is begun again many times; what it learns from is not encoded again. Knows nothing
of losses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor

from model.refine.base import RefinableBase
from model.refine.rated_dataset import RatedClip
from model.spec import RefineRefused, RefineStopped
from model.video import read_frames

_PROMPTS_AT_ONCE = 16


class Lessons:
    """What clips look like to a base, by the clip, and what prompts say to it, by the prompt."""

    def __init__(self, latents: dict[str, Tensor], texts: dict[str, Tensor], no_text: Tensor) -> None:
        self._latents, self._texts, self._no_text = latents, texts, no_text

    @classmethod
    def encoded(
        cls, base: RefinableBase, clips: Sequence[RatedClip], work_dir: Path, should_stop: Callable[[], bool]
    ) -> Lessons:
        """Encode the clips, or take what an earlier call has encoded.

        Raises:
            RefineRefused: a video cannot be read.
            RefineStopped: `should_stop()` was true between two clips; what is encoded is kept.
        """
        folder = work_dir / "latents"
        folder.mkdir(parents=True, exist_ok=True)
        latents = {}
        for clip in clips:
            latents[clip.path.name] = _encode_once(base, clip, folder / f"{clip.path.stem}.safetensors")
            if should_stop():
                raise RefineStopped
        prompts = sorted({clip.prompt for clip in clips})
        texts: dict[str, Tensor] = {}
        for start in range(0, len(prompts), _PROMPTS_AT_ONCE):
            some = prompts[start : start + _PROMPTS_AT_ONCE]
            texts.update(zip(some, base.encode_prompts(some), strict=True))
        return cls(latents, texts, base.encode_prompts([""])[0])

    def latents(self, clips: Sequence[RatedClip]) -> Tensor:
        """(B, C, n, h, w) of clips of one shape; the longer ones are cut to the shortest."""
        found = [self._latents[clip.path.name] for clip in clips]
        shortest = min(latent.shape[2] for latent in found)
        return torch.cat([latent[:, :, :shortest] for latent in found])

    def texts(self, clips: Sequence[RatedClip], is_silent: Sequence[bool] = ()) -> Tensor:
        """Text states (B, tokens, width); of clips that are silent those of no text."""
        silent = is_silent or [False] * len(clips)
        return torch.stack(
            [self._no_text if mute else self._texts[clip.prompt] for clip, mute in zip(clips, silent, strict=True)]
        )


def _encode_once(base: RefinableBase, clip: RatedClip, path: Path) -> Tensor:
    if path.exists():
        return load_file(path)["latents"].to(base.device)
    # In the same layout as when it is read again: sums in another order are other sums, by a bit.
    latents = base.encode_video(torch.from_numpy(native_frames(clip))).contiguous()
    aside = path.with_suffix(".part")
    save_file({"latents": latents.cpu()}, aside)
    aside.rename(path)
    return latents


def native_frames(clip: RatedClip) -> np.ndarray:
    """The frames of a clip at its native size, uint8 (T, H, W, 3): the mp4 is enlarged by a whole number.

    Raises:
        RefineRefused: the file is no video.
    """
    try:
        frames, _ = read_frames(clip.path)
    except OSError as error:
        raise RefineRefused(f"{clip.path.name} of the dataset cannot be read ({error}). Export it again.") from error
    if frames.shape[1:3] == (clip.height, clip.width):
        return frames
    size = (clip.width, clip.height)
    return np.stack([np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.BOX)) for frame in frames])
