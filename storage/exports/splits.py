"""Splits by prompt: which prompts a model is trained on, and which are kept for judging it. Knows no database.

The hash of a folded prompt decides: of the first one of its group, where prompts that mean the same are grouped. So a
group never stands in two splits, and what is kept for judging in one dataset is kept for judging in every later one, as
long as it stays in its group.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum

from storage.library import search_form

TRAIN_PERCENT = 80
VALIDATION_PERCENT = 10


class Split(StrEnum):
    """What a clip is for."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


def prompt_key(prompt: str) -> bytes:
    """The same for prompts that differ in nothing but case, spacing or the way their characters are encoded."""
    return hashlib.sha256(" ".join(search_form(prompt).split()).encode()).digest()


def splits(keys: Collection[bytes], first: Callable[[bytes], bytes] = lambda key: key) -> Mapping[bytes, Split]:
    """The split of each prompt, by its `prompt_key`.

    Args:
        keys: of the prompts.
        first: the key of the first prompt of the group that a prompt is in; without it each is alone.

    Hashes give four fifths to training in the long run. Of two or three prompts they may give it none; then it gets
    all of them, for what is kept for judging makes no sense beside nothing to train on.
    """
    found = {key: _by_hash(first(key)) for key in keys}
    if Split.TRAIN not in found.values():
        return dict.fromkeys(keys, Split.TRAIN)
    return found


def _by_hash(key: bytes) -> Split:
    place = int.from_bytes(key[:8], "big") % 100
    if place < TRAIN_PERCENT:
        return Split.TRAIN
    return Split.VALIDATION if place < TRAIN_PERCENT + VALIDATION_PERCENT else Split.TEST
