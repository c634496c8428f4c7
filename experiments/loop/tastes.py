"""Three hidden tastes: how much one likes a clip, computed from its pixels and from the colour that was asked for.

They stand for people. Nothing else in the loop knows them: the studio sees stars, the refinement sees a dataset.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.papercut.theatre.palette import PAINT
from model.papercut.theatre.vocabulary import Colour
from model.spec import Frames

_LUMA = np.array((0.299, 0.587, 0.114), np.float32)
_SAME_HUE = 0.95
"""Cosine between a pixel and the paint from which on they are the same paint in another light."""
_LEAST_SATURATION = 0.25
_BORDER = 0.25
"""Share of the picture at the left, right and top that shows the place rather than the subject."""


@dataclass(frozen=True, slots=True)
class Taste:
    """One way to like clips."""

    name: str
    says: str
    likes: Callable[[Frames, Colour], float]
    """More is better. Takes the frames (T, H, W, 3) and the colour of the subject."""


def warmth(frames: Frames, _colour: Colour) -> float:
    """How much more red than blue there is, -1 to 1."""
    return float((_light(frames)[..., 0] - _light(frames)[..., 2]).mean())


def calm(frames: Frames, _colour: Colour) -> float:
    """How little the place moves: pixels per frame, negative.

    Change between frames over contrast within them (normal flow), at the borders, where the subject seldom is.
    """
    light = _light(frames) @ _LUMA
    change = np.abs(np.diff(light, axis=0))
    middle = (light[1:] + light[:-1]) / 2
    down, across = np.gradient(middle, axis=(1, 2))
    contrast = np.hypot(down, across)
    place = _place(light.shape[1], light.shape[2])
    return -float(change[:, place].sum() / (contrast[:, place].sum() + 1e-3))


def presence(frames: Frames, colour: Colour) -> float:
    """Share of the picture that is of the subject's paint, 0 to 1."""
    pixels, paint = _light(frames), np.asarray(PAINT[colour], np.float32)
    length = np.linalg.norm(pixels, axis=-1) * np.linalg.norm(paint)
    same_hue = pixels @ paint > _SAME_HUE * length
    saturated = pixels.max(-1) - pixels.min(-1) > _LEAST_SATURATION
    return float((same_hue & saturated).mean())


TASTES = (
    Taste("warm", "likes a warm palette: more red than blue in the whole picture", warmth),
    Taste("slow", "likes a slow camera: little movement at the borders of the picture", calm),
    Taste("large", "likes the subject large in frame: much of the picture in the subject's colour", presence),
)


def _light(frames: Frames) -> NDArray[np.float32]:
    return frames.astype(np.float32) / np.float32(255)


def _place(height: int, width: int) -> NDArray[np.bool_]:
    place = np.zeros((height, width), np.bool_)
    place[: round(height * _BORDER)] = True
    place[:, : round(width * _BORDER / 2)] = True
    place[:, width - round(width * _BORDER / 2) :] = True
    return place
