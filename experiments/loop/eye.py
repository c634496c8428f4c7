"""The eye of the simulated raters: how far two clips must be apart to look different. Knows no taste and no studio.

What differs by less than an eye can tell is a tie in the trial and at most one star apart, for a star is twice as much.
Without it raters would put takes that nobody can tell apart in an order, and teach that (docs/lab-notes.md, 76), and a
shift too small to be seen, the same in all clips, would win every pair: base and candidate begin from the same noise
(51).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

JUST_NOTICEABLE = 0.25
"""What an eye can tell, in standard deviations between takes of one prompt."""


def deviation_between_takes(liked: Sequence[float], prompts: Sequence[str]) -> float:
    """The standard deviation of how much takes of one prompt are liked, pooled over the prompts; 0 where each has one.

    Args:
        liked: how much each clip is liked.
        prompts: what each shows; clips of one prompt are its takes.
    """
    of_prompt: dict[str, list[float]] = defaultdict(list)
    for value, prompt in zip(liked, prompts, strict=True):
        of_prompt[prompt].append(value)
    squares = sum((value - sum(takes) / len(takes)) ** 2 for takes in of_prompt.values() for value in takes)
    return math.sqrt(squares / max(1, len(liked) - len(of_prompt)))
