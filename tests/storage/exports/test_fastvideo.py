"""FastVideo has no reader to install: its JSON is read here as its documentation says."""

from __future__ import annotations

import json
from pathlib import Path

from storage.exports.formats import ExportFormat
from tests.storage.exports.frozen_dataset import STRANGE, exported, strange_dataset


def test_each_split_is_a_merged_dataset(tmp_path: Path) -> None:
    out = exported(tmp_path, strange_dataset(tmp_path), ExportFormat.FASTVIDEO)

    captions = []
    for split in ("train", "validation", "test"):
        for item in json.loads((out / split / "videos2caption.json").read_bytes()):
            assert item.keys() == {"path", "cap"}
            assert (out / split / "videos" / item["path"]).is_file()
            captions.append(item["cap"])
    assert captions[::2] == list(STRANGE)
