"""Validation: what clips that nobody learned from say of an adapter, at the same noise each time.

Knows no optimizer, and not what follows from a look.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor

from model.refine.base import RefinableBase
from model.refine.lessons import Lessons
from model.refine.losses import (
    Noise,
    asked_at,
    flow_error,
    gain,
    preference_loss,
    star_weights,
    velocity_without_adapter,
)
from model.refine.rated_dataset import VALIDATION, Preference, RatedClip, RatedDataset
from model.spec import RefineMethod

Thing = TypeVar("Thing")

LEVELS = 4
"""Levels of noise at which each clip is looked at, spread over those of training."""

MOST_CLIPS = 64
"""Clips that are looked at, picked evenly; each costs a forward pass a level."""


@dataclass(frozen=True)
class Look:
    """What one look found.

    Attributes:
        loss: what is to become less: of stars the weighed error of the clips, of pairs the logistic loss of the
            margins, ln 2 before anything is learned.
        sureness: by how many of its standard errors the mean margin of the prompts is above nothing; of the pairs where
            there is one prompt only. Infinite of stars: whatever clips they are on, learning from clips fits clips.
    """

    loss: float
    sureness: float


class Validation:
    """Looks at the validation split of a dataset.

    Args:
        base: with the adapter on its transformer.
        dataset: where the clips are from.
        lessons: the clips as latents and text states.
        method: whether stars or pairs are asked.
    """

    def __init__(self, base: RefinableBase, dataset: RatedDataset, lessons: Lessons, method: RefineMethod) -> None:
        self._base, self._lessons, self._method = base, lessons, method
        self._clips = _evenly(dataset.split(VALIDATION), MOST_CLIPS)
        self._rivals = _some(rivals_of(dataset.pairs(VALIDATION)), MOST_CLIPS)
        self._without_adapter: dict[Path, Tensor] = {}

    @torch.no_grad()
    def look(self) -> Look:
        """Ask every clip once."""
        return self._of_stars() if self._method is RefineMethod.RWR else self._of_pairs()

    def _of_stars(self) -> Look:
        losses = []
        for number, (clip, weight) in enumerate(zip(self._clips, star_weights(self._clips), strict=True)):
            latents, text = self._lessons.latents([clip] * LEVELS), self._lessons.texts([clip] * LEVELS)
            error = flow_error(self._base, latents, text, self._noise(latents, number)).mean()
            losses.append(weight * float(error))
        return Look(_mean(losses), math.inf)

    def _of_pairs(self) -> Look:
        losses: list[float] = []
        margins: list[list[float]] = []
        for number, rivals in enumerate(self._rivals):
            gained = torch.stack([self._gain(clip, number) for clip in rivals.clips])
            margin = gained[rivals.chosen] - gained[rivals.rejected]
            losses.append(float(preference_loss(margin).mean()))
            margins.append(margin.tolist())
        return Look(_mean(losses), sureness([_mean(some) for some in margins] if len(margins) > 1 else margins[0]))

    def _gain(self, clip: RatedClip, number: int) -> Tensor:
        """How far the adapter goes toward a clip, mean over the levels; clips of a number are under the same noise."""
        latents, text = self._lessons.latents([clip] * LEVELS), self._lessons.texts([clip] * LEVELS)
        noise = self._noise(latents, number)
        if clip.path not in self._without_adapter:
            # What the base says of a clip does not change, so it is asked once, and kept in half precision: 0.3 MB for
            # a second of Papercut, 17 MB for five seconds of Wan at 480 lines.
            before = velocity_without_adapter(self._base, latents, text, noise)
            self._without_adapter[clip.path] = before.half().cpu()
        before = self._without_adapter[clip.path].to(latents)
        after = self._base.velocity(noise.over(latents), noise.levels, text)
        return gain(latents, noise, before, after).mean()

    def _noise(self, latents: Tensor, seed: int) -> Noise:
        even = (torch.arange(LEVELS) + 0.5) / LEVELS
        return Noise.drawn(self._base, asked_at(self._method, even), latents, seed)


@dataclass(frozen=True)
class Rivals:
    """Clips of one prompt and shape, and which of them are preferred to which: indices of the pairs' two sides."""

    clips: list[RatedClip]
    chosen: list[int]
    rejected: list[int]


def rivals_of(pairs: Sequence[Preference]) -> list[Rivals]:
    """The pairs, grouped: a clip that stands in several pairs is looked at once."""
    grouped: dict[tuple[str, int, int], list[Preference]] = defaultdict(list)
    for pair in pairs:
        grouped[pair.chosen.prompt, pair.chosen.height, pair.chosen.width].append(pair)
    found = []
    for group in grouped.values():
        clips = list({clip.path: clip for pair in group for clip in (pair.chosen, pair.rejected)}.values())
        place = {clip.path: index for index, clip in enumerate(clips)}
        chosen, rejected = ([place[clip.path] for clip in side] for side in zip(*map(_sides, group), strict=True))
        found.append(Rivals(clips, chosen, rejected))
    return found


def sureness(margins: Sequence[float]) -> float:
    """The mean over its standard error; minus infinity where there is nothing to take an error of."""
    mean = _mean(margins)
    variance = sum((margin - mean) ** 2 for margin in margins) / max(1, len(margins) - 1)
    if variance == 0:
        return math.copysign(math.inf, mean) if mean else -math.inf
    return mean / math.sqrt(variance / len(margins))


def _sides(pair: Preference) -> tuple[RatedClip, RatedClip]:
    return pair.chosen, pair.rejected


def _some(groups: Sequence[Rivals], most_clips: int) -> list[Rivals]:
    """Groups picked evenly that have about so many clips together, at least one."""
    clips = sum(len(group.clips) for group in groups)
    return _evenly(groups, max(1, len(groups) * most_clips // clips)) if clips else []


def _evenly(things: Sequence[Thing], most: int) -> list[Thing]:
    """At most so many things, picked evenly from first to last."""
    count = min(most, len(things))
    return [things[index * len(things) // count] for index in range(count)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
