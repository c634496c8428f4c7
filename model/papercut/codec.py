"""The codec: principal components of spacetime blocks, and a small convolutional decoder that mends what they lose.

A clip of 4k+1 frames becomes k+1 latents: the first frame repeated four times, then blocks of 4 frames × 16 × 16
pixels, each projected on its leading components. Components are divided by the root of their standard deviation, which
keeps the strong ones ahead without drowning the weak ones. Knows nothing of text, noise schedules or the theatre.
"""

from typing import Any, cast

import numpy as np
import torch
import torch.nn.functional as F
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from PIL import Image
from torch import Tensor, nn

BLOCK_FRAMES = 4
"""Frames in one latent."""

BLOCK_PIXELS = 16
"""Height and width in pixels of one latent cell."""

_CELL = BLOCK_FRAMES * BLOCK_PIXELS * BLOCK_PIXELS * 3
_PATCH = 4
_ROWS_AT_ONCE = 4096


def latent_count(num_frames: int) -> int:
    """Latents of a clip.

    Raises:
        ValueError: the number of frames is not 4k+1.
    """
    if num_frames < 1 or num_frames % BLOCK_FRAMES != 1:
        below = max(1, (num_frames - 1) // BLOCK_FRAMES * BLOCK_FRAMES + 1)
        raise ValueError(f"got {num_frames} frames, expected 4k+1; next: ask for {below} or {below + BLOCK_FRAMES}")
    return (num_frames - 1) // BLOCK_FRAMES + 1


def to_signed(frames: Tensor) -> Tensor:
    """Frames as float in -1..1, from uint8 or from float that already is."""
    return frames.float() / 127.5 - 1 if frames.dtype == torch.uint8 else frames.float()


def cut_blocks(frames: Tensor) -> Tensor:
    """Cut frames (B, 4n, H, W, 3) into flattened blocks (B, n, H/16, W/16, 3072)."""
    batch, frame_count, height, width, _ = frames.shape
    rows, columns = height // BLOCK_PIXELS, width // BLOCK_PIXELS
    split = frames.reshape(
        batch, frame_count // BLOCK_FRAMES, BLOCK_FRAMES, rows, BLOCK_PIXELS, columns, BLOCK_PIXELS, 3
    )
    return split.permute(0, 1, 3, 5, 2, 4, 6, 7).reshape(batch, frame_count // BLOCK_FRAMES, rows, columns, _CELL)


def join_blocks(blocks: Tensor) -> Tensor:
    """The reverse of `cut_blocks`."""
    batch, count, rows, columns, _ = blocks.shape
    split = blocks.reshape(batch, count, rows, columns, BLOCK_FRAMES, BLOCK_PIXELS, BLOCK_PIXELS, 3)
    joined = split.permute(0, 1, 4, 2, 5, 3, 6, 7)
    return joined.reshape(batch, count * BLOCK_FRAMES, rows * BLOCK_PIXELS, columns * BLOCK_PIXELS, 3)


def whole_blocks(frames: Tensor) -> Tensor:
    """Repeat the first frame so that 4k+1 frames become 4(k+1).

    Raises:
        ValueError: the number of frames is not 4k+1, or height or width are no multiples of 16.
    """
    latent_count(frames.shape[1])
    if frames.shape[2] % BLOCK_PIXELS or frames.shape[3] % BLOCK_PIXELS:
        raise ValueError(
            f"got frames of {frames.shape[2]}×{frames.shape[3]} pixels, expected multiples of {BLOCK_PIXELS}; "
            "next: crop or resize them"
        )
    return torch.cat([frames[:, :1].expand(-1, BLOCK_FRAMES - 1, -1, -1, -1), frames], 1)


class BlockStatistics:
    """Gathers mean and covariance of blocks, a few clips at a time."""

    def __init__(self, device: torch.device | str = "cpu") -> None:
        self.count = 0
        self.total = torch.zeros(_CELL, dtype=torch.float64, device=device)
        self.products = torch.zeros(_CELL, _CELL, dtype=torch.float64, device=device)
        self._waiting: list[Tensor] = []

    def add(self, frames: Tensor) -> None:
        """Add clips (B, 4k+1, H, W, 3), uint8 or -1..1."""
        blocks = cut_blocks(whole_blocks(to_signed(frames))).reshape(-1, _CELL)
        self.count += len(blocks)
        self._waiting.append(blocks)
        if sum(len(waiting) for waiting in self._waiting) >= _ROWS_AT_ONCE:
            self._fold()

    def _fold(self) -> None:
        """Work many blocks into the sums at once: the sums are large, and touching them is what costs."""
        if self._waiting:
            blocks = torch.cat(self._waiting)
            self.total += blocks.sum(0).double()
            self.products += (blocks.T @ blocks).double()
            self._waiting = []

    def components(self, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Mean (3072,), the leading `count` directions (3072, count) and their standard deviations (count,)."""
        if self.count <= count:
            raise ValueError(f"got {self.count} blocks for {count} components, expected more; next: add more clips")
        self._fold()
        mean = self.total / self.count
        covariance = self.products / self.count - mean[:, None] * mean[None, :]
        variances, directions = torch.linalg.eigh(covariance)
        leading = directions.flip(1)[:, :count]
        deviations = variances.flip(0)[:count].clamp(min=1e-8).sqrt()
        return mean.float(), leading.float().contiguous(), deviations.float()


class MendingDecoder(nn.Module):
    """Residual convolutions over the linear decode; knows where in its block each pixel lies, so it can hide seams.

    Works on 4×4 pixels folded into channels, alternating convolutions in space and in time. Starts as the identity.
    """

    def __init__(self, channels: int, layers: int) -> None:
        super().__init__()
        folded = 3 * _PATCH * _PATCH
        self.enter = nn.Conv3d(folded, channels, (1, 3, 3), padding=(0, 1, 1))
        cells = BLOCK_PIXELS // _PATCH
        self.place = nn.Parameter(torch.zeros(1, channels, BLOCK_FRAMES, cells, cells))
        self.norms = nn.ModuleList(nn.GroupNorm(8, channels) for _ in range(2 * layers))
        self.space = nn.ModuleList(nn.Conv3d(channels, channels, (1, 3, 3), padding=(0, 1, 1)) for _ in range(layers))
        self.time = nn.ModuleList(nn.Conv3d(channels, channels, (3, 1, 1), padding=(1, 0, 0)) for _ in range(layers))
        self.leave = nn.Conv3d(channels, folded, (1, 3, 3), padding=(0, 1, 1))
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(cast(Tensor, self.leave.bias))

    def forward(self, frames: Tensor) -> Tensor:
        """Mend frames (B, 4n, H, W, 3) in -1..1."""
        batch, frame_count, height, width, _ = frames.shape
        rows, columns = height // _PATCH, width // _PATCH
        folded = frames.reshape(batch, frame_count, rows, _PATCH, columns, _PATCH, 3)
        hidden: Tensor = self.enter(folded.permute(0, 3, 5, 6, 1, 2, 4).reshape(batch, -1, frame_count, rows, columns))
        cells = BLOCK_PIXELS // _PATCH
        hidden = hidden + self.place.repeat(1, 1, frame_count // BLOCK_FRAMES, rows // cells, columns // cells)
        for index, (space, time) in enumerate(zip(self.space, self.time, strict=True)):
            hidden = hidden + space(F.silu(self.norms[2 * index](hidden)))
            hidden = hidden + time(F.silu(self.norms[2 * index + 1](hidden)))
        change: Tensor = self.leave(F.silu(hidden)).reshape(batch, _PATCH, _PATCH, 3, frame_count, rows, columns)
        return frames + change.permute(0, 4, 5, 1, 6, 2, 3).reshape(frames.shape).to(frames.dtype)


class PapercutCodec(ModelMixin, ConfigMixin):  # type: ignore[misc]
    """Frames to latents and back.

    Args:
        components: principal components per block, the channels of a latent.
        decoder_channels, decoder_layers: size of the mending decoder; 0 layers leaves the decode linear.
    """

    mean: Tensor
    directions: Tensor
    scales: Tensor

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(self, components: int = 96, decoder_channels: int = 64, decoder_layers: int = 4) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(_CELL))
        self.register_buffer("directions", torch.zeros(_CELL, components))
        self.register_buffer("scales", torch.ones(components))
        self.decoder = MendingDecoder(decoder_channels, decoder_layers) if decoder_layers else None

    @classmethod
    def from_statistics(cls, statistics: BlockStatistics, components: int = 96, **config: Any) -> "PapercutCodec":
        """A codec fitted in closed form; its decoder is still the identity."""
        codec: PapercutCodec = cls(components=components, **config)
        mean, directions, deviations = statistics.components(components)
        root = deviations.sqrt()
        rms = (deviations / root).pow(2).mean().sqrt()
        codec.mean.copy_(mean)
        codec.directions.copy_(directions)
        codec.scales.copy_(root * rms)
        return codec

    def encode(self, frames: Tensor) -> Tensor:
        """Latents (B, K, k+1, H/16, W/16) of frames (B, 4k+1, H, W, 3), uint8 or float in -1..1."""
        blocks = cut_blocks(whole_blocks(to_signed(frames)))
        return (((blocks - self.mean) @ self.directions) / self.scales).permute(0, 4, 1, 2, 3)

    def encode_picture(self, picture: Tensor | np.ndarray | Image.Image, height: int, width: int) -> Tensor:
        """Latent (B, K, 1, H/16, W/16) of a still picture, or (H, W, 3) or (B, H, W, 3), uint8 or float in -1..1.

        Raises:
            ValueError: it is not `height` × `width`.
        """
        pixels = picture if isinstance(picture, Tensor) else torch.from_numpy(np.array(picture))
        frame = to_signed(pixels.to(self.mean.device))
        if frame.ndim == 3:
            frame = frame[None]
        if tuple(frame.shape[1:]) != (height, width, 3):
            raise ValueError(
                f"got an image of shape {tuple(frame.shape[1:])}, expected ({height}, {width}, 3); next: resize it"
            )
        return self.encode(frame[:, None])

    def decode_linear(self, latents: Tensor) -> Tensor:
        """Frames (B, 4k+1, H, W, 3), about -1..1, by the components alone: quick, good enough for previews."""
        return self.join(latents)[:, BLOCK_FRAMES - 1 :]

    def decode(self, latents: Tensor) -> Tensor:
        """Frames (B, 4k+1, H, W, 3) in -1..1."""
        frames = self.join(latents)
        if self.decoder is not None:
            frames = self.decoder(frames.to(self.decoder.enter.weight.dtype))
        return frames[:, BLOCK_FRAMES - 1 :].clamp(-1, 1)

    def join(self, latents: Tensor) -> Tensor:
        """All frames (B, 4k+4, H, W, 3) of the blocks, the repeated first ones included, by the components alone."""
        cells = latents.float().permute(0, 2, 3, 4, 1) * self.scales.float()
        return join_blocks(cells @ self.directions.float().T + self.mean.float())
