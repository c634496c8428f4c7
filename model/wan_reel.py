"""The reel of a Wan codec: decodes the latents of one shot piece by piece, frame for frame like a whole decode.

Wan's decoder looks back in time only, through features it keeps of what it has decoded; this keeps them from piece to
piece, where `AutoencoderKLWan.decode` forgets them at the end of every call. So memory does not grow with the clip.
Knows nothing of noise, text or steps.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from diffusers import AutoencoderKLWan
from diffusers.models.autoencoders.autoencoder_kl_wan import WanCausalConv3d, unpatchify
from torch import Tensor


class WanReel:
    """One shot being decoded.

    A shot's first latent makes one frame and every other one four. Behind an anchor, which is decoded first and not
    shown, the first latent makes four as well; three of them are dropped, because they lie within the decoder's reach
    of the anchor, so that either way k+1 latents are 4k+1 frames.

    Args:
        vae: the codec.
        anchor: the latent (1, C, 1, h, w) that stood before the shot when it was denoised.
    """

    def __init__(self, vae: AutoencoderKLWan, anchor: Tensor | None) -> None:
        self._vae = vae
        self._features: list[Tensor | None] = [
            None for module in vae.decoder.modules() if isinstance(module, WanCausalConv3d)
        ]
        self._is_opening = True
        self._surplus = 0
        if anchor is not None:
            self._decode_one(anchor)
            self._surplus = vae.config.scale_factor_temporal - 1

    @torch.no_grad()
    def decode(self, latents: Tensor) -> Iterator[Tensor]:
        """Frames (1, 3, t, H, W) in -1..1 of the shot's next latents (1, C, n, h, w), one to four at a time."""
        for index in range(latents.shape[2]):
            frames = self._decode_one(latents[:, :, index : index + 1])
            yield frames[:, :, self._surplus :]
            self._surplus = 0

    def _decode_one(self, latent: Tensor) -> Tensor:
        vae = self._vae
        latent = latent.to(vae.device, vae.dtype)
        mean = torch.tensor(vae.config.latents_mean).view(1, -1, 1, 1, 1).to(latent)
        inverse = 1.0 / torch.tensor(vae.config.latents_std).view(1, -1, 1, 1, 1).to(latent)
        hidden = vae.post_quant_conv(latent / inverse + mean)
        frames: Tensor = vae.decoder(hidden, feat_cache=self._features, feat_idx=[0], first_chunk=self._is_opening)
        self._is_opening = False
        if vae.config.patch_size is not None:
            frames = unpatchify(frames, patch_size=vae.config.patch_size)
        return frames.clamp(-1.0, 1.0)
