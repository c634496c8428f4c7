"""The canonical folder: videos, metadata as JSON lines and Parquet, a card and the manifest.

`datasets.load_dataset("videofolder", data_dir=…)` reads it. That loader refuses a folder with both a `metadata.jsonl`
and a `metadata.parquet` anywhere in it, so the Parquet table goes by another name. Knows manifests and where videos
lie, no database.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from storage.exports.card import card
from storage.exports.manifest import Manifest, Row
from storage.media import MediaKind, MediaStore

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
    ]
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the folder: either its bytes, or where they lie."""

    name: str
    content: bytes | Path


def entries(dataset_id: str, manifest: Manifest, media: MediaStore) -> Iterator[Entry]:
    """The folder's files, one after the other; videos are named, not read.

    Raises:
        FileNotFoundError: a video is missing from the media folder.
    """
    yield Entry("README.md", card(dataset_id, manifest).encode())
    yield Entry("manifest.json", manifest.canonical_json())
    yield Entry("metadata.jsonl", _json_lines(manifest))
    yield Entry("tables/clips.parquet", _parquet(manifest))
    for row in manifest.rows:
        yield Entry(row.file_name, media.find(row.sha256, MediaKind.VIDEO).path)


def _record(row: Row) -> dict[str, Any]:
    """A row as the metadata tables hold it. Free-form parts are JSON text, so that every row has the same columns."""
    record = asdict(row)
    del record["size_bytes"]
    return {
        "file_name": row.file_name,
        **record,
        "shots": json.dumps(row.shots, ensure_ascii=False),
        "mean_rating": row.mean_rating,
        "rating_count": len(row.ratings),
        "ratings": [
            {**asdict(rating), "aspects": json.dumps(dict(rating.aspects)), "tags": list(rating.tags)}
            for rating in row.ratings
        ],
    }


def _json_lines(manifest: Manifest) -> bytes:
    return "".join(f"{json.dumps(_record(row), ensure_ascii=False)}\n" for row in manifest.rows).encode()


def _parquet(manifest: Manifest) -> bytes:
    table = pa.Table.from_pylist([_record(row) for row in manifest.rows], schema=SCHEMA)
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()
