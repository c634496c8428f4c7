"""Simulated raters: a taste puts stars on the takes of each prompt, from best to worst. Knows no studio."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.loop.tastes import Taste
from experiments.loop.wishes import Wish
from model.spec import Frames

MOST_STARS = 5


@dataclass(frozen=True)
class Take:
    """One clip that a rater looks at."""

    clip_id: str
    wish: Wish
    frames: Frames


def stars_of(taste: Taste, takes: Sequence[Take]) -> dict[str, int]:
    """Stars by clip: the takes of one prompt are compared with each other and spread over 1 to 5."""
    of_prompt: dict[str, list[Take]] = defaultdict(list)
    for take in takes:
        of_prompt[take.wish.prompt].append(take)
    stars: dict[str, int] = {}
    for rivals in of_prompt.values():
        order = np.argsort([taste.likes(take.frames, take.wish.colour) for take in rivals], kind="stable")
        for place, index in enumerate(order):
            stars[rivals[index].clip_id] = 1 + round(place * (MOST_STARS - 1) / max(1, len(rivals) - 1))
    return stars


def shuffled(stars: Mapping[str, int], seed: int) -> dict[str, int]:
    """The same stars on other clips, by chance: a rater without any taste."""
    given = list(stars.values())
    random.Random(seed).shuffle(given)  # noqa: S311 - an experiment, not secrets
    return dict(zip(stars, given, strict=True))
