"""The critic: a small convolutional network that says what a clip, or a single frame, shows.

It is the judge in evaluations. It is lenient: it names what a smeared figure most resembles, so its accuracies are an
upper bound of what a person would grant. Knows nothing of the model that it judges; `critic_training` makes it.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import torch
import torch.nn.functional as F
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

from model.papercut.codec import to_signed
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.vocabulary import (
    Action,
    Aspect,
    Camera,
    Colour,
    Look,
    Setting,
    Subject,
    TimeOfDay,
    Weather,
)

FACTS: dict[str, type[StrEnum]] = {
    "setting": Setting,
    "subject": Subject,
    "colour": Colour,
    "action": Action,
    "camera": Camera,
    "time_of_day": TimeOfDay,
    "weather": Weather,
    "look": Look,
}
"""What the critic names, with the values it knows."""

MOTION_FACTS = frozenset({"action", "camera"})
"""Facts that a single frame cannot show."""

FIRST_THREE = ("setting", "subject", "colour")
FIRST_FIVE = ("setting", "subject", "colour", "action", "camera")

CRITIC_FRAMES = 17
"""Frames of a clip that the critic watches."""

LOOKS = (0, 5, 16)
"""Frames that it looks at in colour; of all the others it only takes the light."""

CRITIC_SIZES: dict[Aspect, tuple[int, int]] = {
    Aspect.WIDE: (64, 112),
    Aspect.SQUARE: (80, 80),
    Aspect.TALL: (112, 64),
}
"""(height, width) in pixels at which it watches each aspect, whatever size a clip has: names need no more."""

_LUMA = (0.299, 0.587, 0.114)
_GRID = (4, 5)
_CELL_PIXELS = 8
_FLOW_CHANNELS = 8
_FLOW_FLOOR = 3e-4
_HIDDEN = "hidden"


class Critic(ModelMixin, ConfigMixin):  # type: ignore[misc]
    """Names the facts of a clip from a few looks in colour and the movement of all frames.

    Looks pass one after the other through the same layers and are pooled over time, so a subject that hides for a while
    still counts. Movement is worked out in closed form, cell by cell, so that little has to be learned of it; as in
    two-stream networks (Simonyan & Zisserman 2014) it has layers of its own before both are joined.

    Args:
        channels: width of the first layers; the others are multiples of it.
    """

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(self, channels: int = 24) -> None:
        super().__init__()
        c = channels
        self.look = nn.Sequential(
            *_layer(nn.Conv2d, 6, 2 * c // 3, 3, 2),
            *_layer(nn.Conv2d, 2 * c // 3, 2 * c, 3, 2),
            _Residual(2 * c),
            *_layer(nn.Conv2d, 2 * c, 4 * c, 3, 2),
            _Residual(4 * c),
        )
        self.follow = nn.Sequential(
            *_layer(nn.Conv3d, _FLOW_CHANNELS, 4 * c // 3, (5, 3, 3), (2, 1, 1)),
            *_layer(nn.Conv3d, 4 * c // 3, 2 * c, (3, 3, 3), (2, 1, 1)),
            nn.Flatten(1, 2),
            *_layer(nn.Conv2d, 8 * c, 4 * c, 1, 1),
        )
        self.mix = nn.Sequential(*_layer(nn.Conv2d, 12 * c, 4 * c, 1, 1))
        cells = _GRID[0] * _GRID[1]
        self.think = nn.Sequential(nn.Dropout(0.1), nn.Linear(4 * c * (cells + 1), 10 * c), nn.GELU())
        sizes = {fact: len(values) for fact, values in FACTS.items()} | {_HIDDEN: 2}
        self.name = nn.ModuleDict({fact: nn.Linear(10 * c, size) for fact, size in sizes.items()})

    def forward(self, looks: Tensor, light: Tensor, moving: Tensor | None = None) -> dict[str, Tensor]:
        """Scores per fact, (B, values), and of "hidden", (B, 2).

        Args:
            looks: (B, n, H, W, 3) in -1..1, any n.
            light: (B, 17, H, W) in -1..1.
            moving: (B,) 1 where `light` is to be used, 0 where only the looks count; all are used without it.
        """
        batch, count = looks.shape[:2]
        # What differs from the mean of the looks is mostly the subject: it helps to find it.
        shown = torch.cat([looks, looks - looks.mean(1, keepdim=True)], -1)
        seen = self.look(shown.flatten(0, 1).permute(0, 3, 1, 2)).unflatten(0, (batch, count))
        followed = self.follow(flow(light))
        if moving is not None:
            followed = followed * moving[:, None, None, None].to(followed.dtype)
        mixed = self.mix(torch.cat([seen.mean(1), seen.amax(1), followed], 1))
        places = F.adaptive_avg_pool2d(mixed, _GRID).flatten(1)
        thought = self.think(torch.cat([places, mixed.amax((2, 3))], 1))
        return {fact: head(thought) for fact, head in self.name.items()}

    @torch.no_grad()
    def watch(self, frames: Tensor) -> dict[str, list[str]]:
        """The most likely value of every fact, per clip; frames (B, 17, H, W, 3), uint8 or -1..1, of any size."""
        frames = at_critic_size(to_signed(frames))
        scores = self(frames[:, LOOKS], brightness(frames))
        return {fact: _names(fact, scores[fact]) for fact in FACTS}

    @torch.no_grad()
    def look_at(self, pictures: Tensor) -> dict[str, list[str]]:
        """The most likely value of every fact that a still shows; pictures (B, H, W, 3), uint8 or -1..1, of any size.

        "hidden" is "yes" where the subject cannot be seen, because somebody passes in front of it, else "no".
        """
        looks = at_critic_size(to_signed(pictures)[:, None])
        light = looks.new_zeros(len(looks), CRITIC_FRAMES, *looks.shape[2:4])
        scores = self(looks, light, looks.new_zeros(len(looks)))
        named = {fact: _names(fact, scores[fact]) for fact in FACTS if fact not in MOTION_FACTS}
        return named | {_HIDDEN: [("no", "yes")[i] for i in scores[_HIDDEN].argmax(1).tolist()]}


def _layer(
    kind: type[nn.Conv2d] | type[nn.Conv3d],
    entering: int,
    leaving: int,
    kernel: int | tuple[int, int, int],
    stride: int | tuple[int, int, int],
) -> list[nn.Module]:
    padding = kernel // 2 if isinstance(kernel, int) else tuple(size // 2 for size in kernel)
    convolution = kind(entering, leaving, kernel, stride, padding, bias=False)  # type: ignore[arg-type]
    norm = nn.BatchNorm2d(leaving) if kind is nn.Conv2d else nn.BatchNorm3d(leaving)
    return [convolution, norm, nn.GELU()]


class _Residual(nn.Module):
    """A layer that adds to what enters."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.change = nn.Sequential(*_layer(nn.Conv2d, channels, channels, 3, 1))

    def forward(self, seen: Tensor) -> Tensor:
        changed: Tensor = self.change(seen)
        return seen + changed


