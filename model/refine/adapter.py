"""The adapter: LoRA layers on a transformer (Hu et al. 2021, arXiv 2106.09685), by peft, and the file they are kept in.

The file is safetensors in the layout that diffusers' `load_lora_weights` reads; its header says which base it belongs
to. Alpha equals rank, so the layers apply as they are. Knows nothing of training. Importing peft takes a second, so it
is imported by the first that needs it: a worker that only renders bases starts without.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from model.spec import Adapter

FILE_NAME = "adapter.safetensors"
TARGETS = ["to_q", "to_k", "to_v", "to_out.0", "ffn.net.0.proj", "ffn.net.2"]
"""The projections of a Wan transformer's attentions and feed-forwards."""

_PREFIX = "transformer."
_BASE = "dailies_base"


class AdapterError(Exception):
    """An adapter's file cannot be put onto this base. The message names the file and what is wrong with it."""


def fingerprint(transformer: Any) -> str:
    """SHA-256 of a transformer's own weights, whatever adapters are on it."""
    digest = hashlib.sha256(type(transformer).__name__.encode())
    for name, tensor in sorted(transformer.state_dict().items()):
        if ".lora_" not in name:
            digest.update(name.replace(".base_layer", "").encode())
            digest.update(tensor.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def add_blank(transformer: Any, name: str, rank: int) -> None:
    """Put fresh layers on, which change nothing yet, and use these alone."""
    from peft import LoraConfig

    with _several_expected():
        transformer.add_adapter(LoraConfig(r=rank, lora_alpha=rank, target_modules=TARGETS), adapter_name=name)
    _use(transformer, name)


def weights_of(transformer: Any, name: str) -> dict[str, Tensor]:
    """The layers of an adapter, on the CPU."""
    from peft.utils import get_peft_model_state_dict

    state = get_peft_model_state_dict(transformer, adapter_name=name)
    return {key: tensor.detach().cpu().clone() for key, tensor in state.items()}


def set_weights(transformer: Any, name: str, weights: dict[str, Tensor]) -> None:
    """Put weights into an adapter that is on."""
    from peft.utils import set_peft_model_state_dict

    set_peft_model_state_dict(transformer, weights, adapter_name=name)


def save(weights: dict[str, Tensor], base: str, path: Path) -> Adapter:
    """Write an adapter's file, and say what it hashes to."""
    content = {f"{_PREFIX}{key}": tensor.contiguous() for key, tensor in weights.items()}
    # One entry alone: safetensors writes several in an order of chance, and the same adapter would have several hashes.
    save_file(content, path, metadata={_BASE: base})
    return Adapter(path, _sha256(path))


def read(adapter: Adapter, base: str) -> dict[str, Tensor]:
    """The layers of an adapter's file.

    Raises:
        AdapterError: the file is missing, altered, no adapter, or one of another base.
    """
    name = adapter.path.name
    if not adapter.path.is_file():
        raise AdapterError(f"The adapter's file {name} is missing. Restore it from a backup.")
    found = _sha256(adapter.path)
    if found != adapter.sha256:
        raise AdapterError(
            f"The adapter's file {name} was altered: its SHA-256 is {found[:12]}…, expected {adapter.sha256[:12]}…. "
            "Restore it from a backup."
        )
    try:
        with safe_open(adapter.path, "pt") as file:
            belongs_to = (file.metadata() or {}).get(_BASE)
            layers = {key.removeprefix(_PREFIX): file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 - no mapping
    except SafetensorError as error:
        raise AdapterError(f"The adapter's file {name} is no safetensors file ({error}).") from error
    if belongs_to is not None and belongs_to != base:
        raise AdapterError(
            f"The adapter {name} was made for another base ({belongs_to[:12]}…) than the one that is loaded "
            f"({base[:12]}…). Choose the base that it came from, or refine anew."
        )
    return layers


def rank_of(layers: dict[str, Tensor]) -> int:
    """The rank of an adapter's layers."""
    return next(int(tensor.shape[0]) for key, tensor in layers.items() if ".lora_A." in key)


def put_on(transformer: Any, name: str, layers: dict[str, Tensor], path: Path) -> None:
    """Put an adapter that was read onto a transformer, and use it alone.

    Raises:
        AdapterError: its layers do not fit.
    """
    content = {f"{_PREFIX}{key}": tensor for key, tensor in layers.items()}
    try:
        with _several_expected():
            transformer.load_lora_adapter(content, prefix="transformer", adapter_name=name)
    except (ValueError, RuntimeError, KeyError) as error:
        raise AdapterError(f"The adapter {path.name} does not fit the loaded base ({error}).") from error
    _use(transformer, name)


def use(transformer: Any, name: str | None) -> None:
    """Switch to an adapter that is on, or to none of them."""
    if name is not None:
        _use(transformer, name)
    elif is_adapted(transformer):
        transformer.disable_adapters()


def take_off(transformer: Any, name: str) -> None:
    """Remove an adapter, if it is on, and use the base as it is; with the last one the layers themselves go."""
    if name in getattr(transformer, "peft_config", {}):
        with _several_expected():
            transformer.delete_adapters(name)
    if is_adapted(transformer):
        transformer.disable_adapters()
    elif hasattr(transformer, "peft_config"):
        transformer.unload_lora()


def is_adapted(transformer: Any) -> bool:
    """Whether any adapter's layers are on, used or not."""
    return bool(getattr(transformer, "peft_config", None))


@contextmanager
def adapter_off(transformer: Any) -> Iterator[None]:
    """The base as it is, inside the block."""
    transformer.disable_adapters()
    try:
        yield
    finally:
        transformer.enable_adapters()


@contextmanager
def _several_expected() -> Iterator[None]:
    """Without peft's warnings that a model has more than one adapter and falls back on another: that is the purpose."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Already found a `peft_config`", category=UserWarning)
        warnings.filterwarnings("ignore", message="Adapter .* was active which is now deleted", category=UserWarning)
        yield


def _use(transformer: Any, name: str) -> None:
    transformer.set_adapter(name)
    transformer.enable_adapters()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
