"""The reel: takes the latents of shots as they are finished and decodes them piece by piece.

So the decoder never holds more than some seconds, however long the clip is. A piece is decoded with as many neighbours
of its shot on either side as the decoder's convolutions reach, so they see what they see in a whole decode. The group
norms, which average over all frames they are given, do not: that changes a pixel by 0.17 of 255 levels on average, by 4
at most, and frames differ at a seam by 1 % more than elsewhere (measured on two clips of 65 frames). Knows nothing of
noise, text or steps.
"""

import math
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from typing import Any

import numpy as np
import torch
from torch import Tensor

from model.colours import to_bytes
from model.papercut.codec import BLOCK_FRAMES, PapercutCodec

PIECE_LATENTS = 8
"""Latents that are decoded at once: 4 seconds."""


class OutputType(StrEnum):
    """What the frames of a call are."""

    NUMPY = "np"
    """float32 (B, T, H, W, 3) in 0..1."""
    BYTES = "uint8"
    """uint8 (B, T, H, W, 3): a quarter of the memory."""
    TENSOR = "pt"
    """A tensor (B, T, 3, H, W) in 0..1."""
    LATENT = "latent"
    """The latents of all shots, (B, K, n, h, w)."""


class Reel:
    """The frames of one call.

    Args:
        codec: decodes.
        output_type: what the frames shall be.
        frame_counts: frames of each shot; what a shot's latents hold beyond them is cut off.
        decoding: entered while frames are decoded, so that the time of it can be told.
    """

    def __init__(
        self,
        codec: PapercutCodec,
        output_type: OutputType,
        frame_counts: list[int],
        decoding: Callable[[], AbstractContextManager[Any]] = nullcontext,
    ) -> None:
        self._codec = codec
        self._output_type = output_type
        self._frame_counts = frame_counts
        self._decoding = decoding
        # Each layer looks one frame ahead and one back.
        self._margin = math.ceil(codec.config["decoder_layers"] / BLOCK_FRAMES)
        self._latents: list[Tensor] = []
        self._frames: np.ndarray | Tensor | None = None
        self._shot = 0
        self._decoded = 0
        """Latents of the current shot that are decoded."""

    def take(self, shot: Tensor, finished: int) -> None:
        """Decode what can be decoded of the current shot; once all of it is finished, the next shot is the current.

        Args:
            shot: latents (B, K, n, h, w), the first `finished` of them for good.
            finished: how many will not change any more.
        """
        count = shot.shape[2]
        if self._output_type is OutputType.LATENT:
            if finished == count:
                self._latents.append(shot)
            return
        while self._decoded < finished:
            stop = min(self._decoded + PIECE_LATENTS, count)
            if min(stop + self._margin, count) > finished:
                return
            with self._decoding():
                self._keep(self._decode(shot, self._decoded, stop), self._decoded)
            self._decoded = stop
        if finished == count:
            self._shot, self._decoded = self._shot + 1, 0

    def frames(self) -> Any:
        """All frames, as `output_type` says."""
        if self._output_type is OutputType.LATENT:
            return torch.cat(self._latents, 2)
        if isinstance(self._frames, Tensor):
            return self._frames.permute(0, 1, 4, 2, 3)
        return self._frames

    def _decode(self, shot: Tensor, start: int, stop: int) -> Tensor:
        """Frames of the latents `start` to `stop`: four of each, one of a shot's first."""
        first, last = max(0, start - self._margin), min(shot.shape[2], stop + self._margin)
        frames: Tensor = self._codec.decode(shot[:, :, first:last])
        before = _frames_before(start - first)
        return frames[:, before : _frames_before(stop - first)]

    def _keep(self, piece: Tensor, start: int) -> None:
        """Write decoded frames (B, t, H, W, 3) in -1..1, the first of them belonging to latent `start`."""
        first = _frames_before(start)
        piece = piece[:, : max(0, self._frame_counts[self._shot] - first)]
        at = sum(self._frame_counts[: self._shot]) + first
        unit = (piece.float() + 1) / 2
        if self._frames is None:
            self._frames = self._blank(unit)
        if isinstance(self._frames, Tensor):
            self._frames[:, at : at + unit.shape[1]] = unit
        elif self._output_type is OutputType.BYTES:
            self._frames[:, at : at + unit.shape[1]] = to_bytes(unit).cpu().numpy()
        else:
            self._frames[:, at : at + unit.shape[1]] = unit.cpu().numpy()

    def _blank(self, like: Tensor) -> np.ndarray | Tensor:
        shape = (like.shape[0], sum(self._frame_counts), *like.shape[2:])
        if self._output_type is OutputType.TENSOR:
            return like.new_empty(shape)
        return np.empty(shape, np.uint8 if self._output_type is OutputType.BYTES else np.float32)


def _frames_before(latents: int) -> int:
    """Frames that so many leading latents of a decode make."""
    return max(0, BLOCK_FRAMES * latents - (BLOCK_FRAMES - 1))
