"""Trains the transformer by flow matching on the pool's latents, resumable at any checkpoint.

Velocity prediction on x_t = (1 - t) x + t e (Lipman et al. 2023, arXiv 2210.02747; Liu et al. 2023, arXiv 2209.03003),
t = sigmoid(N(0.3, 1)), Muon on the blocks' matrices (Jordan et al. 2024), AdamW on the rest, averaged weights shipped.
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch
from diffusers import WanTransformer3DModel
from torch import Tensor
from torch.multiprocessing.spawn import spawn
from tqdm import tqdm

from model.papercut.codec import PapercutCodec
from model.papercut.config import TrainConfig, progress
from model.papercut.muon import Muon
from model.papercut.places import PLACE_CHANNELS, add_places
from model.papercut.pool import load_pool
from model.papercut.precision import half_precision, quick_type
from model.papercut.team import Team
from model.papercut.text import TEXT_DIM, TextTower
from model.papercut.theatre.captions import write_caption
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.vocabulary import Aspect
from model.papercut.warm_start import warm_start

WINDOW_LATENTS = 5
"""Latents the transformer sees at once: 17 frames."""

SHORT_LATENTS = 2
"""Latents of the cheap windows at the start of training: 5 frames."""

MAX_TIMESTEP = 1000.0
"""Diffusers counts noise from 0 to 1000; the training counts from 0 to 1."""

Pool = dict[Aspect, tuple[Tensor, list[Scene]]]
"""Latents and scenes of every aspect."""

_FINAL_RATE = 0.03


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
    pool = load_pool(config.work_dir / "pool", config.seed, config.shards)
    validation = load_pool(config.work_dir / "validation", config.seed + 1, 1)
    tower = TextTower(config.device)
    if config.compile_blocks:
        run.model.compile_repeated_blocks(dynamic=False)
    last_save, recent = run.elapsed, list[float]()
    layout = "{l_bar}{bar}| {elapsed}<{remaining}{postfix}"
    bar = tqdm(total=100, desc="train transformer", bar_format=layout, disable=team.rank != 0)
    while run.share() < 1:
        recent.append(_train_step(run, pool, tower))
        bar.n = round(100 * run.share(), 2)
        bar.set_postfix(step=run.step, samples=run.samples, loss=f"{recent[-1]:.3f}")
        if run.elapsed - last_save >= config.checkpoint_seconds or run.share() >= 1:
            last_save = run.elapsed
            run.save()
            if team.rank == 0:
                _write_log(run, sum(recent) / len(recent), validation_loss(run, validation, tower))
            recent = []
    bar.close()
    return run.average


def _train_step(run: TransformerRun, pool: Pool, tower: TextTower) -> float:
    """One optimizer step on one fresh batch; returns the loss."""
    config, began = run.config, time.perf_counter()
    short = run.share() < config.short_share
    size, window = (config.short_batch, SHORT_LATENTS) if short else (config.batch, WINDOW_LATENTS)
    factor = learning_rate_factor(run.share(), run.step, config.warmup_steps)
    for optimizer, peak in zip(run.optimizers, (config.muon_rate, config.adam_rate), strict=True):
        for group in optimizer.param_groups:
            group["lr"] = peak * factor
    aspect = run.chance.choices(list(pool), [len(scenes) for _, scenes in pool.values()])[0]
    windows = _draw_batch(run, *pool[aspect], size // run.team.size, window)
    text = _text_states(run, tower, windows.captions)
    loss = flow_loss(run.model, windows, text, run.noise, config.context_noise)
    run.model.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    parameters = list(run.model.parameters())
    gradients = [p.grad for p in parameters if p.grad is not None]
    mean_loss = run.team.average(gradients, [loss.item()])[0]
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    for optimizer in run.optimizers:
        optimizer.step()
    run.team.exchange(run.shares)
    run.step += 1
    run.samples += size
    run.follow()
    # One clock for the whole team, so that all see the budget end at the same step.
    run.elapsed += run.team.average([], [time.perf_counter() - began])[0]
    return mean_loss


class DrawnWindow(NamedTuple):
    """One window to train on: latents (K, n, h, w), the index of its clip, and as in `Windows`."""

    latents: Tensor
    clip: int
    start: int
    given: int
    anchored: bool


@dataclass(frozen=True)
class Windows:
    """A batch to train on.

    Attributes:
        clean: latents (B, K, n, h, w).
        starts: index in its shot of each window's first latent after the anchor, (B,).
        given: how many leading latents are given, the anchor included, (B,).
        anchored: whether latent 0 is an anchor, (B,).
        captions: what each window shows.
    """

    clean: Tensor
    starts: Tensor
    given: Tensor
    anchored: Tensor
    captions: list[str]

    @classmethod
    def collate(cls, drawn: list[DrawnWindow], captions: list[str]) -> "Windows":
        """One batch of windows of equal size."""
        pieces, _, starts, given, anchored = zip(*drawn, strict=True)
        return cls(
            torch.stack(pieces).float(), torch.tensor(starts), torch.tensor(given), torch.tensor(anchored), captions
        )

    @classmethod
    def whole(cls, clean: Tensor, captions: list[str]) -> "Windows":
        """Windows that begin with their shot and are given nothing."""
        none = torch.zeros(len(clean), dtype=torch.long)
        return cls(clean, none, none, none.bool(), captions)


def _draw_batch(run: TransformerRun, latents: Tensor, scenes: list[Scene], size: int, window: int) -> Windows:
    """Windows without context always start with the shot, those with context anywhere."""
    drawn = [
        draw_window(run.chance, run.config, latents, run.chance.randrange(len(scenes)), window) for _ in range(size)
    ]
    return Windows.collate(drawn, [write_caption(scenes[index], run.chance) for _, index, *_ in drawn])


def draw_window(chance: random.Random, config: TrainConfig, latents: Tensor, index: int, window: int) -> DrawnWindow:
    """Cut one window of `window` latents out of clip `index`, with or without context."""
    clip = latents[index]
    if chance.random() >= config.context_share:
        return DrawnWindow(clip[:, :window], index, 0, 0, False)
    if chance.random() < 0.5:
        given = chance.choice([1, 2]) if window > SHORT_LATENTS else 1
        start = chance.randint(0, clip.shape[1] - window)
        return DrawnWindow(clip[:, start : start + window], index, start, given, False)
    other = latents[index ^ 1]  # the same subject in another shot
    if window == SHORT_LATENTS or chance.random() < 0.6:
        return DrawnWindow(torch.cat([other[:, :1], clip[:, : window - 1]], 1), index, 0, 1, True)
    anchor = chance.choice([clip, other])[:, :1]
    start = chance.randint(1, clip.shape[1] - window + 1)
    return DrawnWindow(torch.cat([anchor, clip[:, start : start + window - 1]], 1), index, start, 2, True)


def _text_states(run: TransformerRun, tower: TextTower, captions: list[str]) -> Tensor:
    """Text states with noise and dropout."""
    states = tower.encode(captions, half_precision=True)
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
) -> Tensor:
    """Mean squared error of the velocity, counted only on latents that are not given as context.

    Args:
        model: the transformer.
        windows: what it shall learn to denoise.
        text: token states (B, 64, 384), where the model runs.
        generator: source of noise and noise levels, on the same device.
        context_noise: largest noise level of given latents.
    """
    device = text.device
    clean = windows.clean.to(device)
    batch, _, window, rows, columns = clean.shape
    t = torch.sigmoid(torch.randn(batch, 1, generator=generator, device=device) + 0.3).expand(batch, window)
    given = torch.arange(window, device=device)[None] < windows.given.to(device)[:, None]
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
def validation_loss(run: TransformerRun, validation: Pool, tower: TextTower) -> float:
    """Loss of the averaged weights on clips, captions and noise that are always the same."""
    config = run.config
    model = build_transformer(config).to(config.device)
    model.load_state_dict(run.average)
    rng = random.Random(0)  # noqa: S311 - training, not secrets
    generator = torch.Generator(config.device).manual_seed(0)
    losses = []
    for latents, scenes in validation.values():
        for start in range(0, len(scenes), 25):
            chosen = slice(start, start + 25)
            captions = [write_caption(scene, rng) for scene in scenes[chosen]]
            windows = Windows.whole(latents[chosen, :, :WINDOW_LATENTS].float(), captions)
            losses.append(flow_loss(model, windows, tower.encode(captions), generator).item())
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
