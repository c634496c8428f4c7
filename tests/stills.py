"""Pictures for tests: files as people send them, good ones and others."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from model.spec import Frames


def clouds(width: int = 300, height: int = 200, seed: int = 0) -> Frames:
    """A picture (height, width, 3) of soft colours, the same for the same seed."""
    points = np.random.default_rng(seed).integers(0, 255, (4, 6, 3)).astype(np.uint8)
    return np.asarray(Image.fromarray(points).resize((width, height), Image.Resampling.BICUBIC))


def picture_file(picture: Frames, kind: str = "PNG", **options: object) -> bytes:
    """The picture as a file."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind, **options)
    return buffer.getvalue()


def pixels(content: bytes) -> Frames:
    """The picture in a file, (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def bomb() -> bytes:
    """A PNG of a hundred kilobytes that unfolds to 900 million pixels."""
    buffer = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(buffer, "PNG")
    return buffer.getvalue()


def likeness(one: Frames, other: Frames) -> float:
    """Peak signal-to-noise ratio in decibels: 30 and more is the same picture, two pictures by chance have about 10."""
    error = float(np.mean((one.astype(np.float64) - other.astype(np.float64)) ** 2))
    return 10 * float(np.log10(255**2 / max(error, 1e-9)))
