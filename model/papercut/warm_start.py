"""Starts a training from the weights of an earlier one, even where the codec has been fitted anew.

Latents of two codecs describe the same blocks in different components, so one is nearly a linear map of the other:
with directions D, scales S and mean m, z_old = A z_new + b, A = S_old⁻¹ D_oldᵀ D_new S_new. Folding A into the first
and the last layer lets everything between them go on as it was. A student is moved by what its teacher has moved.
Knows nothing of what the latents show.
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


@torch.no_grad()
def move_student(teacher: dict[str, Tensor], codec_dir: Path, folder: Path) -> dict[str, Tensor]:
    """Where a student of `teacher` should begin: at the student in `folder`, moved by all that its teacher has moved
    since. What makes a student of a teacher outlives much training of the teacher (docs/lab-notes.md, 65), as task
    vectors do (Ilharco et al. 2023, arXiv 2212.04089).

    Args:
        teacher: weights that were trained on from those in `folder`.
        codec_dir: the codec of their latents.
        folder: the pipeline folder from which that training started.

    Returns:
        Weights of a student; the teacher's own where `folder` holds no student, or one of another codec's latents.
    """
    if not (folder / "student").is_dir() or not _same_latents(codec_dir, folder / "codec"):
        return teacher
    before, student = (
        WanTransformer3DModel.from_pretrained(folder / part, torch_dtype=torch.float32).state_dict()
        for part in ("transformer", "student")
    )
    return {name: weight + (student[name] - before[name]).to(weight.device) for name, weight in teacher.items()}


def _same_latents(one: Path, other: Path) -> bool:
    codecs = [PapercutCodec.from_pretrained(folder) for folder in (one, other)]
    return all(
        torch.equal(getattr(codecs[0], name), getattr(codecs[1], name)) for name in ("mean", "directions", "scales")
    )


def _translation(target: PapercutCodec, source: PapercutCodec) -> tuple[Tensor, Tensor]:
    """A and b of z_target = A z_source + b."""
    matrix = (target.directions.T @ source.directions) * source.scales[None] / target.scales[:, None]
    return matrix, (target.directions.T @ (source.mean - target.mean)) / target.scales
