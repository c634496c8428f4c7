"""The canonical folder: videos, metadata as JSON lines and Parquet, preference pairs, a card and the manifest.

`datasets.load_dataset("videofolder", data_dir=…)` reads it. That loader refuses a folder with both a `metadata.jsonl`
and a `metadata.parquet` anywhere in it, so the Parquet table goes by another name. Knows manifests and where videos
lie, no database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from storage.exports.entry import Entry
from storage.exports.frozen import Frozen, PairOfClips
from storage.exports.manifest import Row, fields_of
from storage.exports.tables import json_lines, parquet_table

RATINGS_TYPE = pa.list_(
    pa.struct(
        [
            ("rater", pa.string()),
            ("overall", pa.int8()),
            ("aspects", pa.string()),
            ("tags", pa.list_(pa.string())),
            ("comment", pa.string()),
            ("rated_on", pa.string()),
        ]
    )
)
SCHEMA = pa.schema(
    [
        ("file_name", pa.string()),
        ("clip_id", pa.string()),
        ("sha256", pa.string()),
        ("prompt", pa.string()),
        ("shots", pa.string()),
        ("negative_prompt", pa.string()),
        ("model", pa.string()),
        ("aspect", pa.string()),
        ("native_width", pa.int32()),
        ("native_height", pa.int32()),
        ("fps", pa.int32()),
        ("frames", pa.int32()),
        ("seed", pa.int64()),
        ("steps", pa.int32()),
        ("guidance", pa.float64()),
        ("fast", pa.bool_()),
        ("created_at", pa.string()),
        ("mean_rating", pa.float64()),
        ("rating_count", pa.int32()),
        ("ratings", RATINGS_TYPE),
        ("split", pa.string()),
        ("first_frame_sha256", pa.string()),
    ]
)
PREFERENCES_SCHEMA = pa.schema(
    [
        ("chosen_file_name", pa.string()),
        ("rejected_file_name", pa.string()),
        ("prompt", pa.string()),
        ("source", pa.string()),
        ("gap", pa.float64()),
        ("votes_for", pa.int32()),
        ("votes_against", pa.int32()),
        ("votes_undecided", pa.int32()),
        ("chosen_mean_rating", pa.float64()),
        ("rejected_mean_rating", pa.float64()),
        ("split", pa.string()),
    ]
)


def entries(frozen: Frozen) -> Iterator[Entry]:
    """The folder's files but for the card, one after the other; videos are named, not read.

    Raises:
        FileNotFoundError: a video is missing from the media folder.
    """
    yield Entry("manifest.json", frozen.manifest.path)
    yield Entry("metadata.jsonl", json_lines(lambda: map(record, frozen.rows())))
    yield Entry("tables/clips.parquet", parquet_table(SCHEMA, lambda: map(record, frozen.rows())))
    if frozen.has_pairs():
        preferences = parquet_table(PREFERENCES_SCHEMA, lambda: map(_preference, frozen.pairs()))
        yield Entry("preferences.parquet", preferences)
    for row in frozen.rows():
        yield frozen.video(row)


def record(row: Row) -> dict[str, Any]:
    """A row as the metadata tables hold it. Free-form parts are JSON text, so that every row has the same columns."""
    content = fields_of(row)
    del content["size_bytes"]
    return {
        "file_name": row.file_name,
        **content,
        "shots": json.dumps(row.shots, ensure_ascii=False),
        "mean_rating": row.mean_rating,
        "rating_count": len(row.ratings),
        "ratings": [
            {**fields_of(rating), "aspects": json.dumps(dict(rating.aspects)), "tags": list(rating.tags)}
            for rating in row.ratings
        ],
    }


def _preference(pair: PairOfClips) -> dict[str, Any]:
    return {
        "chosen_file_name": pair.chosen.file_name,
        "rejected_file_name": pair.rejected.file_name,
        "prompt": pair.prompt,
        "source": pair.pair.source,
        "gap": pair.pair.gap,
        "votes_for": pair.pair.votes_for,
        "votes_against": pair.pair.votes_against,
        "votes_undecided": pair.pair.votes_undecided,
        "chosen_mean_rating": pair.chosen.mean_rating,
        "rejected_mean_rating": pair.rejected.mean_rating,
        "split": pair.chosen.split,
    }
