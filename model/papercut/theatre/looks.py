"""Looks: paper, sepia, neon and watercolour as finishes of one and the same stage.

A look changes the paint of every layer before it is laid, and the finished frames once. Knows nothing of what is shown.
"""

import math
import random
from dataclasses import dataclass
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor

from model.papercut.theatre.grades import PLAIN, Grade, tint, toned, towards
from model.papercut.theatre.palette import CREAM, INK, WHITE, blend
from model.papercut.theatre.paper import Rgb
from model.papercut.theatre.sheets import Manner
from model.papercut.theatre.vocabulary import Look

_PAPER_WHITE: Rgb = (0.98, 0.97, 0.93)
_SEPIA_DARK: Rgb = (0.15, 0.09, 0.05)
_SEPIA_BRIGHT: Rgb = (0.97, 0.88, 0.70)


@dataclass(frozen=True)
class Treatment:
    """What a look does to paint.

    Attributes:
        scenery, figure: what becomes of the colours of the set and of the figures.
        softness, figure_softness: how far paint runs, stage units.
        pigment: how much darker paint dries along edges, 0 to 1.
        rims: light along the edge of each layer, by name.
        shadow: how dark a layer's shadow is, 0 to 1.
    """

    scenery: Grade = PLAIN
    figure: Grade = PLAIN
    softness: float = 0.0
    figure_softness: float = 0.0
    pigment: float = 0.0
    rims: tuple[tuple[str, Rgb], ...] = ()
    shadow: float = 0.42

    def manner(self, layer: str, light: Grade) -> Manner:
        """How a layer of the set is painted under a light."""
        return Manner(light.then(self.scenery), self.softness, dict(self.rims).get(layer), self.pigment)

    def figure_manner(self, light: Grade, glow: Rgb) -> Manner:
        """How a figure is painted; in the neon look it glows in its own colour."""
        return Manner(light.then(self.figure), self.figure_softness, glow if self.rims else None, self.pigment)


_TREATMENTS: dict[Look, Treatment] = {
    Look.PAPER: Treatment(),
    Look.SEPIA: Treatment(
        scenery=toned(_SEPIA_DARK, _SEPIA_BRIGHT, 0.94),
        figure=toned(_SEPIA_DARK, _SEPIA_BRIGHT, 0.42),
        shadow=0.36,
    ),
    Look.NEON: Treatment(
        scenery=toned((0.02, 0.01, 0.06), (0.34, 0.26, 0.62), 0.60).then(tint((0.42, 0.40, 0.50))),
        figure=tint((0.96, 0.96, 0.98)),
        rims=(("far", (0.30, 0.12, 0.50)), ("back", (0.06, 0.42, 0.55)), ("stage", (0.62, 0.12, 0.46))),
        shadow=0.30,
    ),
    Look.WATERCOLOUR: Treatment(
        scenery=towards(_PAPER_WHITE, 0.34),
        figure=towards(_PAPER_WHITE, 0.07),
        softness=0.050,
        figure_softness=0.024,
        pigment=0.20,
        shadow=0.10,
    ),
}


def treatment(look: Look) -> Treatment:
    """What a look does to paint."""
    return _TREATMENTS[look]


def outline_colour(look: Look, paint: Rgb, dark: bool) -> Rgb:
    """The line around a figure of some paint, which keeps it apart from what is behind."""
    if look is Look.NEON:
        return blend(paint, WHITE, 0.62)
    if look is Look.WATERCOLOUR:
        return blend(paint, INK, 0.50)
    return blend(paint, CREAM if dark else INK, 0.6)


def glow_colour(paint: Rgb) -> Rgb:
    """The light of a figure in the neon look."""
    red, green, blue = blend(paint, WHITE, 0.35)
    return (0.55 * red, 0.55 * green, 0.55 * blue)


def finish(frames: Tensor, look: Look, seed: int) -> Tensor:
    """Finish frames float (T, 3, H, W) of one clip: paper grain, and what the look adds.

    Args:
        frames: 0 to 1; may be changed in place.
        look: the look.
        seed: seeds flicker and the torn edge of a wash.
    """
    count, _, height, width = frames.shape
    if look is Look.SEPIA:
        film = _vignette(height, width, 0.40) * (1 + 0.010 * _grain(height, width, 2))
        frames = frames * film.to(frames.device)
        return frames * torch.tensor(_flicker(seed, count), device=frames.device)[:, None, None, None]
    if look is Look.NEON:
        return frames * _vignette(height, width, 0.30).to(frames.device)
    if look is Look.WATERCOLOUR:
        bare = _bare_edge(height, width, seed % 8).to(frames.device)
        paper = torch.tensor(_PAPER_WHITE, device=frames.device)[:, None, None]
        frames = frames + (paper - frames) * bare
        return frames * (1 + 0.012 * _grain(height, width, 4)).to(frames.device)
    return frames * (1 + 0.004 * _grain(height, width, 2)).to(frames.device)


def _flicker(seed: int, count: int) -> list[float]:
    """Brightness of each frame: an old projector's lamp."""
    rng = random.Random(seed)  # noqa: S311 - art, not secrets
    hertz, phase = rng.uniform(0.8, 1.4), rng.uniform(0, 2 * math.pi)
    return [
        1 + 0.022 * math.sin(2 * math.pi * hertz * frame / 8 + phase) + rng.gauss(0, 0.008) for frame in range(count)
    ]


def _radius(height: int, width: int) -> Tensor:
    """Distance from the middle, (H, W): 1 at the middle of each edge."""
    y = torch.linspace(-1, 1, height)[:, None]
    x = torch.linspace(-1, 1, width)[None, :]
    return torch.sqrt(x * x + y * y)


@lru_cache(maxsize=16)
def _vignette(height: int, width: int, depth: float) -> Tensor:
    return 1 - depth * (_radius(height, width) / math.sqrt(2)) ** 3


@lru_cache(maxsize=16)
def _grain(height: int, width: int, coarseness: int) -> Tensor:
    """Noise of deviation about 1, smooth over `coarseness` pixels, the same in every clip as the sheet is."""
    chance = torch.Generator().manual_seed(5)
    coarse = torch.randn(1, 1, height // coarseness + 2, width // coarseness + 2, generator=chance)
    return F.interpolate(coarse, (height, width), mode="bicubic", align_corners=False)[0, 0]


@lru_cache(maxsize=64)
def _bare_edge(height: int, width: int, variant: int) -> Tensor:
    """Share of bare paper, (H, W): 1 at the frame's edge, with the wavy border of a wash, 0 inside."""
    chance = torch.Generator().manual_seed(variant)
    waves = F.interpolate(
        torch.randn(1, 1, 6, 8, generator=chance), (height, width), mode="bicubic", align_corners=True
    )
    rows = torch.arange(height) + 0.5
    columns = torch.arange(width) + 0.5
    from_edge = torch.minimum(
        torch.minimum(rows, height - rows)[:, None].expand(height, width),
        torch.minimum(columns, width - columns)[None, :].expand(height, width),
    ) / min(height, width)
    return (1 - (from_edge + 0.020 * waves[0, 0]) / 0.11).clamp(0, 1) ** 1.5
