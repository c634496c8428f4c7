"""Trains the transformer by flow matching on the pool's latents, resumable at any checkpoint.

Velocity prediction on x_t = (1 - t) x + t e (Lipman et al. 2023, arXiv 2210.02747; Liu et al. 2023, arXiv 2209.03003),
t as in `noise_levels`, Muon on the blocks' matrices (Jordan et al. 2024), AdamW on the rest, averaged weights shipped.
In some samples the first one or two latents are given (t near 0 on their tokens): the shot's own past, which teaches
continuation, or an anchor, the first look at the subject in this shot or another one, which teaches to keep it itself.
"""

import json
import math
import random
import shutil
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers import WanTransformer3DModel
from torch import Tensor
from torch.multiprocessing.spawn import spawn
from tqdm import tqdm

from model.papercut.codec import PapercutCodec
from model.papercut.config import TrainConfig, progress
from model.papercut.lessons import SHORT_LATENTS, Lessons, Windows
from model.papercut.muon import Muon
from model.papercut.noise_levels import mixed_levels
from model.papercut.places import PLACE_CHANNELS, add_places
from model.papercut.precision import half_precision, quick_type
from model.papercut.team import Team
from model.papercut.text import TEXT_DIM, TextTower
from model.papercut.warm_start import warm_start
from model.papercut.windows import WINDOW_LATENTS

MAX_TIMESTEP = 1000.0
"""Diffusers counts noise from 0 to 1000; the training counts from 0 to 1."""

_FINAL_RATE = 0.03
_STEPS_BETWEEN_LOOKS = 10
_STEPS_BETWEEN_SHARDS = 20
_SHARDS_AT_ONCE = 4


def build_transformer(config: TrainConfig) -> WanTransformer3DModel:
    """A stock diffusers transformer with one token per latent cell; see `places` for its extra input channels."""
    return WanTransformer3DModel(
        patch_size=(1, 1, 1),
        num_attention_heads=config.heads,
        attention_head_dim=config.head_dim,
        in_channels=config.components + PLACE_CHANNELS,
        out_channels=config.components,
        text_dim=TEXT_DIM,
        freq_dim=256,
        ffn_dim=config.ffn_dim,
        num_layers=config.layers,
        rope_max_seq_len=64,
    )


def learning_rate_factor(share: float, step: int, warmup_steps: int) -> float:
    """Linear warm-up, flat until half of the budget, then a cosine down to 3 %."""
    warm = min(1.0, (step + 1) / max(1, warmup_steps))
    if share <= 0.5:
        return warm
    return warm * (_FINAL_RATE + (1 - _FINAL_RATE) * 0.5 * (1 + math.cos(math.pi * (share - 0.5) / 0.5)))


