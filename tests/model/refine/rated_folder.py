"""A small dataset in the canonical export format, with real mp4 files: warm clips are liked, cold ones are not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from model.video import write_mp4
from storage.exports.canonical import PREFERENCES_SCHEMA, SCHEMA

HEIGHT, WIDTH, FPS = 32, 48, 8


def write_rated_folder(
    folder: Path,
    splits: Sequence[str] = ("train", "train", "validation"),
    stars: tuple[float, float] = (5.0, 1.0),
    pairs: bool = True,
    shots: int = 1,
) -> Path:
    """Of each split one prompt, with one warm and one cold take of 9 frames."""
    (folder / "videos").mkdir(parents=True)
    records, preferences = [], []
    for number, split in enumerate(splits):
        prompt = f"a paper house, number {number}"
        names = []
        for warmth, mean in zip((200, 40), stars, strict=True):
            frames = np.full((9, HEIGHT, WIDTH, 3), (warmth, 90 + 10 * number, 240 - warmth), np.uint8)
            names.append(f"videos/{number}-{warmth}.mp4")
            write_mp4(frames, FPS, folder / names[-1], scale=2)
            records.append(_record(names[-1], prompt, split, mean, shots))
        preferences.append({"chosen_file_name": names[0], "rejected_file_name": names[1], "prompt": prompt})
    with (folder / "metadata.jsonl").open("w") as file:
        file.writelines(f"{json.dumps(record)}\n" for record in records)
    (folder / "manifest.json").write_text("{}")
    if pairs:
        pq.write_table(pa.Table.from_pylist(preferences, schema=PREFERENCES_SCHEMA), folder / "preferences.parquet")
    return folder


def _record(name: str, prompt: str, split: str, mean: float, shots: int) -> dict[str, object]:
    told = [{"prompt": prompt, "seconds": 1.0, "rewritten": f"{prompt}, in long"}] * shots
    known = {
        "file_name": name,
        "shots": json.dumps(told),
        "native_width": WIDTH,
        "native_height": HEIGHT,
        "mean_rating": mean,
        "split": split,
    }
    assert known.keys() <= set(SCHEMA.names)
    return known
