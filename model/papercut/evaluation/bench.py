"""The test bench: the model to judge, its judge, and how clips are asked of the one and shown to the other.

Every clip comes from its own seed, so a report can be repeated clip by clip, and clips may be kept for another judge.
Knows nothing of goals.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from tqdm import tqdm

from model.papercut.critic import CRITIC_FRAMES, FACTS, Critic
from model.papercut.evaluation.kept_clips import KeptClips
from model.papercut.evaluation.reading import Speed
from model.papercut.pipeline import DEFAULT_STEPS, PapercutPipeline
from model.papercut.repertoire import Repertoire
from model.papercut.rewriter import TheatreRewriter
from model.papercut.theatre.scene import Scene, draw_scene
from model.papercut.theatre.vocabulary import FRAME_SIZES, Aspect

SHIPPED = Path(__file__).parents[1] / "weights"
"""The pipeline folder that comes with the project."""

BEST_GUIDANCE = 3.0

_TOGETHER = {"cpu": 4, "cuda": 32}
"""Clips of one shape that are rendered in one call, by kind of device."""


@dataclass(frozen=True)
class EvaluateConfig:
    """What to evaluate and how much.

    Attributes:
        pipeline_dir: the folder to judge.
        critic_dir: the judge.
        clips: clips of the main group, a third of them combinations never trained on. The other measures take a part
            of it, so one number makes the whole report longer or shorter.
        clean_clips: clean theatre clips that the critic and the codec are measured on.
        threads: processor threads for the timings.
        device: where clips are rendered, but for the timings, which are of the processor.
        seed: seeds scenes, words and noise.
        sheet_dir: where contact sheets are written; None writes none.
        clips_dir: where rendered clips are kept and looked for; None keeps none.
    """

    pipeline_dir: Path = SHIPPED
    critic_dir: Path = SHIPPED / "critic"
    clips: int = 512
    clean_clips: int = 400
    threads: int = 2
    device: str = "cpu"
    seed: int = 1234
    sheet_dir: Path | None = None
    clips_dir: Path | None = None

    def part(self, divisor: int) -> int:
        """A part of the clips, for measures that need fewer or longer ones; at least two."""
        return max(2, self.clips // divisor)


@dataclass(frozen=True)
class Order:
    """One clip to be rendered from one prompt."""

    prompt: str
    aspect: Aspect
    seed: int
    num_frames: int = CRITIC_FRAMES


class CriticError(ValueError):
    """The judge's folder cannot be used; says what to do."""


def load_critic(folder: Path) -> Critic:
    """Load a judge.

    Raises:
        CriticError: the folder holds none, or one of another version of the theatre.
    """
    try:
        critic: Critic = Critic.from_pretrained(folder, local_files_only=True, low_cpu_mem_usage=False)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise CriticError(
            f"got a critic in {folder} that cannot be loaded ({reason}), expected one of this version of the theatre; "
            "next: make one with evaluate --train-critic DIR"
        ) from error
    critic.float().eval()
    return critic


