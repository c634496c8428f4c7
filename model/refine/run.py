"""One refinement from its first step to its adapter: batches, optimizer, validation, early stop, checkpoints.

Chance is seeded anew at every step, so a run that was stopped goes on exactly as if it had not been. Knows neither who
asked for it nor where the result goes.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor

from model.refine.adapter import set_weights, weights_of
from model.refine.base import RefinableBase
from model.refine.lessons import Lessons
from model.refine.losses import Noise, asked_at, flow_error, pair_losses, star_weights
from model.refine.rated_dataset import TRAIN, Preference, RatedClip, RatedDataset
from model.refine.validation import Validation
from model.spec import RefineMethod, RefineProgress, RefineStopped

Thing = TypeVar("Thing")

SURE = 2.0
"""Standard errors by which pairs of the validation split have to be told apart, on average."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What decides a run beside its dataset, the same for all bases until measured otherwise (docs/lab-notes.md)."""

    method: RefineMethod
    seed: int
    rank: int
    max_steps: int
    batch: int = 6
    rate: float = 5e-4
    warmup_steps: int = 10
    silent_share: float = 0.1
    """Samples without text, so that guidance still has something to steer away from."""
    steps_between_looks: int = 15
    """Optimizer steps from one look at the validation split to the next."""
    patience: int = 5
    """Looks without a better one after which the run ends."""


@dataclass
class RunState:
    """Where a run stands, apart from its weights."""

    step: int = 0
    best_loss: float = float("inf")
    best_step: int = 0
    looks_since_best: int = 0
    loss_sum: float = 0.0
    seconds: float = 0.0
    first_loss: float = float("inf")
    """Validation loss before anything was learned."""


