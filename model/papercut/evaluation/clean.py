"""Measures on clean theatre clips: how often the critic is right, and how well the codec restores them.

Neither depends on the transformer. The critic's own accuracy bounds what every other row can say.
"""

from collections.abc import Iterator

import torch
from torch import Tensor
from tqdm import tqdm

from model.papercut.codec import to_signed
from model.papercut.critic import CRITIC_FRAMES, judge, summarize, true_values
from model.papercut.decoder_training import psnr
from model.papercut.evaluation.bench import Bench, mixed_aspect
from model.papercut.evaluation.reading import Reading, Speed, Unit, at_least
from model.papercut.theatre.scene import Scene, draw_scene
from model.papercut.theatre.stage import perform

CRITIC_GOAL = 0.97
CODEC_GOAL_DB = 32.0


def measure_critic(bench: Bench, speed: Speed) -> list[Reading]:
    """Share of fresh theatre clips whose fact the critic names right."""
    verdicts = [
        judge(bench.critic, frames[None], [true_values(scene)])[0]
        for scene, frames in _fresh_clips(bench, "critic", bench.config.clean_clips)
    ]
    shares = summarize(verdicts)
    together = ("first_three", "all")
    return [
        Reading(f"critic on clean clips: {fact.replace('_', ' ')}", share, len(verdicts), goal=at_least(CRITIC_GOAL))
        for fact, share in shares.items()
        if fact not in together
    ]


@torch.no_grad()
def measure_codec(bench: Bench, speed: Speed) -> list[Reading]:
    """Mean over clips of the peak signal-to-noise ratio of decoded against true frames."""
    codec = bench.pipeline.codec
    whole, linear = [], []
    for _, frames in _fresh_clips(bench, "codec", max(2, bench.config.clean_clips // 4)):
        latents = codec.encode(frames[None])
        truth = to_signed(frames[None])
        whole.append(psnr(codec.decode(latents).float(), truth))
        linear.append(psnr(codec.decode_linear(latents).clamp(-1, 1), truth))
    detail = {"components_alone_db": sum(linear) / len(linear), "worst_clip_db": min(whole)}
    mean = sum(whole) / len(whole)
    return [
        Reading("codec on fresh clips", mean, len(whole), Unit.DECIBEL, at_least(CODEC_GOAL_DB), detail),
    ]


def _fresh_clips(bench: Bench, name: str, count: int) -> Iterator[tuple[Scene, Tensor]]:
    """Clean clips uint8 (17, H, W, 3) and their scenes."""
    rng = bench.chance(name)
    for index in tqdm(range(count), desc=f"{name} on clean clips", unit="clip"):
        scene = draw_scene(rng, held_out=None, aspect=mixed_aspect(index))
        yield scene, perform([scene], CRITIC_FRAMES)[0]
