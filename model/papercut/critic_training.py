"""Trains the critic on clean and on coded theatre clips of its own seeds, as they are, mirrored and from closer.

Clips are rendered in worker processes and kept in shards beside the critic's folder, so a training that was stopped
goes on with the clips it has. The codec that leaves traces on half of them is fitted here, on the critic's own clips:
the judge takes nothing from the model it judges.
"""

import os
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor
from tqdm import tqdm

from model.papercut.codec import BlockStatistics, PapercutCodec
from model.papercut.critic import CRITIC_FRAMES, FACTS, LOOKS, MOTION_FACTS, Critic, at_critic_size, brightness
from model.papercut.theatre.scene import Scene, draw_scene
from model.papercut.theatre.stage import perform
from model.papercut.theatre.truth import truth
from model.papercut.theatre.vocabulary import Action, Aspect, Camera
from model.papercut.train import forget_paths

SHARD_CLIPS = 100
"""Clips in one shard; all of one aspect."""

_ASPECT_CYCLE = (Aspect.WIDE, Aspect.SQUARE, Aspect.WIDE, Aspect.TALL, Aspect.WIDE)
_CODEC_COMPONENTS = 192
_RENDER_BATCH = 10
_CODED_SHARE = 0.5
_LATENT_NOISE = 0.35
_STILL_SHARE = 0.25
_PIXEL_NOISE = 0.08
_REFRAMED_SHARE = 0.5
_CLOSEST_CROP = 0.85
_MIRRORED: dict[str, dict[StrEnum, StrEnum]] = {
    "action": {Action.LEFT: Action.RIGHT, Action.RIGHT: Action.LEFT},
    "camera": {Camera.PAN_LEFT: Camera.PAN_RIGHT, Camera.PAN_RIGHT: Camera.PAN_LEFT},
}
"""What has another name in a mirror."""
_STEPS_BETWEEN_SAVES = 500
_STEPS_BETWEEN_LOOKS = 10

_ON_A_GPU: dict[str, Any] = {"clips": 40000, "epochs": 16, "batch": 50, "channels": 36}


