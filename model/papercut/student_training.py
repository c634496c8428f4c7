"""Distils the trained transformer into a student that needs no guidance: one pass tells what two of the teacher's do.

At noise levels drawn as the sampler spends its steps, the student learns the teacher's guided velocity (Meng et al.
2023, arXiv 2210.03142). Fewer steps need no training of their own: with fresh grain eight do what twenty do
(docs/lab-notes.md, 48). The student is a stock transformer of the teacher's size and starts from its weights, or where
`move_student` says, if the teacher was trained on from one that has a student.
Resumable, alone or in a team of processes. Knows nothing of the decoder.
"""

import random
import time
from pathlib import Path
from typing import Any

import torch
from diffusers import WanTransformer3DModel
from torch import Tensor
from torch.multiprocessing.spawn import spawn
from tqdm import tqdm

from model.papercut.config import TrainConfig, progress
from model.papercut.lessons import Lessons, Windows
from model.papercut.noise_levels import sampler_levels
from model.papercut.places import add_places
from model.papercut.precision import half_precision
from model.papercut.team import Team
from model.papercut.text import TextTower, empty_text
from model.papercut.transformer_training import MAX_TIMESTEP, build_transformer
from model.papercut.warm_start import move_student
from model.papercut.windows import WINDOW_LATENTS

_PEAK_RATE = 3e-4
_EMA = 0.99
_STEPS_BETWEEN_LOOKS = 10


