"""Measures on clean theatre clips: how often the critic is right, and how well the codec restores them.

Neither depends on the transformer. The critic's own accuracy bounds what every other row can say.
"""

import torch
from tqdm import tqdm

from model.papercut.codec import to_signed
from model.papercut.critic import CRITIC_FRAMES, judge, summarize, true_values
from model.papercut.decoder_training import psnr
from model.papercut.evaluation.bench import Bench, mixed_aspect
from model.papercut.evaluation.reading import Reading, Speed, Unit, at_least
from model.papercut.theatre.scene import draw_scene
from model.papercut.theatre.stage import perform

CRITIC_GOAL = 0.97
CODEC_GOAL_DB = 32.0


def measure_critic(bench: Bench, speed: Speed) -> list[Reading]:
    """Share of fresh theatre clips, of all that the theatre has, whose fact the critic names right."""
    rng, count = bench.chance("critic"), bench.config.clean_clips
    scenes = (draw_scene(rng, held_out=None, aspect=mixed_aspect(index)) for index in range(count))
    verdicts = [
        judge(bench.critic, perform([scene], CRITIC_FRAMES), [true_values(scene)])[0]
        for scene in tqdm(scenes, desc="critic on clean clips", total=count, unit="clip")
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
    codec, rng = bench.pipeline.codec, bench.chance("codec")
    whole, linear = [], []
    for index in tqdm(range(max(2, bench.config.clean_clips // 4)), desc="codec on clean clips", unit="clip"):
        frames = perform([bench.draw_scene(rng, None, mixed_aspect(index))], CRITIC_FRAMES)
        latents = codec.encode(frames)
        truth = to_signed(frames)
        whole.append(psnr(codec.decode(latents).float(), truth))
        linear.append(psnr(codec.decode_linear(latents).clamp(-1, 1), truth))
    detail = {"components_alone_db": sum(linear) / len(linear), "worst_clip_db": min(whole)}
    mean = sum(whole) / len(whole)
    return [
        Reading("codec on fresh clips", mean, len(whole), Unit.DECIBEL, at_least(CODEC_GOAL_DB), detail),
    ]
