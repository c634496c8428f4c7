"""Evaluates a Papercut folder: renders captions of known scenes and asks the critic what it sees.

Three groups: combinations seen in training, combinations kept out of it, and words kept out of it; besides, how a long
clip ends and how well the codec restores clean clips. Every number comes with its count. Knows nothing of the studio.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from model.papercut.codec import to_signed
from model.papercut.critic import CRITIC_FRAMES, Critic, judge, train_critic
from model.papercut.decoder_training import psnr
from model.papercut.pipeline import PapercutPipeline
from model.papercut.theatre.captions import Style, Wording, write_caption
from model.papercut.theatre.scene import Scene, draw_scene
from model.papercut.theatre.stage import perform
from model.papercut.theatre.vocabulary import FRAME_SIZES, Aspect

SHIPPED = Path(__file__).parent / "weights"
"""The pipeline folder that comes with the project."""

_SHEET_CLIPS = 24


@dataclass(frozen=True)
class EvaluateConfig:
    """What to evaluate and how.

    Attributes:
        pipeline_dir: the folder to judge.
        critic_dir: the judge; trained there (about three minutes) if the folder does not exist.
        clips: clips per group.
        clean_clips: clean theatre clips that the critic and the codec are measured on.
        steps, guidance: how they are rendered.
        seed: seeds scenes, words and noise.
        sheet_dir: where contact sheets are written; None writes none.
    """

    pipeline_dir: Path = SHIPPED
    critic_dir: Path = SHIPPED / "critic"
    clips: int = 48
    clean_clips: int = 100
    steps: int = 16
    guidance: float = 3.0
    seed: int = 1234
    sheet_dir: Path | None = None


@dataclass(frozen=True)
class Group:
    """One question put to the model: which scenes, in which words, how long."""

    name: str
    held_out: bool
    style: Style
    wording: Wording
    num_frames: int = CRITIC_FRAMES


GROUPS = (
    Group("seen", False, Style.LONG, Wording.SEEN),
    Group("held_out_combinations", True, Style.LONG, Wording.SEEN),
    Group("unseen_words", False, Style.LONG, Wording.UNSEEN),
    Group("second_half_of_33_frames", False, Style.LONG, Wording.SEEN, 33),
)


def evaluate(config: EvaluateConfig) -> dict[str, dict[str, float]]:
    """Render, judge, print the report as JSON and return it."""
    pipeline = PapercutPipeline.from_pretrained(config.pipeline_dir)
    pipeline.set_progress_bar_config(disable=True)
    if config.critic_dir.exists():
        critic = Critic.from_pretrained(config.critic_dir)
    else:
        critic = train_critic(config.critic_dir, pipeline.codec)
    critic.eval()
    report = {"critic_on_clean_clips": _judge_clean(critic, config), "codec": _measure_codec(pipeline, config)}
    for group in GROUPS:
        rng = random.Random(f"{config.seed} {group.name}")  # noqa: S311 - a measurement, not secrets
        scenes = [draw_scene(rng, group.held_out, aspect=_aspect(i)) for i in range(config.clips)]
        captions = [write_caption(scene, rng, group.style, group.wording) for scene in scenes]
        clips = render_captions(pipeline, scenes, captions, group.num_frames, config)
        numbers = [judge_clip(critic, clip[-CRITIC_FRAMES:], scene) for clip, scene in zip(clips, scenes, strict=True)]
        report[group.name] = {key: round(sum(n[key] for n in numbers) / len(numbers), 3) for key in numbers[0]}
        report[group.name]["clips"] = len(clips)
        if config.sheet_dir is not None:
            _write_sheet(group, scenes, captions, clips, config.sheet_dir)
    print(json.dumps(report, indent=2))
    return report


def _write_sheet(
    group: Group, scenes: Sequence[Scene], captions: Sequence[str], clips: Sequence[Tensor], folder: Path
) -> None:
    """The group's first clips as a picture, clips of one shape together, and their captions as a numbered list."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"papercut-{group.name.replace('_', '-')}"
    order = sorted(range(min(_SHEET_CLIPS, len(clips))), key=lambda i: list(Aspect).index(scenes[i].aspect))
    save_sheet([clips[i] for i in order], folder / f"{name}.png")
    lines = [f"{number}. {captions[i]}" for number, i in enumerate(order, start=1)]
    (folder / f"{name}.txt").write_text("\n".join(lines) + "\n")