@dataclass(frozen=True)
class CriticTraining:
    """How a critic is made.

    Attributes:
        folder: where it is saved; shards of clips are kept in a folder of the same name with `-clips` behind it.
        clips: theatre clips, rounded up to whole shards.
        epochs: how often each is seen.
        batch: clips per step.
        rate: peak learning rate.
        channels: width of the network.
        codec_clips: clips that the codec for the coded half is fitted on.
        workers: processes that render.
        device: where it is trained.
        seed: seeds scenes and weights. Never the generator's.
    """

    folder: Path
    clips: int = 20000
    epochs: int = 3
    batch: int = 20
    rate: float = 3e-3
    channels: int = 24
    codec_clips: int = 250
    workers: int = 1
    device: str = "cpu"
    seed: int = 99

    @classmethod
    def for_device(cls, device: str, folder: Path, **settings: Any) -> "CriticTraining":
        """The usual settings of a device: a GPU sees more clips, more often, with a wider network."""
        usual = _ON_A_GPU | {"workers": max(1, (os.cpu_count() or 1) - 1)} if device.startswith("cuda") else {}
        return cls(folder, device=device, **(usual | settings))

    @property
    def clips_folder(self) -> Path:
        """Where the shards are."""
        return self.folder.with_name(self.folder.name + "-clips")

    @property
    def shards(self) -> int:
        """How many shards there are."""
        return -(-self.clips // SHARD_CLIPS)


def train_critic(config: CriticTraining) -> Critic:
    """Train a critic and save it to its folder, now and then and at the end.

    One that is there already is trained further, so whatever stops a training costs a few minutes of it.
    """
    render_shards(config)
    torch.manual_seed(config.seed)
    rng = random.Random(config.seed)  # noqa: S311 - training, not secrets
    paths = [_shard_path(config, shard) for shard in range(config.shards)]
    shards = [load_file(path, config.device) for path in tqdm(paths, desc="read clips")]
    critic, rate = _begin(config)
    critic.to(config.device).train().look.to(memory_format=torch.channels_last)  # a third quicker on a processor
    optimizer = torch.optim.AdamW(critic.parameters(), lr=rate, weight_decay=0.02)
    total = config.epochs * sum(-(-len(shard["looks"]) // config.batch) for shard in shards)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=total, pct_start=0.15)
    with tqdm(total=total, desc="train critic", unit="step") as bar:
        for _ in range(config.epochs):
            for batch in _batches(shards, rng, config.batch):
                loss = _loss(critic, reframed(mirrored(batch, rng), rng))
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
                schedule.step()
                bar.update()
                if bar.n % _STEPS_BETWEEN_LOOKS == 0:  # looking at a number makes a GPU wait
                    bar.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
                if bar.n % _STEPS_BETWEEN_SAVES == 0:
                    _save(critic, config.folder)
    _save(critic, config.folder)
    critic.to("cpu").eval()
    return critic


def _save(critic: Critic, folder: Path) -> None:
    """Write the critic in half precision; it goes on in full."""
    deepcopy(critic).cpu().half().save_pretrained(folder)
    forget_paths(folder)


def _begin(config: CriticTraining) -> tuple[Critic, float]:
    """A new critic, or the one that is in the folder, which has less to learn; and its peak learning rate."""
    if (config.folder / "config.json").is_file():
        trained: Critic = Critic.from_pretrained(config.folder, local_files_only=True).float()
        return trained, config.rate / 3
    return Critic(channels=config.channels), config.rate


def _batches(shards: list[dict[str, Tensor]], rng: random.Random, size: int) -> Iterator[dict[str, Tensor]]:
    """One epoch. Clips of a batch share their aspect; each batch mixes a shard's clips in a new order."""
    orders = [torch.tensor(rng.sample(range(len(shard["looks"])), len(shard["looks"]))) for shard in shards]
    parts = [(i, s) for i, order in enumerate(orders) for s in range(0, len(order), size)]
    rng.shuffle(parts)
    for index, start in parts:
        rows = orders[index][start : start + size].to(shards[index]["looks"].device)
        yield {name: values[rows] for name, values in shards[index].items()}


def mirrored(batch: dict[str, Tensor], rng: random.Random) -> dict[str, Tensor]:
    """Half of the time the whole batch in a mirror, with the names that things have there: a second clip of each."""
    if rng.random() < 0.5:
        return batch
    pictures = {"looks": batch["looks"].flip(3), "light": batch["light"].flip(3), "still": batch["still"].flip(2)}
    return batch | pictures | {fact: _names_in_a_mirror(fact, batch[fact]) for fact in _MIRRORED}


def _names_in_a_mirror(fact: str, indices: Tensor) -> Tensor:
    values = list(FACTS[fact])
    there = [values.index(_MIRRORED[fact].get(value, value)) for value in values]
    return torch.tensor(there, dtype=indices.dtype, device=indices.device)[indices.long()]


def reframed(batch: dict[str, Tensor], rng: random.Random) -> dict[str, Tensor]:
    """Half of the time all pictures from a little closer and not quite from the middle: what is shown stays so."""
    if rng.random() >= _REFRAMED_SHARE:
        return batch
    crop = rng.uniform(_CLOSEST_CROP, 1)
    across, down = (rng.uniform(crop - 1, 1 - crop) for _ in range(2))
    theta = torch.tensor([[[crop, 0, across], [0, crop, down]]], device=batch["light"].device)
    looks, light, still = batch["looks"], batch["light"], batch["still"]
    count, height, width = len(light), *light.shape[2:]
    planes = [looks.permute(0, 1, 4, 2, 3).flatten(1, 2), light, still.permute(0, 3, 1, 2)]
    grid = F.affine_grid(theta.expand(count, 2, 3), [count, 1, height, width], align_corners=False)
    seen = F.grid_sample(torch.cat(planes, 1).float(), grid, padding_mode="border", align_corners=False)
    of_looks, of_light, of_still = torch.split(seen, [plane.shape[1] for plane in planes], 1)
    return batch | {
        "looks": of_looks.reshape(count, -1, 3, height, width).permute(0, 1, 3, 4, 2),
        "light": of_light,
        "still": of_still.permute(0, 2, 3, 1),
    }


def _loss(critic: Critic, batch: dict[str, Tensor]) -> Tensor:
    """Sum of the facts' cross-entropies. Some samples are stills: one look, no light, and so no motion to name.

    Where a still hides the subject, its name and colour are not asked; that it is hidden is asked of every still.
    """
    looks, light = batch["looks"].float() / 127.5 - 1, batch["light"].float() / 127.5 - 1
    count, device = len(looks), looks.device
    still, hidden = torch.rand(count, device=device) < _STILL_SHARE, batch["hidden"].long()
    one = (batch["still"].float() / 127.5 - 1)[:, None].expand_as(looks)
    looks = torch.where(still[:, None, None, None, None], one, looks)
    level = _PIXEL_NOISE * torch.rand(count, 1, 1, 1, device=device)
    looks = looks + level[..., None] * torch.randn_like(looks)
    light = light + level * torch.randn_like(light)
    scores = critic(looks, light, (~still).float())
    total = torch.zeros((), device=device)
    for fact in FACTS:
        asked = torch.ones(count, dtype=torch.bool, device=device)
        if fact in MOTION_FACTS:
            asked = ~still
        elif fact in ("subject", "colour"):
            asked = ~(still & (hidden == 1))
        total = total + _masked(scores[fact], batch[fact].long(), asked)
    return total + _masked(scores["hidden"], hidden, still)


def _masked(scores: Tensor, truth: Tensor, asked: Tensor) -> Tensor:
    losses = F.cross_entropy(scores, truth, reduction="none") * asked
    return losses.sum() / len(losses)


def render_shards(config: CriticTraining) -> None:
    """Render all missing shards. Existing ones are left alone, which is what makes a training resumable."""
    config.clips_folder.mkdir(parents=True, exist_ok=True)
    missing = [shard for shard in range(config.shards) if not _shard_path(config, shard).exists()]
    if not missing:
        return
    codec_folder = config.clips_folder / "codec"
    if not codec_folder.exists():
        _fit_codec(config).save_pretrained(codec_folder)
    if config.workers < 1:
        for shard in tqdm(missing, desc="render clips", unit="shard"):
            _render_shard(config, shard)
        return
    with ProcessPoolExecutor(
        config.workers, mp_context=get_context("spawn"), initializer=torch.set_num_threads, initargs=(1,)
    ) as executor:
        jobs = [executor.submit(_render_shard, config, shard) for shard in missing]
        for job in tqdm(jobs, desc="render clips", unit="shard"):
            job.result()


def _shard_path(config: CriticTraining, shard: int) -> Path:
    return config.clips_folder / f"shard-{shard:05d}.safetensors"


def _fit_codec(config: CriticTraining) -> PapercutCodec:
    """A linear codec of the same build as the generator's, fitted on scenes of the critic's seed."""
    rng = random.Random(f"critic codec {config.seed}")  # noqa: S311 - training, not secrets
    statistics = BlockStatistics()
    for index in tqdm(range(config.codec_clips), desc="fit codec", unit="clip"):
        aspect = _ASPECT_CYCLE[index % len(_ASPECT_CYCLE)]
        statistics.add(perform([draw_scene(rng, held_out=None, aspect=aspect)], CRITIC_FRAMES))
    codec: PapercutCodec = PapercutCodec.from_statistics(statistics, components=_CODEC_COMPONENTS, decoder_layers=0)
    return codec


def _render_shard(config: CriticTraining, shard: int) -> None:
    rng = random.Random(f"critic {config.seed} {shard}")  # noqa: S311 - training, not secrets
    torch.manual_seed(rng.randrange(2**31))
    aspect = _ASPECT_CYCLE[shard % len(_ASPECT_CYCLE)]
    scenes = [draw_scene(rng, held_out=None, aspect=aspect) for _ in range(SHARD_CLIPS)]
    codec = PapercutCodec.from_pretrained(config.clips_folder / "codec")
    looks, light, still, hidden = [], [], [], []
    for start in range(0, SHARD_CLIPS, _RENDER_BATCH):
        part = scenes[start : start + _RENDER_BATCH]
        frames = _shrunk(_through(codec, perform(part, CRITIC_FRAMES)))
        looks.append(frames[:, LOOKS].clone())
        light.append(brightness(frames.float()).round().to(torch.uint8))
        moments = [_still_moment(rng, scene) for scene in part]
        still.append(frames[range(len(part)), moments])
        hidden += [truth(scene, CRITIC_FRAMES)[moment].hidden for scene, moment in zip(part, moments, strict=True)]
    shown = {"looks": torch.cat(looks), "light": torch.cat(light), "still": torch.cat(still)} | label(scenes)
    shown["hidden"] = torch.tensor(hidden, dtype=torch.uint8)
    path = _shard_path(config, shard)
    aside = path.with_suffix(".part")
    save_file(shown, aside)
    aside.rename(path)


@torch.no_grad()
def _through(codec: PapercutCodec, frames: Tensor) -> Tensor:
    """Half of the clips as a codec and an unsure sampler would leave them: noise on the latents, up to 0.35."""
    coded = torch.rand(len(frames)) < _CODED_SHARE
    if not coded.any():
        return frames
    latents = codec.encode(frames[coded])
    level = _LATENT_NOISE * torch.rand(len(latents), 1, 1, 1, 1)
    shown = codec.decode_linear(latents + level * torch.randn_like(latents))
    frames = frames.clone()
    frames[coded] = ((shown.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return frames


def _shrunk(frames: Tensor) -> Tensor:
    """Frames uint8 at the critic's size."""
    return at_critic_size(frames.float()).round().clamp(0, 255).to(torch.uint8)


def label(scenes: list[Scene]) -> dict[str, Tensor]:
    """The true values as indices, uint8 (B,), per fact."""
    return {
        fact: torch.tensor([list(values).index(getattr(scene, fact)) for scene in scenes], dtype=torch.uint8)
        for fact, values in FACTS.items()
    }


def _still_moment(rng: random.Random, scene: Scene) -> int:
    """The frame shown as a still. Of scenes with passers-by, one around the moment when they hide the subject."""
    return rng.randint(5, 11) if scene.passers_by else rng.randrange(CRITIC_FRAMES)
