"""VideoAlign: `data.csv`, two videos a line and which of them is better in quality, motion and alignment with the text.

After https://github.com/KwaiVGI/VideoAlign/blob/main/datasets/train/README.md. The labels come from the rating aspects;
where nobody judged an aspect of both clips, the label is what the votes or the stars say. Which clip stands on side A
is drawn by hash, so that the better one stands on either side alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from typing import Any

from storage.exports.entry import Entry
from storage.exports.frozen import Frozen, PairedClip, PairOfClips
from storage.exports.pairs import ROUNDING
from storage.exports.splits import Split
from storage.exports.tables import csv_table

COLUMNS = ("path_A", "path_B", "prompt", "VQ", "MQ", "TA", "fps_A", "num_frames_A", "fps_B", "num_frames_B")
LABELS = {"VQ": "visual_quality", "MQ": "temporal_consistency", "TA": "text_alignment"}
"""VideoAlign's dimensions and the nearest rating aspects; its motion quality is about stable, natural motion."""


def entries(frozen: Frozen) -> Iterator[Entry]:
    """A folder for each split that has pairs; only clips that stand in a pair come with it."""
    for split in frozen.splits():
        clips = frozen.paired_clips(split)
        if clips:
            yield Entry(f"{split}/data.csv", csv_table(COLUMNS, partial(_records, frozen, split)))
        for clip in clips.values():
            yield frozen.video(clip, f"{split}/")


def _records(frozen: Frozen, split: Split) -> Iterator[dict[str, Any]]:
    gap = frozen.manifest.heading.pair_gap or 0.0
    for pair in frozen.pairs(split):
        is_chosen_left = stands_left(pair)
        left, right = (pair.chosen, pair.rejected) if is_chosen_left else (pair.rejected, pair.chosen)
        better = "A" if is_chosen_left else "B"
        yield {
            "path_A": f"./{left.file_name}",
            "path_B": f"./{right.file_name}",
            "prompt": pair.prompt,
            **{label: _better(left, right, aspect, gap) or better for label, aspect in LABELS.items()},
            "fps_A": left.fps,
            "num_frames_A": left.frames,
            "fps_B": right.fps,
            "num_frames_B": right.frames,
        }


def stands_left(pair: PairOfClips) -> bool:
    """Whether the preferred clip goes first: as good as by chance, and every time the same."""
    ids = f"{pair.pair.chosen}{pair.pair.rejected}"
    return hashlib.sha256(ids.encode()).digest()[0] % 2 == 0


def _better(left: PairedClip, right: PairedClip, aspect: str, gap: float) -> str | None:
    """Which is better in one aspect; None if nobody judged it of both."""
    a, b = left.mean_aspects.get(aspect), right.mean_aspects.get(aspect)
    if a is None or b is None:
        return None
    if abs(a - b) < gap - ROUNDING:
        return "same"
    return "A" if a > b else "B"
