"""Places: extra input channels that tell the transformer where in the frame, and in the shot, a latent cell lies.

A Wan transformer knows only distances between tokens (rotary embeddings). With 28 tokens per latent and little time to
train, it learned far too slowly from distances alone what belongs at the top of a picture and what at the bottom. Ten
constant channels say so at once, and the class stays stock. Knows nothing of noise or text.
"""

import math

import torch
from torch import Tensor

_WAVES = 4

PLACE_CHANNELS = 2 * _WAVES + 2
"""Four cosines down, four across, a mark of the latent that repeats its shot's first frame, and one of the anchor."""

PLACE_CHANNELS_WITHOUT_ANCHOR = PLACE_CHANNELS - 1
"""What transformers from before the anchor were given."""

_OPENING, _ANCHOR = 2 * _WAVES, 2 * _WAVES + 1


def add_places(
    latents: Tensor, starts: Tensor | int, anchored: Tensor | bool = False, *, channels: int = PLACE_CHANNELS
) -> Tensor:
    """Append the channels.

    Args:
        latents: (B, K, n, h, w).
        starts: index in its shot of each sample's first latent after the anchor, (B,) or one for all.
        anchored: whether a sample's latent 0 is an anchor, the first look at the subject; (B,) or one for all.
        channels: 10, or 9 for a transformer from before the anchor.

    Returns:
        (B, K + channels, n, h, w).

    Raises:
        ValueError: another number of channels, or an anchor without a channel to mark it.
    """
    batch, _, count, rows, columns = latents.shape
    opens = torch.as_tensor(starts, device=latents.device).expand(batch) == 0
    has_anchor = torch.as_tensor(anchored, device=latents.device).expand(batch)
    _check_channels(channels, has_anchor)
    places = latents.new_zeros(batch, PLACE_CHANNELS, count, rows, columns)
    places[:, :_WAVES] = _cosines(rows, latents)[:, None, :, None]
    places[:, _WAVES : 2 * _WAVES] = _cosines(columns, latents)[:, None, None, :]
    places[:, _OPENING, 0] = (opens | has_anchor).to(latents.dtype)[:, None, None]
    if count > 1:
        places[:, _OPENING, 1] = (opens & has_anchor).to(latents.dtype)[:, None, None]
    places[:, _ANCHOR, 0] = has_anchor.to(latents.dtype)[:, None, None]
    return torch.cat([latents, places[:, :channels]], 1)


def _check_channels(channels: int, has_anchor: Tensor) -> None:
    if channels not in (PLACE_CHANNELS, PLACE_CHANNELS_WITHOUT_ANCHOR):
        raise ValueError(
            f"got {channels} place channels, expected {PLACE_CHANNELS_WITHOUT_ANCHOR} or {PLACE_CHANNELS}; "
            "next: build the transformer with that many more input channels than output channels"
        )
    if channels == PLACE_CHANNELS_WITHOUT_ANCHOR and bool(has_anchor.any()):
        raise ValueError(
            f"got an anchor for a transformer with {channels} place channels, expected {PLACE_CHANNELS}; "
            "next: give it recent latents only"
        )


def _cosines(length: int, like: Tensor) -> Tensor:
    """The first cosine-transform waves over cells in a row: (4, length)."""
    centres = (torch.arange(length, device=like.device) + 0.5) / length
    waves = torch.arange(1, _WAVES + 1, device=like.device)
    return torch.cos(math.pi * waves[:, None] * centres[None]).to(like.dtype)
