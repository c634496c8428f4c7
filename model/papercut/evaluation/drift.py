"""Measures whether a storyboard of 60 seconds loses its colours or its sharpness on the way.

The first and the last shot have the same prompt, so what differs between them beyond chance came on the way. Colour is
the mean in CIE Lab; sharpness is the variance of the Laplacian of the lightness (Pech-Pacheco et al. 2000).
"""

import torch
import torch.nn.functional as F
from torch import Tensor
from tqdm import tqdm

from model.papercut.evaluation.bench import Bench
from model.papercut.evaluation.reading import Reading, Speed, at_most
from model.papercut.theatre.captions import Style, write_caption
from model.papercut.theatre.stage import FPS
from model.papercut.theatre.vocabulary import Aspect

DRIFT_GOAL = 0.10

_SHOTS = 12
_SHOT_FRAMES = 41
_COMPARED_FRAMES = 5 * FPS
_DIFFERENT_SCENES = 4


def measure_drift(bench: Bench, speed: Speed) -> list[Reading]:
    """How far mean colour and sharpness of the last five seconds are from those of the first five.

    Colour is compared in each storyboard. Sharpness differs by chance between any two takes of a prompt, so it is
    averaged over the storyboards first, which leaves what changes in one direction.
    """
    first, last = [], []
    count = max(2, bench.config.part(128))
    for index in tqdm(range(count), desc=f"drift ({speed})", unit="storyboard"):
        clip = bench.render_storyboard(
            _prompts(bench, index), [_SHOT_FRAMES] * _SHOTS, Aspect.WIDE, bench.config.seed + index, speed
        )
        first.append(clip[:_COMPARED_FRAMES])
        last.append(clip[-_COMPARED_FRAMES:])
    colours = [colour_distance(a, b) for a, b in zip(first, last, strict=True)]
    sharp = [(sharpness(a), sharpness(b)) for a, b in zip(first, last, strict=True)]
    before, after = (sum(values) / count for values in zip(*sharp, strict=True))
    return [
        Reading(
            "colour drift over 60 s (distance in Lab, of the way from black to white)",
            sum(colours) / count,
            count,
            goal=at_most(DRIFT_GOAL),
            detail={"worst_storyboard": max(colours)},
        ),
        Reading(
            "sharpness drift over 60 s",
            abs(after / before - 1),
            count,
            goal=at_most(DRIFT_GOAL),
            detail={"first": before, "last": after, "worst_storyboard": max(abs(b / a - 1) for a, b in sharp)},
        ),
    ]


def _prompts(bench: Bench, index: int) -> list[str]:
    """Prompts of twelve shots of one cast; the last is the first again."""
    rng = bench.chance(f"drift {index}")
    board = bench.draw_storyboard(rng, _DIFFERENT_SCENES, Aspect.WIDE)
    captions = [write_caption(scene, rng, Style.LONG) for scene in board]
    return [captions[shot % _DIFFERENT_SCENES] for shot in range(_SHOTS - 1)] + captions[:1]


def mean_colour(clip: Tensor) -> Tensor:
    """Mean CIE Lab colour (3,) of uint8 frames (T, H, W, 3), white of D65."""
    return to_lab(clip.float() / 255).mean((0, 1, 2))


def colour_distance(a: Tensor, b: Tensor) -> float:
    """Distance of two clips' mean colours in Lab over 100, the distance from black to white."""
    return float((mean_colour(a) - mean_colour(b)).norm() / 100)


def sharpness(clip: Tensor) -> float:
    """Variance of the Laplacian of the lightness (0 to 100), mean over frames uint8 (T, H, W, 3)."""
    lightness = to_lab(clip.float() / 255)[..., :1].permute(0, 3, 1, 2)
    kernel = torch.tensor([[[[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]]]])
    return float(F.conv2d(lightness, kernel).flatten(1).var(1).mean())


def to_lab(rgb: Tensor) -> Tensor:
    """CIE Lab of sRGB colours (…, 3) in 0..1 (IEC 61966-2-1 and CIE 15)."""
    linear = torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = rgb.new_tensor(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    white = rgb.new_tensor([0.95047, 1.0, 1.08883])
    xyz = linear @ to_xyz.T / white
    root = torch.where(xyz > 216 / 24389, xyz.clamp(min=1e-9) ** (1 / 3), (24389 / 27 * xyz + 16) / 116)
    x, y, z = root.unbind(-1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)
