"""musubi-tuner has no package: its JSONL is read here as its documentation says."""

from __future__ import annotations

import json
from pathlib import Path

from storage.exports.formats import ExportFormat
from tests.storage.exports.frozen_dataset import STRANGE, exported, strange_dataset


def test_each_split_is_a_dataset_of_its_own(tmp_path: Path) -> None:
    out = exported(tmp_path, strange_dataset(tmp_path), ExportFormat.MUSUBI_TUNER)

    assert sorted(path.name for path in out.iterdir()) == ["README.md", "test", "train", "validation"]
    captions = []
    for split in ("train", "validation", "test"):
        with (out / split / "metadata.jsonl").open(encoding="utf-8") as file:
            for line in file:
                item = json.loads(line)
                assert item.keys() == {"video_path", "caption"}
                assert (out / split / item["video_path"]).is_file()
                captions.append(item["caption"])
    assert captions[::2] == list(STRANGE)
