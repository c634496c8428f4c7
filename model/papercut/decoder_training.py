"""Trains the codec's mending decoder, resumable, alone or in a team of processes.

Its lessons are crops of the clips whose pictures were kept. In half of them latents are clean or have noise of random
strength; the other half are rehearsals (see `rehearsal`): clips that the transformer itself has half forgotten and
finished again. So the decoder learns to mend what the components lose and what this very sampler gets wrong. Knows
nothing of text.
"""

import random
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.multiprocessing.spawn import spawn
from tqdm import tqdm

from model.papercut.codec import BLOCK_FRAMES, MendingDecoder, PapercutCodec
from model.papercut.config import TrainConfig, progress
from model.papercut.precision import half_precision
from model.papercut.rehearsal import draw_rehearsal, load_rehearsals
from model.papercut.team import Team

_NOISE = 0.3
_CLEAN_SHARE = 0.5
_PEAK_RATE = 2e-3
_STEPS_BETWEEN_LOOKS = 10


def mending_loss(decoded: Tensor, frames: Tensor) -> Tensor:
    """Absolute and squared error plus the error of the picture's edges; frames (B, T, H, W, 3) in -1..1."""
    error = decoded - frames
    edges = error.diff(dim=2).abs().mean() + error.diff(dim=3).abs().mean()
    return error.abs().mean() + 0.5 * edges + error.pow(2).mean()


def train_decoder(config: TrainConfig, codec_dir: Path) -> PapercutCodec:
    """Train the decoder of the codec in `codec_dir` and return that codec; continues from a checkpoint.

    The components stay as they were fitted, so latents made before remain valid.
    """
    codec: PapercutCodec = PapercutCodec.from_pretrained(codec_dir)
    if codec.decoder is None:
        return codec
    if config.processes <= 1:
        _train_in_team(config, codec_dir, Team())
    else:
        rendezvous = config.work_dir / "rendezvous"
        rendezvous.unlink(missing_ok=True)
        spawn(_train_rank, (config, codec_dir, rendezvous), nprocs=config.processes)  # type: ignore[no-untyped-call]
    codec.decoder.load_state_dict(torch.load(config.work_dir / "decoder.pt", weights_only=True)["decoder"])
    return codec


def _train_rank(rank: int, config: TrainConfig, codec_dir: Path, rendezvous: Path) -> None:
    torch.set_num_threads(1)
    team = Team(rank, config.processes, rendezvous)
    try:
        _train_in_team(config, codec_dir, team)
    finally:
        team.close()


class DecoderRun:
    """The state of one decoder training in one process. Chance is seeded anew at every step, so it needs no saving."""

    def __init__(self, config: TrainConfig, codec: PapercutCodec, decoder: MendingDecoder, team: Team) -> None:
        self.config, self.codec, self.decoder, self.team = config, codec, decoder, team
        self.optimizer = torch.optim.AdamW(decoder.parameters(), lr=_PEAK_RATE, betas=(0.9, 0.95), weight_decay=0.0)
        self.rehearsals = load_rehearsals(config.work_dir / "rehearsals", config.device)
        self.step, self.elapsed = 0, 0.0

    @property
    def path(self) -> Path:
        """The checkpoint file."""
        return self.config.work_dir / "decoder.pt"

    def save(self) -> None:
        """Write the checkpoint aside, then rename it; all processes hold the same state, so one writes."""
        if self.team.rank == 0:
            state = {
                "decoder": self.decoder.state_dict(),
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
        self.decoder.load_state_dict(state["decoder"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.elapsed = state["counters"]

    def share(self) -> float:
        """How much of the budget is used."""
        return progress(self.elapsed, self.config.decoder_seconds, self.step, self.config.decoder_steps)

    def train_step(self) -> Tensor:
        """One optimizer step on one batch of crops; returns the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = _PEAK_RATE * min(1.0, (self.step + 1) / 30) * (1 - 0.98 * self.share())
        seed = f"papercut decoder {self.config.seed} {self.team.rank} {self.step}"
        chance = random.Random(seed)  # noqa: S311 - training, not secrets
        size = max(1, self.config.decoder_batch // self.team.size)
        latents, frames = draw_rehearsal(self.rehearsals, chance, size)
        linear = self.codec.join(latents) if self.step % 2 else self._decode_with_noise(frames, chance)
        with half_precision(frames.device):
            mended = self.decoder(linear)
        loss = mending_loss(mended[:, BLOCK_FRAMES - 1 :].float(), frames)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        parameters = list(self.decoder.parameters())
        self.team.average([p.grad for p in parameters if p.grad is not None], [])
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        self.optimizer.step()
        self.step += 1
        return loss.detach()

    @torch.no_grad()
    def _decode_with_noise(self, frames: Tensor, chance: random.Random) -> Tensor:
        noise = torch.Generator(frames.device).manual_seed(chance.randrange(2**31))
        latents = self.codec.encode(frames)
        strength = torch.rand(len(latents), 1, 1, 1, 1, generator=noise, device=frames.device)
        strength = (strength - _CLEAN_SHARE).clamp(min=0) / (1 - _CLEAN_SHARE) * _NOISE
        latents = latents + strength * torch.randn(latents.shape, generator=noise, device=frames.device)
        return self.codec.join(latents)


def _train_in_team(config: TrainConfig, codec_dir: Path, team: Team) -> None:
    codec: PapercutCodec = PapercutCodec.from_pretrained(codec_dir)
    codec.to(config.device).train()
    if codec.decoder is None:
        return
    run = DecoderRun(config, codec, codec.decoder, team)
    run.resume()
    last_save, began = run.elapsed, time.perf_counter()
    layout = "{l_bar}{bar}| {elapsed}<{remaining}{postfix}"
    bar = tqdm(total=100, desc="train decoder", bar_format=layout, disable=team.rank != 0)
    while run.share() < 1:
        loss = run.train_step()
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


def psnr(decoded: Tensor, frames: Tensor) -> float:
    """Peak signal-to-noise ratio in dB of frames in -1..1."""
    return float(10 * torch.log10(4 / (decoded - frames).pow(2).mean()))