class Bench:
    """The model under test and its judge.

    Scenes are drawn within what the weights were trained on, where their folder says so.

    Raises:
        CriticError: see `load_critic`.
    """

    def __init__(self, config: EvaluateConfig) -> None:
        self.config = config
        self.pipeline = PapercutPipeline.from_pretrained(config.pipeline_dir, local_files_only=True)
        self.pipeline.to(config.device).set_progress_bar_config(disable=True)
        self.critic = load_critic(config.critic_dir)
        self.repertoire = Repertoire.load(config.pipeline_dir)
        self._kept = config.clips_dir and KeptClips(config.clips_dir, config.pipeline_dir, config.critic_dir)

    @property
    def speeds(self) -> tuple[Speed, ...]:
        """What the folder can be judged at: the fast setting only where it holds a student."""
        return tuple(Speed) if getattr(self.pipeline, "student", None) is not None else (Speed.BEST,)

    def chance(self, name: str) -> random.Random:
        """The source of chance of one measure: the same whatever else is measured."""
        return random.Random(f"evaluate {self.config.seed} {name}")  # noqa: S311 - a measurement, not secrets

    @cached_property
    def rewriter(self) -> TheatreRewriter:
        """What the studio puts between an artist and these weights."""
        return TheatreRewriter(self.repertoire)

    @property
    def known_values(self) -> dict[str, tuple[int, int]]:
        """Per fact, how many values the weights know and how many the theatre has."""
        return {fact: (sum(map(self.repertoire.knows, values)), len(values)) for fact, values in FACTS.items()}

    def draw_scene(self, rng: random.Random, held_out: bool | None, aspect: Aspect) -> Scene:
        """A scene that the weights should be able to show."""
        return self.repertoire.draw_scene(rng, held_out, aspect)

    def draw_storyboard(self, rng: random.Random, shots: int, aspect: Aspect) -> list[Scene]:
        """As `theatre.scene.draw_sequence`, within what the weights should be able to show."""
        scenes = [self.draw_scene(rng, held_out=False, aspect=aspect)]
        while len(scenes) < shots:
            first, last = scenes[0], scenes[-1]
            scene = replace(draw_scene(rng, False, aspect, first.cast), look=first.look)
            changes = all(getattr(scene, fact) is not getattr(last, fact) for fact in ("setting", "action", "camera"))
            if changes and self.repertoire.covers(scene):
                scenes.append(scene)
        return scenes

    def render(self, orders: Sequence[Order], speed: Speed, title: str) -> list[Tensor]:
        """Clips uint8 (T, H, W, 3), one per order, in its order."""
        found = [self._find(_told(order, speed)) for order in orders]
        clips = {index: clip for index, clip in enumerate(found) if clip is not None}
        with tqdm(total=len(orders), initial=len(clips), desc=f"{title} ({speed})", unit="clip") as bar:
            missing = [index for index in range(len(orders)) if index not in clips]
            for batch in _alike(orders, missing, _TOGETHER[torch.device(self.config.device).type]):
                first = orders[batch[0]]
                height, width = FRAME_SIZES[first.aspect]
                (frames,) = self.pipeline(
                    [orders[index].prompt for index in batch],
                    height=height,
                    width=width,
                    num_frames=first.num_frames,
                    generator=[torch.Generator().manual_seed(orders[index].seed) for index in batch],
                    return_dict=False,
                    **call_options(speed),
                )
                for index, clip in zip(batch, torch.from_numpy(frames), strict=True):
                    clips[index] = clip
                    self._keep(_told(orders[index], speed), clip)
                bar.update(len(batch))
        return [clips[index] for index in range(len(orders))]

    def render_storyboard(
        self, prompts: Sequence[str], shot_frames: Sequence[int], aspect: Aspect, seed: int, speed: Speed
    ) -> Tensor:
        """One clip uint8 (sum of shot_frames, H, W, 3) of several shots."""
        asked = {"prompts": list(prompts), "shot_frames": list(shot_frames), "aspect": aspect, "seed": seed}
        asked |= call_options(speed)
        clip = self._find(asked)
        if clip is None:
            clip = play_storyboard(self.pipeline, prompts, shot_frames, aspect, seed, speed)
            self._keep(asked, clip)
        return clip

    def _find(self, asked: Mapping[str, Any]) -> Tensor | None:
        return self._kept.find(asked) if self._kept else None

    def _keep(self, asked: Mapping[str, Any], clip: Tensor) -> None:
        if self._kept:
            self._kept.keep(asked, clip)


def play_storyboard(
    pipeline: PapercutPipeline,
    prompts: Sequence[str],
    shot_frames: Sequence[int],
    aspect: Aspect,
    seed: int,
    speed: Speed,
) -> Tensor:
    """One clip uint8 (T, H, W, 3) of several shots, one prompt and a number of frames for each."""
    height, width = FRAME_SIZES[aspect]
    (frames,) = pipeline(
        list(prompts),
        shot_frames=list(shot_frames),
        height=height,
        width=width,
        generator=torch.Generator().manual_seed(seed),
        return_dict=False,
        **call_options(speed),
    )
    return torch.from_numpy(frames[0])


def call_options(speed: Speed) -> dict[str, Any]:
    """What the pipeline is called with besides prompt and size. Frames come as bytes, as the studio asks for them: a
    minute of them as floats, twice while they are rounded, would be a third of all memory."""
    if speed is Speed.FAST:
        return {"fast": True, "output_type": "uint8"}
    return {"num_inference_steps": DEFAULT_STEPS, "guidance_scale": BEST_GUIDANCE, "output_type": "uint8"}


def _told(order: Order, speed: Speed) -> dict[str, Any]:
    """Everything that decides a clip, beside the weights."""
    return asdict(order) | call_options(speed)


def mixed_aspect(index: int) -> Aspect:
    """The shape of a clip: three of five are wide, one is square, one is tall."""
    return (Aspect.WIDE, Aspect.WIDE, Aspect.WIDE, Aspect.SQUARE, Aspect.TALL)[index % 5]


def _alike(orders: Sequence[Order], indices: Sequence[int], together: int) -> list[list[int]]:
    """These orders' indices by shape and length, a few at a time."""
    groups: dict[tuple[Aspect, int], list[int]] = {}
    for index in indices:
        groups.setdefault((orders[index].aspect, orders[index].num_frames), []).append(index)
    return [group[start : start + together] for group in groups.values() for start in range(0, len(group), together)]
