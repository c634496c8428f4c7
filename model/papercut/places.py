"""Places: extra input channels that tell the transformer where in the frame, and in the clip, a latent cell lies.

A Wan transformer knows only distances between tokens (rotary embeddings). With 28 tokens per latent and little time to
train, it learned far too slowly from distances alone what belongs at the top of a picture and what at the bottom. Nine
constant channels say so at once, and the class stays stock. Knows nothing of noise or text.
"""

import math

import torch
from torch import Tensor

_WAVES = 4

PLACE_CHANNELS = 2 * _WAVES + 1
"""Four cosines down, four across, and one that marks the latent that repeats the clip's first frame."""


def add_places(latents: Tensor, starts: Tensor | int) -> Tensor:
    """Append the channels.

    Args:
        latents: (B, K, n, h, w).
        starts: index in its clip of each sample's first latent, (B,) or one for all.

    Returns:
        (B, K + 9, n, h, w).
    """
    batch, _, count, rows, columns = latents.shape
    places = latents.new_zeros(batch, PLACE_CHANNELS, count, rows, columns)
    places[:, :_WAVES] = _cosines(rows, latents)[:, None, :, None]
    places[:, _WAVES : 2 * _WAVES] = _cosines(columns, latents)[:, None, None, :]
    opening = torch.as_tensor(starts, device=latents.device).expand(batch) == 0
    places[:, -1, 0] = opening.to(latents.dtype)[:, None, None]
    return torch.cat([latents, places], 1)


def _cosines(length: int, like: Tensor) -> Tensor:
    """The first cosine-transform waves over cells in a row: (4, length)."""
    centres = (torch.arange(length, device=like.device) + 0.5) / length
    waves = torch.arange(1, _WAVES + 1, device=like.device)
    return torch.cos(math.pi * waves[:, None] * centres[None]).to(like.dtype)
