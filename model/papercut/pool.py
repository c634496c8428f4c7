"""The pool: theatre scenes rendered once and kept as latents and captions in shards on disk.

Scene i of a seed is always the same scene. Shards appear whole (written aside, then renamed) and existing ones are left
alone, which is what makes rendering resumable, and lets a training draw from those that are there while others are
still being rendered. Knows nothing of the transformer.
"""

import random
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from tqdm import tqdm

from model.papercut.codec import BlockStatistics, PapercutCodec
from model.papercut.text import tokenize
from model.papercut.theatre.captions import write_caption
from model.papercut.theatre.scene import Scene, draw_scene
from model.papercut.theatre.stage import perform
from model.papercut.theatre.vocabulary import Aspect

POOL_FRAMES = 41
"""Frames rendered per clip: enough to cut windows that start in the middle of a scene."""

CAPTIONS = 8
"""Captions written for each clip, each in other words."""

PICTURE_FRAMES = 17
"""Frames of the clips whose pictures are kept beside their latents."""

PICTURE_EVERY = 2
"""Of shards with pictures, every second clip keeps them."""

_ASPECT_CYCLE = (Aspect.WIDE, Aspect.SQUARE, Aspect.WIDE, Aspect.TALL, Aspect.WIDE)
_BATCH = 10


@dataclass(frozen=True)
class PoolConfig:
    """What a pool holds, and where.

    Attributes:
        folder: where the shards are.
        seed: seeds scenes and captions.
        shards: how many there shall be.
        codec_dir: the codec that encodes them.
        pictures: how many of the first shards keep the pictures of some clips, for the decoder to learn from.
        shard_clips: clips in one shard, an even number; all of one aspect.
    """

    folder: Path
    seed: int
    shards: int
    codec_dir: Path
    pictures: int = 0
    shard_clips: int = 100

    def path(self, shard: int) -> Path:
        """The file of a shard."""
        return self.folder / f"shard-{shard:05d}.safetensors"

    def scenes(self, shard: int) -> list[Scene]:
        """The scenes of a shard, never a held-out combination; 2j and 2j + 1 are two shots of one subject."""
        rng = random.Random(f"papercut pool {self.seed} {shard}")  # noqa: S311 - art, not secrets
        scenes = []
        for _ in range(self.shard_clips // 2):
            first = draw_scene(rng, held_out=False, aspect=shard_aspect(shard))
            scenes += [first, draw_scene(rng, held_out=False, aspect=first.aspect, cast=first.cast)]
        return scenes

    def missing(self) -> list[int]:
        """Shards that are not rendered yet."""
        return [shard for shard in range(self.shards) if not self.path(shard).exists()]


def shard_aspect(shard: int) -> Aspect:
    """The frame shape of a shard: three of five are wide, one is square, one is tall."""
    return _ASPECT_CYCLE[shard % len(_ASPECT_CYCLE)]


def fit_codec(pool: PoolConfig, clips: int, codec: PapercutCodec, device: str) -> PapercutCodec:
    """Fit the codec's components on scenes of the pool, 17 frames each; keeps the codec's configuration."""
    statistics = BlockStatistics(device)
    scenes = [scene for shard in range(-(-clips // pool.shard_clips)) for scene in pool.scenes(shard)]
    chosen = scenes[:: max(1, len(scenes) // clips)][:clips]
    for scene in tqdm(chosen, desc="codec statistics", unit="clip"):
        statistics.add(perform([scene], 17, device))
    fitted: PapercutCodec = PapercutCodec.from_statistics(statistics, **_config(codec)).to(device)
    return fitted


def _config(codec: PapercutCodec) -> dict[str, int]:
    return {name: codec.config[name] for name in ("components", "decoder_channels", "decoder_layers")}


def render_pool(config: PoolConfig, workers: int) -> None:
    """Render all missing shards, in `workers` processes; with none of them, in this one."""
    with rendering(config, workers) as jobs:
        wait_for(jobs.values())


@contextmanager
def rendering(
    config: PoolConfig, workers: int, first: int = 0, device: str = "cpu"
) -> Iterator[dict[int, Future[None]]]:
    """Render all missing shards in `workers` processes while the body runs; what has not begun by its end is dropped.

    The body is given the job of every shard that was missing.
    Without workers all of them are rendered first. The `first` shards are filmed on `device`, the others on the
    processor, so that a training that begins after those has a GPU to itself.
    """
    config.folder.mkdir(parents=True, exist_ok=True)
    if workers < 1:
        for shard in tqdm(config.missing(), desc="render pool", unit="shard"):
            render_shard(config, shard)
        yield {}
        return
    executor = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_one_thread)
    try:
        places = {shard: device if shard < first else "cpu" for shard in config.missing()}
        yield {shard: executor.submit(render_shard, config, shard, place) for shard, place in places.items()}
    finally:
        executor.shutdown(cancel_futures=True)


def wait_for(jobs: Iterable[Future[None]]) -> None:
    """Wait until shards are rendered.

    Raises:
        Exception: what went wrong with one of them.
    """
    for job in tqdm(list(jobs), desc="render pool", unit="shard"):
        job.result()


def _one_thread() -> None:
    torch.set_num_threads(1)


@cache
def _load_codec(folder: Path, device: str) -> PapercutCodec:
    codec: PapercutCodec = PapercutCodec.from_pretrained(folder).to(device)
    return codec


@torch.no_grad()
def render_shard(config: PoolConfig, shard: int, device: str = "cpu") -> None:
    """Render, encode and caption the clips of one shard on `device`, and write its file."""
    codec = _load_codec(config.codec_dir, device)
    scenes = config.scenes(shard)
    rng = random.Random(f"papercut captions {config.seed} {shard}")  # noqa: S311 - art, not secrets
    latents, pictures = [], []
    for start in range(0, len(scenes), _BATCH):
        frames = perform(scenes[start : start + _BATCH], POOL_FRAMES, device)
        latents.append(codec.encode(frames).half().cpu())
        pictures.append(frames[::PICTURE_EVERY, :PICTURE_FRAMES].cpu())
    tokens = tokenize([write_caption(scene, rng) for scene in scenes for _ in range(CAPTIONS)])
    content = {
        "latents": torch.cat(latents).contiguous(),
        "tokens": tokens.to(torch.int16).reshape(len(scenes), CAPTIONS, -1),
    }
    if shard < config.pictures:
        content["pictures"] = torch.cat(pictures).contiguous()
    aside = config.path(shard).with_suffix(".part")
    save_file(content, aside)
    aside.rename(config.path(shard))


def load_shard(config: PoolConfig, shard: int) -> dict[str, Tensor]:
    """A shard's `latents` float16 (N, K, n, h, w) and `tokens` int16 (N, 8, 64); perhaps `pictures`.

    `pictures` are uint8 (N/2, 17, H, W, 3): the first frames of every second clip.
    """
    return load_file(config.path(shard))
