"""Simulated raters: a taste puts stars on the takes of each prompt. Knows no studio."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from experiments.loop.eye import JUST_NOTICEABLE, deviation_between_takes
from experiments.loop.tastes import Taste
from experiments.loop.wishes import Wish
from model.spec import Frames

FEWEST_STARS, MIDDLE_STARS, MOST_STARS = 1, 3, 5

STAR = 2 * JUST_NOTICEABLE
"""How much more a clip has to be liked for one star more, in standard deviations between takes of one prompt."""


@dataclass(frozen=True)
class Take:
    """One clip that a rater looks at."""

    clip_id: str
    wish: Wish
    frames: Frames


def stars_of(taste: Taste, takes: Sequence[Take]) -> dict[str, int]:
    """Stars by clip: three for the mean of its prompt's takes, one more or less for each `STAR` that it is liked more
    or less than that. Takes that look alike get the same stars, or one apart where a star begins between them."""
    liked = [taste.likes(take.frames, take.wish.colour) for take in takes]
    star = STAR * deviation_between_takes(liked, [take.wish.prompt for take in takes])
    of_prompt: dict[str, list[float]] = defaultdict(list)
    for take, value in zip(takes, liked, strict=True):
        of_prompt[take.wish.prompt].append(value)
    stars: dict[str, int] = {}
    for take, value in zip(takes, liked, strict=True):
        rivals = of_prompt[take.wish.prompt]
        better = (value - sum(rivals) / len(rivals)) / star if star else 0.0
        stars[take.clip_id] = min(MOST_STARS, max(FEWEST_STARS, round(MIDDLE_STARS + better)))
    return stars


def shuffled(stars: Mapping[str, int], seed: int) -> dict[str, int]:
    """The same stars on other clips, by chance: a rater without any taste."""
    given = list(stars.values())
    random.Random(seed).shuffle(given)  # noqa: S311 - an experiment, not secrets
    return dict(zip(stars, given, strict=True))
