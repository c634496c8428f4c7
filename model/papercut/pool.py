"""The pool: a fixed set of theatre scenes, rendered once and kept as latents in shards on disk.

Scene i of a seed is always the same scene, so only the latents are stored. Shards appear whole (written aside, then
renamed) and existing ones are left alone, which is what makes rendering resumable. Knows nothing of the transformer.
"""

import random
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from tqdm import tqdm

from model.papercut.codec import BlockStatistics, PapercutCodec
from model.papercut.theatre.scene import Scene, draw_scene
from model.papercut.theatre.stage import perform
from model.papercut.theatre.vocabulary import Aspect

SHARD_CLIPS = 100
"""Clips in one shard; all of one aspect."""

POOL_FRAMES = 33
"""Frames rendered per clip: enough to cut windows that start in the middle of a scene."""

_ASPECT_CYCLE = (Aspect.WIDE, Aspect.SQUARE, Aspect.WIDE, Aspect.TALL, Aspect.WIDE)
_BATCH = 10


def shard_aspect(shard: int) -> Aspect:
    """The frame shape of a shard: three of five are wide, one is square, one is tall."""
    return _ASPECT_CYCLE[shard % len(_ASPECT_CYCLE)]


def shard_scenes(seed: int, shard: int) -> list[Scene]:
    """The scenes of a shard, never a held-out combination; 2j and 2j + 1 are two shots of one subject."""
    rng = random.Random(f"papercut pool {seed} {shard}")  # noqa: S311 - art, not secrets
    scenes = []
    for _ in range(SHARD_CLIPS // 2):
        first = draw_scene(rng, held_out=False, aspect=shard_aspect(shard))
        scenes += [first, draw_scene(rng, held_out=False, aspect=first.aspect, cast=first.cast)]
    return scenes


def fit_codec(seed: int, clips: int, codec: PapercutCodec, device: str) -> PapercutCodec:
    """Fit the codec's components on scenes of the pool, 17 frames each; keeps the codec's configuration."""
    statistics = BlockStatistics(device)
    scenes = [scene for shard in range(-(-clips // SHARD_CLIPS)) for scene in shard_scenes(seed, shard)]
    chosen = scenes[:: max(1, len(scenes) // clips)][:clips]
    for scene in tqdm(chosen, desc="codec statistics", unit="clip"):
        statistics.add(perform([scene], 17, device))
    fitted: PapercutCodec = PapercutCodec.from_statistics(statistics, **_config(codec)).to(device)
    return fitted


def _config(codec: PapercutCodec) -> dict[str, int]:
    return {name: codec.config[name] for name in ("components", "decoder_channels", "decoder_layers")}


def render_pool(folder: Path, seed: int, shards: int, codec_folder: Path, device: str, workers: int) -> None:
    """Render all missing shards into `folder`, in `workers` processes."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [shard for shard in range(shards) if not _shard_path(folder, shard).exists()]
    if workers <= 1:
        for shard in tqdm(missing, desc="render pool", unit="shard"):
            _render_shard(folder, seed, shard, codec_folder, device)
        return
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=torch.set_num_threads, initargs=(1,)
    ) as executor:
        jobs = [executor.submit(_render_shard, folder, seed, shard, codec_folder, device) for shard in missing]
        for job in tqdm(jobs, desc="render pool", unit="shard"):
            job.result()


def _shard_path(folder: Path, shard: int) -> Path:
    return folder / f"shard-{shard:05d}.safetensors"


def _render_shard(folder: Path, seed: int, shard: int, codec_folder: Path, device: str) -> None:
    codec = PapercutCodec.from_pretrained(codec_folder).to(device)
    scenes = shard_scenes(seed, shard)
    latents = [
        codec.encode(perform(scenes[start : start + _BATCH], POOL_FRAMES, device)).half().cpu()
        for start in range(0, len(scenes), _BATCH)
    ]
    path = _shard_path(folder, shard)
    aside = path.with_suffix(".part")
    save_file({"latents": torch.cat(latents).contiguous()}, aside)
    aside.rename(path)


def load_pool(folder: Path, seed: int, shards: int) -> dict[Aspect, tuple[Tensor, list[Scene]]]:
    """Latents float16 (N, K, 9, h, w) and scenes of every aspect."""
    latents: dict[Aspect, list[Tensor]] = {}
    scenes: dict[Aspect, list[Scene]] = {}
    for shard in range(shards):
        aspect = shard_aspect(shard)
        latents.setdefault(aspect, []).append(load_file(_shard_path(folder, shard))["latents"])
        scenes.setdefault(aspect, []).extend(shard_scenes(seed, shard))
    return {aspect: (torch.cat(latents[aspect]), scenes[aspect]) for aspect in latents}