def _aspect(index: int) -> Aspect:
    return (Aspect.WIDE, Aspect.WIDE, Aspect.WIDE, Aspect.SQUARE, Aspect.TALL)[index % 5]


def judge_clip(critic: Critic, frames: Tensor, scene: Scene) -> dict[str, float]:
    """The critic's verdict on one clip (17, H, W, 3)."""
    return judge(critic, frames[None], [scene])


def render_captions(
    pipeline: PapercutPipeline,
    scenes: Sequence[Scene],
    captions: Sequence[str],
    num_frames: int,
    config: EvaluateConfig,
) -> list[Tensor]:
    """Clips uint8 (T, H, W, 3), one per caption, each from its own seed."""
    clips = []
    for index, (scene, caption) in enumerate(zip(scenes, captions, strict=True)):
        height, width = FRAME_SIZES[scene.aspect]
        (frames,) = pipeline(
            caption,
            height=height,
            width=width,
            num_frames=num_frames,
            num_inference_steps=config.steps,
            guidance_scale=config.guidance,
            generator=torch.Generator().manual_seed(config.seed + index),
            return_dict=False,
        )
        clips.append(torch.from_numpy((frames[0] * 255).round().astype(np.uint8)))
    return clips


def _judge_clean(critic: Critic, config: EvaluateConfig) -> dict[str, float]:
    rng = random.Random(config.seed)  # noqa: S311 - a measurement, not secrets
    scenes = [draw_scene(rng, held_out=None, aspect=_aspect(i)) for i in range(config.clean_clips)]
    numbers = [judge_clip(critic, perform([scene], CRITIC_FRAMES)[0], scene) for scene in scenes]
    return {key: round(sum(n[key] for n in numbers) / len(numbers), 3) for key in numbers[0]} | {"clips": len(scenes)}


@torch.no_grad()
def _measure_codec(pipeline: PapercutPipeline, config: EvaluateConfig) -> dict[str, float]:
    rng = random.Random(config.seed)  # noqa: S311 - a measurement, not secrets
    linear, mended = [], []
    for _ in range(config.clean_clips):
        frames = perform([draw_scene(rng, held_out=None)], CRITIC_FRAMES)
        latents = pipeline.codec.encode(frames)
        linear.append(psnr(pipeline.codec.decode_linear(latents).clamp(-1, 1), to_signed(frames)))
        mended.append(psnr(pipeline.codec.decode(latents), to_signed(frames)))
    return {
        "linear_psnr_db": round(sum(linear) / len(linear), 2),
        "mended_psnr_db": round(sum(mended) / len(mended), 2),
        "clips": len(linear),
    }


def save_sheet(clips: Sequence[Tensor], path: Path, columns: int = 3, moments: int = 3, scale: int = 1) -> None:
    """A contact sheet: one strip of `moments` frames per clip, strips in `columns`, pictures enlarged by `scale`.

    A row is as high as its highest clip, so clips of one shape should come together.
    """
    width = max(clip.shape[2] for clip in clips) + 4
    rows = []
    for start in range(0, len(clips), columns):
        row = clips[start : start + columns]
        sheet = torch.full(
            (max(clip.shape[1] for clip in row) + 4, columns * moments * width, 3), 255, dtype=torch.uint8
        )
        for index, clip in enumerate(row):
            for moment, frame in enumerate(torch.linspace(0, len(clip) - 1, moments).round().long().tolist()):
                left = (index * moments + moment) * width + 2
                sheet[2 : 2 + clip.shape[1], left : left + clip.shape[2]] = clip[frame]
        rows.append(sheet)
    picture = Image.fromarray(torch.cat(rows).numpy())
    picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST).save(path, optimize=True)
