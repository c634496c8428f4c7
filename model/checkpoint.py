"""From a folder or a pinned hub revision to a loaded diffusers text-to-video pipeline, or one error that says why not.

Weights are read from safetensors only: a pickle runs whatever it contains when it is opened. Code that comes with a
checkpoint is never run. Knows nothing of renders: what is done with the pipeline is the renderer's matter.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import re
from pathlib import Path
from typing import Any

import torch
from diffusers import DiffusionPipeline
from safetensors import SafetensorError

from model.director import link_of
from model.spec import ShotLink

PICKLE_SUFFIXES = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl"})
HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
COMMIT = re.compile(r"[0-9a-f]{40}")
PAPERCUT = "PapercutPipeline"

# What from_pretrained is known to raise for files that are missing, damaged or do not fit together.
_LOADING_ERRORS = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    ImportError,
    RuntimeError,
    SafetensorError,
)


class ModelLoadError(Exception):
    """A checkpoint could not be loaded. The message names the source, what was expected and what to do."""


def load_pipeline(source: str | Path, revision: str | None, device: torch.device) -> DiffusionPipeline:
    """Load a text-to-video pipeline onto `device`, in evaluation mode, quiet.

    On a CPU everything is float32. On CUDA weights are bfloat16, except that a Wan codec stays float32, as its model
    card asks. Papercut chooses for itself.

    Args:
        source: a folder with a model_index.json, or a hub id `owner/name`.
        revision: the commit of a hub id, 40 hexadecimal digits; a folder needs none.
        device: where the weights go.

    Raises:
        ModelLoadError: always this one, with the library's own error as its cause.
    """
    _require_ftfy(source)
    folder = _locate(source, revision)
    index = _read_index(folder)
    _refuse_foreign_code(folder, index)
    _refuse_pickles(folder)
    try:
        if index["_class_name"] == PAPERCUT:
            from model.papercut.pipeline import PapercutPipeline  # here, because other models do without it

            pipeline = PapercutPipeline.from_pretrained(folder, use_safetensors=True, local_files_only=True)
        else:
            pipeline = DiffusionPipeline.from_pretrained(
                folder, use_safetensors=True, local_files_only=True, dtype=_weight_types(index, device)
            )
        pipeline.to(device)
    except _LOADING_ERRORS as error:
        raise ModelLoadError(
            f"{source}: the weights of this {index['_class_name']} could not be loaded ({error}). Expected a whole "
            "folder as written by save_pretrained with safetensors, of a version this diffusers knows; fetch or "
            "save it again."
        ) from error
    _require_text_to_video(source, pipeline)
    for component in pipeline.components.values():
        if isinstance(component, torch.nn.Module):
            component.eval()  # from_pretrained does so; a text tower that a pipeline built itself may still drop out
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _require_ftfy(source: str | Path) -> None:
    """Without ftfy pipelines silently leave prompts uncleaned, so one record would render differently elsewhere."""
    if importlib.util.find_spec("ftfy") is None:
        raise ModelLoadError(
            f"{source}: text-to-video pipelines clean prompts with ftfy; install it: pip install ftfy."
        )


def _locate(source: str | Path, revision: str | None) -> Path:
    """The folder of a checkpoint, fetched from the hub (or its local cache) first where `source` is a hub id."""
    folder = Path(source)
    if folder.is_dir():
        return folder
    if isinstance(source, Path) or not HUB_ID.fullmatch(source):
        raise ModelLoadError(
            f"{source}: got no folder of that name, and it is no hub id. Expected a folder with a model_index.json, or "
            "`owner/name` with a pinned revision; check the path."
        )
    if revision is None or not COMMIT.fullmatch(revision):
        raise ModelLoadError(
            f"{source}: got revision {revision!r}; expected a pinned commit, 40 hexadecimal digits, so that the same "
            "weights are loaded every time. Copy it from the model's history on the hub. (If a folder was meant: there "
            "is none of that name.)"
        )
    try:
        return Path(DiffusionPipeline.download(source, revision=revision, use_safetensors=True))
    except _LOADING_ERRORS as error:
        raise ModelLoadError(
            f"{source} at {revision}: could not be fetched from the hub ({error}). Expected safetensors weights there "
            "and a connection, or a copy in the local cache; or download the folder elsewhere and give its path."
        ) from error


def _read_index(folder: Path) -> dict[str, Any]:
    path = folder / "model_index.json"
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelLoadError(
            f"{folder}: model_index.json could not be read ({error}). Expected a diffusers pipeline folder; a single "
            "weights file has to be converted first with save_pretrained."
        ) from error
    if not isinstance(index, dict) or "_class_name" not in index:
        raise ModelLoadError(f"{path}: names no pipeline class. Expected the index that save_pretrained writes.")
    return index


def _refuse_foreign_code(folder: Path, index: dict[str, Any]) -> None:
    if not isinstance(index["_class_name"], str):
        raise ModelLoadError(
            f"{folder}: asks to run code of its own ({index['_class_name']}). Expected a pipeline class of diffusers; "
            "code that comes with weights is never run here."
        )


def _refuse_pickles(folder: Path) -> None:
    """Refuse a component that has pickled weights and no safetensors; a pickle beside safetensors is never opened."""
    for pickled in sorted(path for path in folder.glob("*/*") if path.suffix in PICKLE_SUFFIXES):
        if not any(pickled.parent.glob("*.safetensors")):
            raise ModelLoadError(
                f"{folder}: got pickled weights only in {pickled.relative_to(folder)}. Expected .safetensors, because "
                "opening a pickle runs the code inside; save it again with save_pretrained(safe_serialization=True)."
            )


def _weight_types(index: dict[str, Any], device: torch.device) -> torch.dtype | dict[str, torch.dtype]:
    if device.type != "cuda":
        return torch.float32
    types = {name: torch.float32 for name, value in index.items() if value == ["diffusers", "AutoencoderKLWan"]}
    return {"default": torch.bfloat16, **types}


def _require_text_to_video(source: str | Path, pipeline: DiffusionPipeline) -> None:
    parameters = inspect.signature(pipeline.__call__).parameters
    missing = {"prompt", "num_frames", "height", "width", "generator", "output_type"} - set(parameters)
    if missing:
        raise ModelLoadError(
            f"{source}: {type(pipeline).__name__} takes no {', '.join(sorted(missing))}. Expected a text-to-video "
            "pipeline; choose another checkpoint."
        )
    if link_of(pipeline) is ShotLink.WINDOW:
        return  # the director runs its components itself; a Wan pipeline that starts from a picture need not have one
    demanded = [
        name for name, value in parameters.items() if value.default is inspect.Parameter.empty and name != "prompt"
    ]
    if demanded:
        raise ModelLoadError(
            f"{source}: {type(pipeline).__name__} cannot do without {', '.join(demanded)}. Expected a text-to-video "
            "pipeline, one that needs a prompt and nothing else."
        )
