"""The critic: a small convolutional network that says what a clip shows, trained on clean theatre clips.

It is the judge in evaluations. It is lenient: it names what a smeared figure most resembles, so its accuracies are an
upper bound of what a person would grant. Knows nothing of the model that it judges.
"""

import random
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn
from tqdm import tqdm

from model.papercut.codec import PapercutCodec, to_signed
from model.papercut.theatre.scene import Scene, draw_scene
from model.papercut.theatre.stage import perform
from model.papercut.theatre.vocabulary import Action, Aspect, Camera, Colour, Setting, Subject

FACTS: dict[str, type[StrEnum]] = {
    "setting": Setting,
    "subject": Subject,
    "colour": Colour,
    "action": Action,
    "camera": Camera,
}
"""What the critic names, with the values it knows."""

CRITIC_FRAMES = 17
"""Frames of a clip that the critic watches."""

_STRIDE = 4
_LOOKS = (CRITIC_FRAMES - 1) // _STRIDE + 1
_CLIPS_PER_ASPECT = {Aspect.WIDE: 0.6, Aspect.SQUARE: 0.2, Aspect.TALL: 0.2}


class Critic(ModelMixin, ConfigMixin):  # type: ignore[misc]
    """Names setting, subject, colour, action and camera of a clip.

    Args:
        channels: width of the first convolution; the others are multiples of it.
    """

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(self, channels: int = 40) -> None:
        super().__init__()
        widths = (3 * _LOOKS, channels, 2 * channels, 3 * channels)
        layers: list[nn.Module] = []
        for entering, leaving in pairwise(widths):
            layers += [nn.Conv2d(entering, leaving, 3, 2, 1), nn.BatchNorm2d(leaving), nn.GELU()]
        self.look = nn.Sequential(*layers, nn.Conv2d(widths[-1], widths[-1], 3, 1, 1), nn.GELU())
        self.think = nn.Sequential(nn.Flatten(), nn.Dropout(0.2), nn.Linear(widths[-1] * 20, 192), nn.GELU())
        self.name = nn.ModuleDict({fact: nn.Linear(192, len(values)) for fact, values in FACTS.items()})

    def forward(self, frames: Tensor) -> dict[str, Tensor]:
        """Scores per fact, (B, values), of frames (B, 17, H, W, 3) in -1..1."""
        looks = frames[:, ::_STRIDE].permute(0, 1, 4, 2, 3).flatten(1, 2)
        seen = F.adaptive_avg_pool2d(self.look(F.avg_pool2d(looks, 2)), (4, 5))
        thought = self.think(seen)
        return {fact: head(thought) for fact, head in self.name.items()}

    @torch.no_grad()
    def watch(self, frames: Tensor) -> dict[str, list[str]]:
        """The most likely value of every fact, per clip; frames (B, 17, H, W, 3), uint8 or -1..1."""
        scores = self(to_signed(frames))
        return {fact: [list(FACTS[fact])[i].value for i in s.argmax(1).tolist()] for fact, s in scores.items()}


def label(scenes: Sequence[Scene]) -> dict[str, Tensor]:
    """The true values as indices, per fact."""
    return {
        fact: torch.tensor([list(values).index(getattr(scene, fact)) for scene in scenes])
        for fact, values in FACTS.items()
    }


def train_critic(folder: Path, codec: PapercutCodec, clips: int = 4000, epochs: int = 4, seed: int = 99) -> Critic:
    """Train a critic on clips of its own seeds and save it to `folder`.

    Half of the clips pass the codec with some noise on the latents, so that the critic is not thrown by its traces.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311 - training, not secrets
    data = _draw_data(rng, codec, clips)
    critic: Critic = Critic()
    optimizer = torch.optim.AdamW(critic.parameters(), lr=2e-3, weight_decay=0.01)
    batches = [(a, s) for a, (frames, _) in data.items() for s in range(0, len(frames) - 31, 32)]
    total, step = epochs * len(batches), 0
    for _ in tqdm(range(epochs), desc="train critic", unit="epoch"):
        rng.shuffle(batches)
        for aspect, start in batches:
            frames, scenes = data[aspect]
            for group in optimizer.param_groups:
                group["lr"] = 2e-3 * (1 - step / total)
            inputs = to_signed(frames[start : start + 32])
            inputs = inputs + torch.randn_like(inputs) * 0.06 * torch.rand(len(inputs), 1, 1, 1, 1)
            truth = label(scenes[start : start + 32])
            loss = torch.stack([F.cross_entropy(s, truth[fact]) for fact, s in critic(inputs).items()]).sum()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            step += 1
    critic.eval()
    critic.save_pretrained(folder)
    return critic


def _draw_data(rng: random.Random, codec: PapercutCodec, clips: int) -> dict[Aspect, tuple[Tensor, list[Scene]]]:
    data = {}
    for aspect, share in _CLIPS_PER_ASPECT.items():
        scenes = [draw_scene(rng, held_out=None, aspect=aspect) for _ in range(round(clips * share))]
        shown = []
        for start in tqdm(range(0, len(scenes), 10), desc=f"critic clips {aspect}", unit="batch"):
            frames = perform(scenes[start : start + 10], CRITIC_FRAMES)
            if start % 20 == 0:
                frames = _through(codec, frames)
            shown.append(frames)
        data[aspect] = torch.cat(shown), scenes
    return data


@torch.no_grad()
def _through(codec: PapercutCodec, frames: Tensor) -> Tensor:
    latents = codec.encode(frames)
    latents = latents + 0.25 * torch.randn_like(latents)
    return ((codec.decode_linear(latents).clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)


def judge(critic: Critic, frames: Tensor, scenes: Sequence[Scene]) -> dict[str, float]:
    """Share of clips whose fact the critic names as the scene has it; `all` wants all five, `first_three` the first."""
    named = critic.watch(frames)
    right = {fact: [n == getattr(s, fact) for n, s in zip(named[fact], scenes, strict=True)] for fact in FACTS}
    report = {fact: sum(hits) / len(hits) for fact, hits in right.items()}
    first = [all(hits) for hits in zip(right["setting"], right["subject"], right["colour"], strict=True)]
    every = [all(hits) for hits in zip(*right.values(), strict=True)]
    return report | {"first_three": sum(first) / len(first), "all": sum(every) / len(every)}
