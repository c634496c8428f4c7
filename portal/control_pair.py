"""Control pairs: a clip of the prompt that is shown, beside a clip of quite another prompt. Opens no database.

Whoever reads and looks knows the answer. Both clips are of one model version and shape, so that they differ in nothing
but what they show, and nobody gives the right one fewer than three stars: a film that missed its prompt is no answer.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from storage.tables import ClipRow

PAIRS_PER_CONTROL = 10
"""One pair in so many is a control pair, as far as there are clips for it."""

MAX_LIKENESS = 0.2
"""Prompts that share more than this of their trigrams may tell of the same things."""

GRAM = 3


@dataclass(frozen=True, slots=True)
class ControlPair:
    """Two clips, of which the first one shows what the prompt says."""

    right: ClipRow
    decoy: ClipRow

    @property
    def ids(self) -> tuple[str, str]:
        """The pair in the order of the ids."""
        first, second = sorted((self.right.id, self.decoy.id))
        return first, second


def is_control_turn(key: str, member_id: str, number: int) -> bool:
    """Whether the member's pair of that number, from 0, is a control pair: one in ten, and nobody can tell which."""
    block, place = divmod(number, PAIRS_PER_CONTROL)
    return drawn(key, f"control|{member_id}|{block}") % PAIRS_PER_CONTROL == place


def drawn(key: str, what: str) -> int:
    """A large number that is the same for the same words, and that cannot be foretold without the key."""
    return int.from_bytes(hmac.digest(key.encode(), what.encode(), "sha256")[:8], "big")


def choose(
    clips: Sequence[ClipRow], disliked: Collection[str], offered: Collection[tuple[str, str]]
) -> ControlPair | None:
    """The two clips whose prompts are least alike; None when all are too much alike.

    Args:
        clips: some that the voter may compare.
        disliked: those of them that are no right answer.
        offered: pairs that the voter has had.
    """
    pairs = [
        ControlPair(right, decoy)
        for right in clips
        if right.id not in disliked
        for decoy in clips
        if (decoy.model, decoy.aspect) == (right.model, right.aspect) and decoy.id != right.id
    ]
    grams = {clip.id: _grams(clip.prompt) for clip in clips}
    told_apart = [
        (likeness, pair)
        for pair in pairs
        if pair.ids not in offered and (likeness := _shared(grams[pair.right.id], grams[pair.decoy.id])) <= MAX_LIKENESS
    ]
    return min(told_apart, key=lambda scored: scored[0])[1] if told_apart else None


def _grams(prompt: str) -> frozenset[str]:
    """The prompt's trigrams: they need no knowledge of the language, and no spaces between its words."""
    text = f" {' '.join(prompt.casefold().split())} "
    return frozenset(text[place : place + GRAM] for place in range(max(1, len(text) - GRAM + 1)))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's index: the share of all trigrams that both have."""
    return len(one & other) / len(one | other)