class TransformerRun:
    """The state of one training in one process: weights, averaged weights, optimizers, chance and counters.

    In a team every process holds all weights but runs Muon only on its own share of the matrices.
    """

    def __init__(self, config: TrainConfig, team: Team | None = None) -> None:
        self.config = config
        self.team = team or Team()
        torch.manual_seed(config.seed)
        self.model = build_transformer(config)
        if config.start_from is not None:
            warm_start(self.model, PapercutCodec.from_pretrained(config.work_dir / "codec"), config.start_from)
        self.model.to(config.device)
        self.average = {name: tensor.detach().clone() for name, tensor in self.model.state_dict().items()}
        named = list(self.model.named_parameters())
        matrices = [p for name, p in named if p.dim() == 2 and name.startswith("blocks.")]
        rest = [p for name, p in named if not (p.dim() == 2 and name.startswith("blocks."))]
        self.shares = [matrices[rank :: self.team.size] for rank in range(self.team.size)]
        self.optimizers: list[torch.optim.Optimizer] = [
            Muon(self.shares[self.team.rank], config.muon_rate, 0.01, quick_type(config.device)),
            torch.optim.AdamW(rest, lr=config.adam_rate, betas=(0.9, 0.95), weight_decay=0.0),
        ]
        own_seed = config.seed + 1000 * self.team.rank
        self.noise = torch.Generator(config.device).manual_seed(own_seed)
        self.chance = random.Random(own_seed)  # noqa: S311 - training, not secrets
        self.step, self.samples, self.elapsed = 0, 0, 0.0

    @property
    def folder(self) -> Path:
        """Where checkpoints are kept; the file `latest` names the newest whole one."""
        return self.config.work_dir / "transformer"

    def save(self) -> None:
        """Every process writes its state; only when all have does the checkpoint count."""
        checkpoint = self.folder / f"step-{self.step:06d}"
        checkpoint.mkdir(parents=True, exist_ok=True)
        state = {
            "model": self.model.state_dict(),
            "average": self.average,
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "noise": self.noise.get_state(),
            "chance": self.chance.getstate(),
            "counters": (self.step, self.samples, self.elapsed),
        }
        torch.save(state, checkpoint / f"rank-{self.team.rank}-of-{self.team.size}.pt")
        self.team.wait()
        if self.team.rank == 0:
            aside = self.folder / "latest.part"
            aside.write_text(checkpoint.name)
            aside.rename(self.folder / "latest")
            for old in self.folder.glob("step-*"):
                if old != checkpoint:
                    shutil.rmtree(old)
        self.team.wait()

    def resume(self) -> None:
        """Continue from the newest checkpoint, if there is one.

        Raises:
            ValueError: the checkpoint was written by a team of another size.
        """
        latest = self.folder / "latest"
        if not latest.exists():
            return
        path = self.folder / latest.read_text() / f"rank-{self.team.rank}-of-{self.team.size}.pt"
        if not path.exists():
            found = sorted(p.name for p in path.parent.iterdir())
            raise ValueError(f"got checkpoint files {found}, expected {path.name}; next: train with as many processes")
        state: dict[str, Any] = torch.load(path, map_location=self.config.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average = state["average"]
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.noise.set_state(state["noise"].cpu())
        version, internal, gauss = state["chance"]
        self.chance.setstate((version, tuple(internal), gauss))
        self.step, self.samples, self.elapsed = state["counters"]

    def share(self) -> float:
        """How much of the budget is used."""
        return progress(self.elapsed, self.config.seconds, self.samples, self.config.samples)

    @torch.no_grad()
    def follow(self) -> None:
        """Move the averaged weights toward the current ones; quicker in the first steps."""
        decay = min(self.config.ema, (1 + self.step) / (10 + self.step))
        current = self.model.state_dict()
        floating = [name for name, tensor in self.average.items() if tensor.is_floating_point()]
        torch._foreach_lerp_([self.average[n] for n in floating], [current[n] for n in floating], 1 - decay)


def train_transformer(config: TrainConfig) -> dict[str, Tensor]:
    """Train until the budget is used and return the averaged weights; continues from a checkpoint."""
    if config.processes <= 1:
        return _train_in_team(config, Team())
    rendezvous = config.work_dir / "rendezvous"
    rendezvous.unlink(missing_ok=True)
    spawn(_train_rank, (config, rendezvous), nprocs=config.processes)  # type: ignore[no-untyped-call]
    run_dir = config.work_dir / "transformer"
    state = torch.load(next((run_dir / (run_dir / "latest").read_text()).glob("rank-0-*")), weights_only=True)
    average: dict[str, Tensor] = state["average"]
    return average


def _train_rank(rank: int, config: TrainConfig, rendezvous: Path) -> None:
    torch.set_num_threads(1)
    team = Team(rank, config.processes, rendezvous)
    try:
        _train_in_team(config, team)
    finally:
        team.close()


def _train_in_team(config: TrainConfig, team: Team) -> dict[str, Tensor]:
    run = TransformerRun(config, team)
    run.resume()
    if run.share() >= 1:
        return run.average
    lessons = Lessons(config.pool, config.device, config.context_share)
    validation = Lessons(config.validation, config.device)
    tower = TextTower(config.device)
    if config.compile_blocks:
        # Sizes are left open, so that windows of all lengths and shapes share one compilation.
        run.model.compile_repeated_blocks(dynamic=True)
    last_save, losses, began = run.elapsed, list[Tensor](), time.perf_counter()
    layout = "{l_bar}{bar}| {elapsed}<{remaining}{postfix}"
    bar = tqdm(total=100, desc="train transformer", bar_format=layout, disable=team.rank != 0)
    while run.share() < 1:
        losses.append(_train_step(run, lessons, tower))
        if run.step % _STEPS_BETWEEN_LOOKS == 0:  # looking at a number makes a GPU wait
            bar.n = round(100 * run.share(), 2)
            bar.set_postfix(step=run.step, samples=run.samples, clips=len(lessons), loss=f"{losses[-1].item():.3f}")
        # One clock for the whole team, so that all see the budget end at the same step.
        now = time.perf_counter()
        run.elapsed += team.average([], [now - began])[0]
        began = now
        if run.elapsed - last_save >= config.checkpoint_seconds or run.share() >= 1:
            last_save = run.elapsed
            run.save()
            if team.rank == 0:
                _write_log(run, torch.stack(losses).mean().item(), validation_loss(run, validation, tower))
            losses = []
    bar.close()
    return run.average


def _train_step(run: TransformerRun, lessons: Lessons, tower: TextTower) -> Tensor:
    """One optimizer step on one fresh batch; returns the loss."""
    config = run.config
    if config.render_while_training and run.step % _STEPS_BETWEEN_SHARDS == 0:  # looking takes a call per shard
        lessons.refresh(at_most=_SHARDS_AT_ONCE)
    short = run.share() < config.short_share
    size, window = (config.short_batch, SHORT_LATENTS) if short else (config.batch, WINDOW_LATENTS)
    factor = learning_rate_factor(run.share(), run.step, config.warmup_steps)
    for optimizer, peak in zip(run.optimizers, (config.muon_rate, config.adam_rate), strict=True):
        for group in optimizer.param_groups:
            group["lr"] = peak * factor
    windows = lessons.draw(size // run.team.size, window, run.chance, run.noise)
    text = _text_states(run, tower, windows.tokens)
    loss = flow_loss(run.model, windows, text, run.noise, config.context_noise, config.sampler_share)
    run.model.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    parameters = list(run.model.parameters())
    run.team.average([p.grad for p in parameters if p.grad is not None], [])
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    for optimizer in run.optimizers:
        optimizer.step()
    run.team.exchange(run.shares)
    run.step += 1
    run.samples += size
    run.follow()
    return loss.detach()


def _text_states(run: TransformerRun, tower: TextTower, tokens: Tensor) -> Tensor:
    """Text states with noise and dropout."""
    states = tower.encode_tokens(tokens, half_precision=True)
    present = (states != 0).any(-1, keepdim=True)
    noise = torch.randn(states.shape, generator=run.noise, device=states.device) * run.config.text_noise
    kept = torch.rand(len(states), 1, 1, generator=run.noise, device=states.device) >= run.config.text_dropout
    return (states + noise * present) * kept


def flow_loss(
    model: Callable[..., tuple[Tensor]],
    windows: Windows,
    text: Tensor,
    generator: torch.Generator,
    context_noise: float = 0.0,
    sampler_share: float = 0.0,
) -> Tensor:
    """Mean squared error of the velocity, counted only on latents that are not given as context.

    Args:
        model: the transformer.
        windows: what it shall learn to denoise.
        text: token states (B, 64, 384), where the model runs.
        generator: source of noise and noise levels, on the same device.
        context_noise: largest noise level of given latents.
        sampler_share: share of samples with a noise level drawn as the sampler's steps lie.
    """
    device, clean, given = text.device, windows.clean, windows.is_given
    batch, _, window, rows, columns = clean.shape
    t = mixed_levels(batch, sampler_share, generator)[:, None].expand(batch, window)
    past = (torch.rand(batch, 1, generator=generator, device=device) * 2 - 1).clamp(min=0) * context_noise
    t = torch.where(given, past, t)
    noise = torch.randn(clean.shape, generator=generator, device=device)
    level = t[:, None, :, None, None]
    noisy = (1 - level) * clean + level * noise
    tokens = (t * MAX_TIMESTEP).repeat_interleave(rows * columns, dim=1)
    placed = add_places(noisy, windows.starts, windows.anchored)
    with half_precision(device), warnings.catch_warnings():
        # Autocast leaves the norms' weights in float32, as it should; torch warns that this is not its quickest path.
        warnings.filterwarnings("ignore", message="Mismatch dtype between input and weight", category=UserWarning)
        velocity: Tensor = model(placed, tokens, text, return_dict=False)[0]
    error = (velocity.float() - (noise - clean)).pow(2).mean((1, 3, 4))
    return (error * ~given).sum() / (~given).sum()


@torch.no_grad()
def validation_loss(run: TransformerRun, validation: Lessons, tower: TextTower) -> float:
    """Loss of the averaged weights on clips, captions and noise that are always the same."""
    config = run.config
    model = build_transformer(config).to(config.device)
    model.load_state_dict(run.average)
    generator = torch.Generator(config.device).manual_seed(0)
    losses = [
        flow_loss(model, windows, tower.encode_tokens(windows.tokens), generator).item()
        for windows in validation.clips(25)
    ]
    return sum(losses) / len(losses)


def _write_log(run: TransformerRun, loss: float, validation: float) -> None:
    entry = {
        "step": run.step,
        "samples": run.samples,
        "seconds": round(run.elapsed),
        "train_loss": round(loss, 4),
        "validation_loss": round(validation, 4),
    }
    with (run.config.work_dir / "log.jsonl").open("a") as file:
        file.write(json.dumps(entry) + "\n")
