"""The trial: held-out prompts rendered by base and candidate with the same seeds, and a taste that votes blind.

A taste is computed from the pixels of one clip alone, so that it cannot know a clip's maker. Rendered clips are kept in
the work folder. Knows no studio and no training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from experiments.loop.eye import JUST_NOTICEABLE, deviation_between_takes
from experiments.loop.scale import Scale
from experiments.loop.tastes import Taste
from experiments.loop.wishes import Wish
from model.papercut.critic import Critic
from model.papercut.evaluation.sheets import save_sheet
from model.renderer import DiffusersRenderer
from model.spec import Adapter, Frames, RenderSpec, Shot
from portal.share import Share

FIRST_SEED = 500_000
"""Far from those of the rated clips."""

SHOWN_PAIRS = 8


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a taste says of a candidate beside its base.

    Attributes:
        wins: share of the pairs in which it prefers the candidate's clip, among those that it can tell apart, as the
            studio counts its members' votes (`portal.versions.Proof`).
        alike: pairs that it cannot tell apart: `tie` in the arena.
        shift: by how much more it likes the candidate's clips on average, in standard deviations between takes of one
            prompt.
    """

    wins: Share
    alike: int
    shift: float


def judged(taste: Taste, wishes: Sequence[Wish], candidate: Sequence[Frames], base: Sequence[Frames]) -> Verdict:
    """Blind pairs of the same wish and seed."""
    of_base = [taste.likes(clip, wish.colour) for clip, wish in zip(base, wishes, strict=True)]
    of_candidate = [taste.likes(clip, wish.colour) for clip, wish in zip(candidate, wishes, strict=True)]
    between_takes = deviation_between_takes(of_base, [wish.prompt for wish in wishes])
    better = [liked - liked_of_base for liked, liked_of_base in zip(of_candidate, of_base, strict=True)]
    told_apart = [difference for difference in better if abs(difference) > JUST_NOTICEABLE * between_takes]
    won = sum(difference > 0 for difference in told_apart)
    shift = sum(better) / len(better) / between_takes if between_takes else 0.0
    return Verdict(Share.of(won, len(told_apart)), len(better) - len(told_apart), shift)


def save_pairs(base: Sequence[Frames], candidate: Sequence[Frames], path: Path) -> None:
    """A sheet of the first pairs: first and last frame by the base, and beside them by the candidate."""
    pairs = list(zip(base, candidate, strict=True))[:SHOWN_PAIRS]
    save_sheet([torch.from_numpy(clip) for pair in pairs for clip in pair], path, columns=2, moments=2)


def accuracy(critic: Critic, wishes: Sequence[Wish], clips: Sequence[Frames]) -> float:
    """Share of what the prompts say (setting, subject, colour) that the critic names in the clips' middle frames."""
    named = critic.look_at(torch.from_numpy(np.stack([frames[len(frames) // 2] for frames in clips])))
    right = [named[fact][index] == value for index, wish in enumerate(wishes) for fact, value in wish.facts.items()]
    return sum(right) / len(right)
