"""The trial: held-out prompts rendered by base and candidate with the same seeds, and a taste that votes blind.

The vote sees two clips in an order drawn by chance and knows neither's maker. Rendered clips are kept in the work
folder. Knows no studio and no training.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from experiments.loop.scale import Scale
from experiments.loop.tastes import Taste
from experiments.loop.wishes import Wish
from model.papercut.critic import Critic
from model.renderer import DiffusersRenderer
from model.spec import Adapter, Frames, RenderSpec, Shot
from portal.share import Share

FIRST_SEED = 500_000
"""Far from those of the rated clips."""


class Trial:
    """Renders held-out prompts by one model version after the other.

    Args:
        renderer: with the base loaded.
        wishes: what nobody rated.
        scale: size, length and number of takes.
        folder: where clips are kept.
    """

    def __init__(self, renderer: DiffusersRenderer, wishes: Sequence[Wish], scale: Scale, folder: Path) -> None:
        self._renderer, self._scale, self._folder = renderer, scale, folder
        self.wishes = [wish for wish in wishes for _ in range(scale.held_out_takes)]
        """What each clip shows."""

    def clips(self, adapter: Adapter | None) -> list[Frames]:
        """The clips of all wishes by the base, or by a candidate."""
        folder = self._folder / ("base" if adapter is None else adapter.sha256[:16])
        folder.mkdir(parents=True, exist_ok=True)
        return [self._clip(folder, number, wish, adapter) for number, wish in enumerate(self.wishes)]

    def _clip(self, folder: Path, number: int, wish: Wish, adapter: Adapter | None) -> Frames:
        path = folder / f"{number}.npy"
        if not path.exists():
            spec = RenderSpec(
                shots=(Shot(wish.prompt, self._scale.seconds),),
                size=self._scale.size,
                fps=self._scale.fps,
                seed=FIRST_SEED + number,
                steps=self._scale.steps,
                guidance=self._scale.guidance,
                adapter=adapter,
            )
            aside = path.with_suffix(".part")
            with aside.open("wb") as file:
                np.save(file, self._renderer.render(spec, lambda _: None, lambda: False).frames)
            aside.rename(path)
        frames: Frames = np.load(path)
        return frames


def wins(taste: Taste, wishes: Sequence[Wish], candidate: Sequence[Frames], base: Sequence[Frames], seed: int) -> Share:
    """How often the taste prefers the candidate's clip to the base's; a draw goes to either by chance."""
    chance = random.Random(f"votes {seed}")  # noqa: S311 - an experiment, not secrets
    won = 0
    for wish, of_candidate, of_base in zip(wishes, candidate, base, strict=True):
        is_left = chance.random() < 0.5
        left, right = (of_candidate, of_base) if is_left else (of_base, of_candidate)
        won += _prefers_left(taste, wish, left, right, chance) == is_left
    return Share.of(won, len(wishes))


def _prefers_left(taste: Taste, wish: Wish, left: Frames, right: Frames, chance: random.Random) -> bool:
    liked = taste.likes(left, wish.colour), taste.likes(right, wish.colour)
    return chance.random() < 0.5 if liked[0] == liked[1] else liked[0] > liked[1]


def accuracy(critic: Critic, wishes: Sequence[Wish], clips: Sequence[Frames]) -> float:
    """Share of what the prompts say (setting, subject, colour) that the critic names in the clips' middle frames."""
    named = critic.look_at(torch.from_numpy(np.stack([frames[len(frames) // 2] for frames in clips])))
    right = [named[fact][index] == value for index, wish in enumerate(wishes) for fact, value in wish.facts.items()]
    return sum(right) / len(right)
