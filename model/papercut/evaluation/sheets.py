"""Contact sheets: strips of frames of several clips as one picture, for people to judge by eye."""

from collections.abc import Sequence
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

SHEET_CLIPS = 24
"""Clips on the sheet of one group."""


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


def save_group(
    name: str, clips: Sequence[Tensor], captions: Sequence[str], folder: Path, columns: int = 3, moments: int = 3
) -> None:
    """The first clips of a group as `papercut-NAME.png`, shapes together, and their captions as a numbered list."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = range(min(SHEET_CLIPS, len(clips)))
    order = sorted(shown, key=lambda index: -clips[index].shape[2])
    save_sheet([clips[index] for index in order], folder / f"papercut-{name}.png", columns, moments)
    lines = [f"{number}. {captions[index]}" for number, index in enumerate(order, start=1)]
    (folder / f"papercut-{name}.txt").write_text("\n".join(lines) + "\n")