class StudentRun:
    """The state of one distillation in one process. Chance is seeded anew at every step, so it needs no saving."""

    def __init__(self, config: TrainConfig, teacher: dict[str, Tensor], team: Team) -> None:
        self.config, self.team = config, team
        self.teacher = _frozen(config, teacher)
        self.student = build_transformer(config).to(config.device)
        start = config.start_from
        self.student.load_state_dict(teacher if start is None else move_student(teacher, config.codec_dir, start))
        self.average = {name: tensor.detach().clone() for name, tensor in self.student.state_dict().items()}
        self.optimizer = torch.optim.AdamW(self.student.parameters(), lr=_PEAK_RATE, betas=(0.9, 0.95), weight_decay=0)
        self.step, self.elapsed = 0, 0.0

    @property
    def path(self) -> Path:
        """The checkpoint file."""
        return self.config.work_dir / "student.pt"

    def save(self) -> None:
        """Write the checkpoint aside, then rename it; all processes hold the same state, so one writes."""
        if self.team.rank == 0:
            state = {
                "student": self.student.state_dict(),
                "average": self.average,
                "optimizer": self.optimizer.state_dict(),
                "counters": (self.step, self.elapsed),
            }
            aside = self.path.with_suffix(".part")
            torch.save(state, aside)
            aside.rename(self.path)
        self.team.wait()

    def resume(self) -> None:
        """Continue from the checkpoint, if there is one."""
        if not self.path.exists():
            return
        state: dict[str, Any] = torch.load(self.path, map_location=self.config.device, weights_only=True)
        self.student.load_state_dict(state["student"])
        self.average = state["average"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.elapsed = state["counters"]

    def share(self) -> float:
        """How much of the budget is used."""
        return progress(self.elapsed, self.config.student_seconds, self.step, self.config.student_train_steps)

    def train_step(self, lessons: Lessons, tower: TextTower) -> Tensor:
        """One optimizer step on one fresh batch; returns the loss."""
        config = self.config
        for group in self.optimizer.param_groups:
            group["lr"] = _PEAK_RATE * min(1.0, (self.step + 1) / 20) * (1 - 0.95 * self.share())
        seed = f"papercut student {config.seed} {self.team.rank} {self.step}"
        chance = random.Random(seed)  # noqa: S311 - training, not secrets
        noise = torch.Generator(config.device).manual_seed(chance.randrange(2**31))
        windows = lessons.draw(max(1, config.student_batch // self.team.size), WINDOW_LATENTS, chance, noise)
        text = tower.encode_tokens(windows.tokens, half_precision=True)
        loss = self._loss(windows, text, noise)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        parameters = list(self.student.parameters())
        self.team.average([p.grad for p in parameters if p.grad is not None], [])
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        self.optimizer.step()
        self.step += 1
        self._follow()
        return loss.detach()

    def _loss(self, windows: Windows, text: Tensor, noise: torch.Generator) -> Tensor:
        """Squared distance between the student's velocity and the teacher's guided one, over what is not given."""
        clean, given = windows.clean, windows.is_given
        level = torch.where(given, 0.0, sampler_levels(len(clean), noise)[:, None])
        grain = torch.randn(clean.shape, generator=noise, device=text.device)
        noisy = torch.lerp(clean, grain, _wide(level))
        with torch.no_grad():
            aimed = _velocity(self.teacher, noisy, windows, level, text)
            free = _velocity(self.teacher, noisy, windows, level, empty_text(len(text), text.device))
            target = free + self.config.student_guidance * (aimed - free)
        error = (_velocity(self.student, noisy, windows, level, text) - target).pow(2).mean((1, 3, 4))
        return (error * ~given).sum() / (~given).sum()

    @torch.no_grad()
    def _follow(self) -> None:
        current = self.student.state_dict()
        floating = [name for name, tensor in self.average.items() if tensor.is_floating_point()]
        torch._foreach_lerp_([self.average[n] for n in floating], [current[n] for n in floating], 1 - _EMA)


def train_student(config: TrainConfig, teacher: dict[str, Tensor]) -> dict[str, Tensor]:
    """Distil until the budget is used and return the student's averaged weights; continues from a checkpoint."""
    if config.processes <= 1:
        _train_in_team(config, teacher, Team())
    else:
        rendezvous = config.work_dir / "rendezvous"
        rendezvous.unlink(missing_ok=True)
        spawn(_train_rank, (config, teacher, rendezvous), nprocs=config.processes)  # type: ignore[no-untyped-call]
    average: dict[str, Tensor] = torch.load(config.work_dir / "student.pt", weights_only=True)["average"]
    return average


def _train_rank(rank: int, config: TrainConfig, teacher: dict[str, Tensor], rendezvous: Path) -> None:
    torch.set_num_threads(1)
    team = Team(rank, config.processes, rendezvous)
    try:
        _train_in_team(config, teacher, team)
    finally:
        team.close()


def _train_in_team(config: TrainConfig, teacher: dict[str, Tensor], team: Team) -> None:
    run = StudentRun(config, teacher, team)
    run.resume()
    lessons = Lessons(config.pool, config.device, config.context_share)
    tower = TextTower(config.device)
    if config.compile_blocks:
        for model in (run.teacher, run.student):
            model.compile_repeated_blocks(dynamic=True)
    last_save, began = run.elapsed, time.perf_counter()
    layout = "{l_bar}{bar}| {elapsed}<{remaining}{postfix}"
    bar = tqdm(total=100, desc="distil student", bar_format=layout, disable=team.rank != 0)
    while run.share() < 1:
        loss = run.train_step(lessons, tower)
        if run.step % _STEPS_BETWEEN_LOOKS == 0:  # looking at a number makes a GPU wait
            bar.n = round(100 * run.share(), 2)
            bar.set_postfix(step=run.step, loss=f"{loss.item():.4f}")
        now = time.perf_counter()
        run.elapsed += team.average([], [now - began])[0]
        began = now
        if run.elapsed - last_save >= config.checkpoint_seconds or run.share() >= 1:
            last_save = run.elapsed
            run.save()
    bar.close()


def _frozen(config: TrainConfig, weights: dict[str, Tensor]) -> WanTransformer3DModel:
    model = build_transformer(config).to(config.device)
    model.load_state_dict(weights)
    return model.requires_grad_(False).eval()


def _wide(level: Tensor) -> Tensor:
    """(B, n) to (B, 1, n, 1, 1)."""
    return level[:, None, :, None, None]


def _velocity(model: WanTransformer3DModel, noisy: Tensor, windows: Windows, level: Tensor, text: Tensor) -> Tensor:
    """Velocity (B, K, n, h, w) of latents at noise levels (B, n)."""
    tokens = (level * MAX_TIMESTEP).repeat_interleave(noisy.shape[3] * noisy.shape[4], dim=1)
    placed = add_places(noisy, windows.starts, windows.anchored)
    with half_precision(noisy.device):
        velocity: Tensor = model(placed, tokens, text, return_dict=False)[0]
    return velocity.float()
