"""musubi-tuner: `metadata.jsonl` with `video_path` and `caption`, named as `video_jsonl_file` in its dataset TOML.

After https://github.com/kohya-ss/musubi-tuner/blob/main/docs/dataset_config.md. Relative paths are looked for from the
working directory first, then from the folder of the JSONL file.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from storage.exports.entry import Entry
from storage.exports.frozen import Frozen
from storage.exports.splits import Split
from storage.exports.tables import json_lines


def entries(frozen: Frozen) -> Iterator[Entry]:
    """A folder for each split."""
    for split in frozen.splits():
        yield Entry(f"{split}/metadata.jsonl", json_lines(partial(_records, frozen, split)))
        for row in frozen.rows(split):
            yield frozen.video(row, f"{split}/")


def _records(frozen: Frozen, split: Split) -> Iterator[dict[str, str]]:
    for row in frozen.rows(split):
        yield {"video_path": row.file_name, "caption": row.prompt}
