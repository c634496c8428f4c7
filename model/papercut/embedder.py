"""What a prompt means as one direction: the mean of its token states in the text tower.

Two prompts mean the same as far as the cosine of their directions is near 1 (Reimers & Gurevych 2019, Sentence-BERT,
for whose training all-MiniLM-L6-v2 is a name). Knows no datasets and no threshold.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import normalize

from model.papercut.text import TEXT_DIM, TextTower, tokenize_whole, unknown_tokens

NAME = "all-MiniLM-L6-v2"

LONGEST_TOKENS_READ = 256
"""What the tower was trained on. Prompts that are the same so far are the same to it."""

MOST_UNKNOWN = 0.25
"""A prompt of which a larger share of the tokens is unknown has no direction: to the tower two emoji are one and the
same, as are all words of a script that it has no letters for."""

_WINDOWS_AT_ONCE = 16
_PADDING = 0


class TowerEmbedder:
    """Reads prompts with the frozen text tower, on the CPU."""

    def __init__(self) -> None:
        self._tower = TextTower()

    @property
    def name(self) -> str:
        """The tower's name."""
        return NAME

    def embed(self, prompts: Sequence[str]) -> NDArray[np.float32]:
        """Directions, float32 (prompts, 384), each of length 1 or zero. See `model.spec.PromptEmbedder`."""
        if not prompts:
            return np.zeros((0, TEXT_DIM), np.float32)
        windows = tokenize_whole(prompts)
        tokens, owners = _beginnings(windows.tokens, windows.owners)
        sums = torch.zeros(len(prompts), TEXT_DIM)
        # Windows of like length together, so that little padding is computed.
        by_length = (tokens != _PADDING).sum(1).argsort(descending=True, stable=True)
        for some in torch.split(by_length, _WINDOWS_AT_ONCE):
            sums.index_add_(0, owners[some], self._tower.encode_tokens(tokens[some]).sum(1))
        directions = normalize(sums, dim=1) * _is_readable(tokens, owners, len(prompts))[:, None]
        read: NDArray[np.float32] = directions.numpy()
        return read


def _beginnings(tokens: Tensor, owners: Tensor) -> tuple[Tensor, Tensor]:
    """Without the windows that lie beyond what is read of a prompt."""
    firsts = torch.searchsorted(owners, owners)
    is_read = torch.arange(len(owners)) - firsts < LONGEST_TOKENS_READ // tokens.shape[1]
    return tokens[is_read], owners[is_read]


def _is_readable(tokens: Tensor, owners: Tensor, count: int) -> Tensor:
    """1.0 for each prompt whose tokens the tower knows, else 0.0."""
    unknown = torch.zeros(count).index_add_(0, owners, unknown_tokens(tokens).sum(1).float())
    # Each window has two tokens that stand for no word.
    words = torch.zeros(count).index_add_(0, owners, (tokens != _PADDING).sum(1).float() - 2)
    return (unknown <= MOST_UNKNOWN * words).float()
