"""Starts a training from the weights of an earlier one, even where the codec has been fitted anew.

Latents of two codecs describe the same blocks in different components, so one is nearly a linear map of the other:
with directions D, scales S and mean m, z_old = A z_new + b, A = S_old⁻¹ D_oldᵀ D_new S_new. Folding A into the first
and the last layer lets everything between them go on as it was. Knows nothing of what the latents show.
"""

from pathlib import Path

import torch
from diffusers import WanTransformer3DModel
from torch import Tensor

from model.papercut.codec import PapercutCodec


@torch.no_grad()
def warm_start(model: WanTransformer3DModel, codec: PapercutCodec, folder: Path) -> None:
    """Copy the weights of the pipeline in `folder` into `model`, translated to the latents of `codec`, in place.

    Place channels that the older transformer did not have start at zero.

    Raises:
        RuntimeError: the transformers differ in more than their first and last layer.
    """
    old_codec = PapercutCodec.from_pretrained(folder / "codec").float()
    state = WanTransformer3DModel.from_pretrained(folder / "transformer", torch_dtype=torch.float32).state_dict()
    to_old, shift = _translation(old_codec, codec)
    to_new, _ = _translation(codec, old_codec)

    width = old_codec.config["components"]
    first = state["patch_embedding.weight"][:, :, 0, 0, 0]
    cells, places = first[:, :width], first[:, width:]
    grown = torch.zeros_like(model.patch_embedding.weight[:, :, 0, 0, 0])
    grown[:, : to_old.shape[1]] = cells @ to_old
    grown[:, to_old.shape[1] : to_old.shape[1] + places.shape[1]] = places
    state["patch_embedding.weight"] = grown[:, :, None, None, None]
    state["patch_embedding.bias"] = state["patch_embedding.bias"] + cells @ shift
    state["proj_out.weight"] = to_new @ state["proj_out.weight"]
    state["proj_out.bias"] = to_new @ state["proj_out.bias"]
    model.load_state_dict(state)


def _translation(target: PapercutCodec, source: PapercutCodec) -> tuple[Tensor, Tensor]:
    """A and b of z_target = A z_source + b."""
    matrix = (target.directions.T @ source.directions) * source.scales[None] / target.scales[:, None]
    return matrix, (target.directions.T @ (source.mean - target.mean)) / target.scales
