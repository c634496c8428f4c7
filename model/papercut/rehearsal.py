"""Rehearsals: theatre clips whose latents the transformer has half forgotten and finished again.

Noise up to the middle levels leaves a clip's layout in place; what the transformer puts back has the very faults of its
samples, beside a clean picture of the same moment. The decoder learns from such pairs (as SDEdit, Meng et al. 2022,
arXiv 2108.01073, edits pictures). Shards appear whole, which makes rehearsing resumable.
"""

import random
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import WanTransformer3DModel
from safetensors.torch import load_file, save_file
from torch import Tensor
from tqdm import tqdm

from model.papercut.codec import BLOCK_PIXELS, PapercutCodec, to_signed
from model.papercut.places import add_places
from model.papercut.pool import PICTURE_EVERY, PoolConfig, load_shard
from model.papercut.precision import half_precision
from model.papercut.text import TextTower

_STEPS = 5
_LEVELS = (0.25, 0.65)
_CELLS = 4
_BATCH = 25


@dataclass(frozen=True)
class Rehearsals:
    """Pairs of one frame shape: latents float16 (N, K, 5, h, w) and clean frames uint8 (N, 17, H, W, 3)."""

    latents: Tensor
    frames: Tensor


def rehearse(folder: Path, pool: PoolConfig, codec: PapercutCodec, model: WanTransformer3DModel) -> None:
    """Rehearse the clips of the pool whose pictures were kept; whole shards are left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [shard for shard in range(min(pool.pictures, pool.shards)) if not _path(folder, shard).exists()]
    tower = TextTower(codec.device) if missing else None
    for shard in tqdm(missing, desc="rehearse", unit="shard"):
        assert tower is not None  # noqa: S101 - there is something missing
        rng = random.Random(f"papercut rehearsal {pool.seed} {shard}")  # noqa: S311 - training, not secrets
        noise = torch.Generator(codec.device).manual_seed(rng.randrange(2**31))
        content = load_shard(pool, shard)
        pictures, tokens = content["pictures"], content["tokens"][::PICTURE_EVERY, 0]
        latents = []
        for start in range(0, len(pictures), _BATCH):
            rows = slice(start, start + _BATCH)
            clean = codec.encode(pictures[rows].to(codec.device))
            text = tower.encode_tokens(tokens[rows], half_precision=True)
            latents.append(_finish_again(model, clean, text, rng.uniform(*_LEVELS), noise))
        aside = _path(folder, shard).with_suffix(".part")
        save_file({"latents": torch.cat(latents).half().cpu().contiguous(), "frames": pictures}, aside)
        aside.rename(_path(folder, shard))


@torch.no_grad()
def _finish_again(
    model: WanTransformer3DModel, clean: Tensor, text: Tensor, level: float, noise: torch.Generator
) -> Tensor:
    """Noise latents (B, K, n, h, w) to `level` and take them back to zero in a few Euler steps."""
    latents = (1 - level) * clean + level * torch.randn(clean.shape, generator=noise, device=clean.device)
    cells = clean.shape[2] * clean.shape[3] * clean.shape[4]
    for step in range(_STEPS):
        high, low = level * (1 - step / _STEPS), level * (1 - (step + 1) / _STEPS)
        tokens = torch.full((len(clean), cells), high * 1000, device=clean.device)
        with half_precision(clean.device):
            velocity = model(add_places(latents, 0), tokens, text, return_dict=False)[0]
        latents = latents + (low - high) * velocity.float()
    return latents


def _path(folder: Path, shard: int) -> Path:
    return folder / f"shard-{shard:05d}.safetensors"


def load_rehearsals(folder: Path, device: str = "cpu") -> list[Rehearsals]:
    """All shards in `folder`, on `device`; none where nobody rehearsed."""
    stored = [load_file(path, device) for path in sorted(folder.glob("shard-*.safetensors"))]
    return [Rehearsals(tensors["latents"], tensors["frames"]) for tensors in stored]


def draw_rehearsal(rehearsals: list[Rehearsals], chance: random.Random, count: int) -> tuple[Tensor, Tensor]:
    """`count` random crops of 4×4 cells: latents float (B, K, 5, 4, 4) and frames (B, 17, 64, 64, 3) in -1..1."""
    latents, frames = [], []
    for _ in range(count):
        shard = chance.choice(rehearsals)
        index = chance.randrange(len(shard.latents))
        top = chance.randint(0, shard.latents.shape[3] - _CELLS)
        left = chance.randint(0, shard.latents.shape[4] - _CELLS)
        latents.append(shard.latents[index, :, :, top : top + _CELLS, left : left + _CELLS])
        rows = slice(top * BLOCK_PIXELS, (top + _CELLS) * BLOCK_PIXELS)
        columns = slice(left * BLOCK_PIXELS, (left + _CELLS) * BLOCK_PIXELS)
        frames.append(shard.frames[index, :, rows, columns])
    return torch.stack(latents).float(), to_signed(torch.stack(frames))
