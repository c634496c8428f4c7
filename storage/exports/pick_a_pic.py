"""Pick-a-Pic style: a Parquet table of pairs with the columns of `yuvalkirstain/pickapic_v2_no_images`.

A video takes the place of each picture: `image_0_uid` is the clip, `image_0_url` its path in the export. `user_id` is
empty, for several people stand behind a mean of stars, or a majority of votes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pyarrow as pa

from storage.exports.entry import Entry
from storage.exports.frozen import Frozen, PairedClip, PairOfClips
from storage.exports.splits import Split
from storage.exports.tables import parquet_table
from storage.exports.videoalign import stands_left

SCHEMA = pa.schema(
    [
        ("are_different", pa.bool_()),
        ("best_image_uid", pa.string()),
        ("caption", pa.string()),
        ("created_at", pa.timestamp("ns")),
        ("has_label", pa.bool_()),
        ("image_0_uid", pa.string()),
        ("image_0_url", pa.string()),
        ("image_1_uid", pa.string()),
        ("image_1_url", pa.string()),
        ("label_0", pa.float64()),
        ("label_1", pa.float64()),
        ("model_0", pa.string()),
        ("model_1", pa.string()),
        ("ranking_id", pa.int64()),
        ("user_id", pa.int64()),
        ("num_example_per_prompt", pa.int64()),
    ]
)


def entries(frozen: Frozen) -> Iterator[Entry]:
    """A table for each split that has pairs, and the videos of all pairs."""
    clips: dict[str, PairedClip] = {}
    for split in frozen.splits():
        found = frozen.paired_clips(split)
        clips.update(found)
        if found:
            yield Entry(f"data/{split}.parquet", parquet_table(SCHEMA, partial(_records, frozen, split)))
    for clip in clips.values():
        yield frozen.video(clip)


def _records(frozen: Frozen, split: Split) -> Iterator[dict[str, Any]]:
    examples = Counter(pair.prompt for pair in frozen.pairs(split))
    for number, pair in enumerate(frozen.pairs(split)):
        is_chosen_first = stands_left(pair)
        first, second = (pair.chosen, pair.rejected) if is_chosen_first else (pair.rejected, pair.chosen)
        yield {
            "are_different": True,
            "best_image_uid": pair.chosen.clip_id,
            "caption": pair.prompt,
            "created_at": _decided(pair),
            "has_label": True,
            "image_0_uid": first.clip_id,
            "image_0_url": first.file_name,
            "image_1_uid": second.clip_id,
            "image_1_url": second.file_name,
            "label_0": float(is_chosen_first),
            "label_1": float(not is_chosen_first),
            "model_0": first.model,
            "model_1": second.model,
            "ranking_id": number,
            "user_id": None,
            "num_example_per_prompt": examples[pair.prompt],
        }


def _decided(pair: PairOfClips) -> datetime:
    """The day of the last rating of either."""
    day = max(pair.chosen.last_rated_on, pair.rejected.last_rated_on)
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