def flow(light: Tensor) -> Tensor:
    """Movement between neighbouring frames in cells of 8×8 pixels, by least squares (Lucas & Kanade 1981).

    Args:
        light: (B, T, H, W) in -1..1.

    Returns:
        (B, 8, T - 1, H/8, W/8): at half and at quarter size the movement across and down in pixels of that size, the
        mean change of light, and how much texture there is to measure it on.
    """
    return torch.cat([_flow_at(light, 2), _flow_at(light, 4)], 1)


def _flow_at(light: Tensor, shrink: int) -> Tensor:
    small = F.avg_pool2d(light, shrink)
    middle, change = (small[:, 1:] + small[:, :-1]) / 2, small[:, 1:] - small[:, :-1]
    padded = F.pad(middle, (1, 1, 1, 1), "replicate")
    across = (padded[..., 1:-1, 2:] - padded[..., 1:-1, :-2]) / 2
    down = (padded[..., 2:, 1:-1] - padded[..., :-2, 1:-1]) / 2
    stride = _CELL_PIXELS // shrink
    terms = torch.stack([across**2, down**2, across * down, across * change, down * change, change.abs()], 1)
    pooled = F.avg_pool2d(terms.flatten(0, 2)[:, None], 2 * stride, stride, stride // 2)
    means = pooled.reshape(*terms.shape[:3], *pooled.shape[-2:])
    xx, yy, xy, xt, yt, changed = means.unbind(1)
    xx, yy = xx + _FLOW_FLOOR, yy + _FLOW_FLOOR
    determinant = xx * yy - xy**2
    horizontal = (xy * yt - yy * xt) / determinant
    vertical = (xy * xt - xx * yt) / determinant
    texture = (xx + yy).log() / 4 + 1
    return torch.stack([horizontal.clamp(-3, 3), vertical.clamp(-3, 3), 8 * changed, texture], 1)


def brightness(frames: Tensor) -> Tensor:
    """The light of frames (…, H, W, 3): (…, H, W), by the weights of ITU-R BT.601."""
    return frames @ frames.new_tensor(_LUMA)


def _names(fact: str, scores: Tensor) -> list[str]:
    values = list(FACTS[fact])
    return [values[index].value for index in scores.argmax(1).tolist()]


def at_critic_size(frames: Tensor) -> Tensor:
    """Frames (B, T, H, W, 3), float, at the size that the critic knows for their shape."""
    batch, count, height, width, _ = frames.shape
    nearest = min(CRITIC_SIZES.values(), key=lambda size: abs(size[0] / size[1] - height / width))
    if (height, width) == nearest:
        return frames
    flat = F.interpolate(frames.flatten(0, 1).permute(0, 3, 1, 2), nearest, mode="bilinear", antialias=True)
    return flat.permute(0, 2, 3, 1).reshape(batch, count, *nearest, 3)


def true_values(scene: Scene) -> dict[str, str]:
    """What the critic should name for a scene."""
    return {fact: str(getattr(scene, fact)) for fact in FACTS}


def judge(critic: Critic, frames: Tensor, expected: Sequence[Mapping[str, str]]) -> list[dict[str, bool]]:
    """For every clip (17, H, W, 3), whether each expected fact is named as expected."""
    named = critic.watch(frames)
    return [{fact: named[fact][i] == value for fact, value in facts.items()} for i, facts in enumerate(expected)]


def summarize(verdicts: Sequence[Mapping[str, bool]]) -> dict[str, float]:
    """Share of clips right per fact, among those asked for it.

    `first_three` wants setting, subject and colour in one clip, `all` action and camera besides; both are left out
    where no clip was asked for all of them.
    """
    shares = {}
    for fact in dict.fromkeys(fact for verdict in verdicts for fact in verdict):
        asked = [verdict[fact] for verdict in verdicts if fact in verdict]
        shares[fact] = sum(asked) / len(asked)
    for name, facts in {"first_three": FIRST_THREE, "all": FIRST_FIVE}.items():
        together = [all(verdict[f] for f in facts) for verdict in verdicts if verdict.keys() >= set(facts)]
        if together:
            shares[name] = sum(together) / len(together)
    return shares
