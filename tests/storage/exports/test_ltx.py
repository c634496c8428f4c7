"""The LTX trainer reads its CSV with pandas; so does this test."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from storage.exports.formats import ExportFormat
from tests.storage.exports.frozen_dataset import STRANGE, exported, strange_dataset


def test_pandas_reads_every_prompt_as_it_was_typed(tmp_path: Path) -> None:
    out = exported(tmp_path, strange_dataset(tmp_path), ExportFormat.LTX)

    captions = []
    for split in ("train", "validation", "test"):
        table = pd.read_csv(out / split / "dataset.csv")
        assert list(table.columns) == ["caption", "video"]
        assert all((out / split / path.strip()).is_file() for path in table["video"])
        captions += table["caption"].tolist()
    assert captions[::2] == list(STRANGE)