class Run:
    """Trains the adapter `name`, which is on the base's transformer and in use.

    Args:
        base: what learns.
        name: the adapter.
        dataset: what from.
        lessons: its clips as latents and text states.
        settings: how.
        checkpoint: file that the run is kept in; where it exists, the run goes on from it.
    """

    def __init__(
        self,
        base: RefinableBase,
        name: str,
        dataset: RatedDataset,
        lessons: Lessons,
        settings: RunSettings,
        checkpoint: Path,
    ) -> None:
        self._base, self._name, self._dataset, self._lessons = base, name, dataset, lessons
        self._settings, self._path = settings, checkpoint
        self._parameters = [p for key, p in base.transformer.named_parameters() if f".{name}." in key]
        for parameter in self._parameters:
            parameter.requires_grad_(True)
        self._optimizer = torch.optim.AdamW(self._parameters, lr=settings.rate, betas=(0.9, 0.99), weight_decay=0.01)
        self.state = RunState()
        self.best = weights_of(base.transformer, name)
        self._clips = dataset.split(TRAIN)
        self._weights = star_weights(self._clips) if self._clips else []
        self._validation = Validation(base, dataset, lessons, settings.method)
        if checkpoint.exists():
            self._restore()

    def train(self, on_progress: Callable[[RefineProgress], None], should_stop: Callable[[], bool]) -> None:
        """Train until the validation split gets no better, or `max_steps`.

        Raises:
            RefineStopped: `should_stop()` was true after a step; the checkpoint holds all that was done.
        """
        settings, state = self._settings, self.state
        began = time.perf_counter()
        if state.step == 0:
            state.first_loss = state.best_loss = self._validation.look().loss
        while not self.is_done:
            loss = self._step()
            state.loss_sum += loss
            validation = None
            if state.step % settings.steps_between_looks == 0 or state.step == settings.max_steps:
                validation = self._look()
            state.seconds, began = state.seconds + time.perf_counter() - began, time.perf_counter()
            on_progress(RefineProgress(state.step, settings.max_steps, loss, validation))
            stops = not self.is_done and should_stop()
            if validation is not None or stops:
                self._save()
            if stops:
                raise RefineStopped

    @property
    def is_done(self) -> bool:
        """Whether nothing more would be learned."""
        return self.state.step >= self._settings.max_steps or self.state.looks_since_best >= self._settings.patience

    def _step(self) -> float:
        settings, state = self._settings, self.state
        for group in self._optimizer.param_groups:
            group["lr"] = settings.rate * self._warmth()
        loss = self._loss(random.Random(f"refine {settings.seed} {state.step}"))  # noqa: S311 - training, not secrets
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._parameters, 1.0)
        self._optimizer.step()
        state.step += 1
        return float(loss.detach())

    def _warmth(self) -> float:
        """Share of the rate at this step: up at first, then evenly down to nothing, so that late steps take the luck of
        single batches out again instead of adding to it."""
        settings, step = self._settings, self.state.step
        return min(1.0, (step + 1) / settings.warmup_steps) * (1 - step / settings.max_steps)

    def _loss(self, chance: random.Random) -> Tensor:
        settings = self._settings
        if settings.method is RefineMethod.DPO:
            pairs = _alike(self._dataset.pairs(TRAIN), None, settings.batch, chance, lambda pair: _shape(pair.chosen))
            asked = self._of_pairs(pairs)
            noise = self._noise(chance, asked[0])
            return pair_losses(self._base, *asked, noise).mean()
        # Drawn in proportion to their weights, which is quieter than weighing what is drawn evenly.
        clips = _alike(self._clips, self._weights, settings.batch, chance, _shape)
        silent = [chance.random() < settings.silent_share for _ in clips]
        latents, text = self._lessons.latents(clips), self._lessons.texts(clips, silent)
        return flow_error(self._base, latents, text, self._noise(chance, latents)).mean()

    def _of_pairs(self, pairs: Sequence[Preference]) -> tuple[Tensor, Tensor, Tensor]:
        """Latents of the chosen and of the rejected clips, and the text states of both."""
        latents = self._lessons.latents([clip for pair in pairs for clip in (pair.chosen, pair.rejected)])
        return latents[0::2], latents[1::2], self._lessons.texts([pair.chosen for pair in pairs])

    def _noise(self, chance: random.Random, latents: Tensor) -> Noise:
        """Levels spread over the batch, each moved by the same luck, and grain."""
        luck = chance.random()
        even = torch.tensor([(index + luck) / len(latents) for index in range(len(latents))])
        return Noise.drawn(self._base, asked_at(self._settings.method, even), latents, chance.randrange(2**31))

    def _look(self) -> float:
        """Look at the validation split, and keep the weights if they are the best so far, and if pairs that nobody
        learned from are told apart by more than luck: preferences that mean nothing would make a candidate otherwise,
        for one look in two is better than the first by luck."""
        state, seen = self.state, self._validation.look()
        if seen.loss < state.best_loss and seen.sureness > SURE:
            state.best_loss, state.best_step, state.looks_since_best = seen.loss, state.step, 0
            self.best = weights_of(self._base.transformer, self._name)
        else:
            state.looks_since_best += 1
        return seen.loss

    def _save(self) -> None:
        aside = self._path.with_suffix(".part")
        state = {
            "state": asdict(self.state),
            "weights": weights_of(self._base.transformer, self._name),
            "best": self.best,
            "optimizer": self._optimizer.state_dict(),
        }
        torch.save(state, aside)
        aside.rename(self._path)

    def _restore(self) -> None:
        stored: dict[str, Any] = torch.load(self._path, map_location=self._base.device, weights_only=True)
        self.state = RunState(**stored["state"])
        set_weights(self._base.transformer, self._name, stored["weights"])
        self.best = {key: tensor.cpu() for key, tensor in stored["best"].items()}
        self._optimizer.load_state_dict(stored["optimizer"])


def _shape(clip: RatedClip) -> tuple[int, int]:
    return clip.height, clip.width


def _alike(
    things: Sequence[Thing],
    weights: Sequence[float] | None,
    count: int,
    chance: random.Random,
    shape: Callable[[Thing], tuple[int, int]],
) -> list[Thing]:
    """Draw things of one shape, shapes in proportion to what they weigh."""
    drawn = chance.choices(range(len(things)), weights)[0]
    wanted = shape(things[drawn])
    same = [index for index, thing in enumerate(things) if shape(thing) == wanted]
    heavy = None if weights is None else [weights[index] for index in same]
    return [things[drawn], *(things[index] for index in chance.choices(same, heavy, k=count - 1))]
