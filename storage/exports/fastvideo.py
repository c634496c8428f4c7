"""FastVideo: a "merged" dataset, `videos2caption.json` beside `videos/`, with the file's name below it as `path`.

After https://github.com/hao-ai-lab/FastVideo/blob/main/docs/training/data_preprocess.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from storage.exports.entry import Entry
from storage.exports.frozen import Frozen
from storage.exports.splits import Split
from storage.exports.tables import json_list


def entries(frozen: Frozen) -> Iterator[Entry]:
    """A folder for each split."""
    for split in frozen.splits():
        yield Entry(f"{split}/videos2caption.json", json_list(partial(_records, frozen, split)))
        for row in frozen.rows(split):
            yield frozen.video(row, f"{split}/")


def _records(frozen: Frozen, split: Split) -> Iterator[dict[str, str]]:
    for row in frozen.rows(split):
        yield {"path": row.file_name.removeprefix("videos/"), "cap": row.prompt}
