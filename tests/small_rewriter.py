"""A rewriter small enough for tests to foresee: it changes single words and marks those that start with a capital X.

It keeps the promises of `model.spec.Rewriter` as the bundled ones do; what it knows is two words instead of a theatre.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from model.spec import Mark, Rewrite, Shot

NEAREST = "a red balloon"


@dataclass(frozen=True)
class WordByWord:
    """Puts one word for another; names like `Xylo` are not known, and `Xx` has nothing that comes near."""

    words: Mapping[str, str]

    def rewrite(self, prompt: str) -> Rewrite:
        changed = re.sub(r"\w+", lambda found: self.words.get(found[0], found[0]), prompt)
        unknown = re.finditer(r"\bX\w*", prompt)
        marks = tuple(Mark(found.start(), found.end(), None if found[0] == "Xx" else NEAREST) for found in unknown)
        return Rewrite(changed if changed == prompt else f"In the theatre: {changed}", marks)


def shots_by_line(prompt: str, seconds: float) -> tuple[Shot, ...]:
    """One shot for each line, all of the same length."""
    lines = [line for line in prompt.splitlines() if line.strip()] or [prompt]
    return tuple(Shot(line, seconds / len(lines)) for line in lines)
