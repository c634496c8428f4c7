"""LTX trainer: `dataset.csv` with the columns `caption` and `video`, paths relative to the file.

After https://github.com/Lightricks/LTX-2/blob/main/packages/ltx-trainer/docs/dataset-preparation.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from storage.exports.entry import Entry
from storage.exports.frozen import Frozen
from storage.exports.splits import Split
from storage.exports.tables import csv_table

COLUMNS = ("caption", "video")


def entries(frozen: Frozen) -> Iterator[Entry]:
    """A folder for each split."""
    for split in frozen.splits():
        yield Entry(f"{split}/dataset.csv", csv_table(COLUMNS, partial(_records, frozen, split)))
        for row in frozen.rows(split):
            yield frozen.video(row, f"{split}/")


def _records(frozen: Frozen, split: Split) -> Iterator[dict[str, str]]:
    for row in frozen.rows(split):
        yield {"caption": row.prompt, "video": row.file_name}
