"""The tar shards, read by webdataset itself."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from webdataset.tariterators import group_by_keys, tar_file_expander

from storage.exports import webdataset_tar
from storage.exports.formats import ExportFormat
from tests.storage.exports.frozen_dataset import STRANGE, exported, strange_dataset


def test_webdataset_reads_every_clip_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    out = exported(tmp_path, strange_dataset(tmp_path), ExportFormat.WEBDATASET)

    samples = []
    for split in ("train", "validation", "test"):
        # `WebDataset(path)` is these two and an open file that it never closes.
        with (out / f"{split}-000000.tar").open("rb") as stream:
            samples += list(group_by_keys(tar_file_expander([{"url": split, "stream": stream}])))

    rows = [json.loads(sample["json"]) for sample in samples]
    assert [row["prompt"] for row in rows][::2] == list(STRANGE)
    for sample, row in zip(samples, rows, strict=True):
        assert sample["__key__"] == row["clip_id"]
        assert sample["mp4"].decode() == f"film of {row['clip_id']}"


def test_a_shard_is_full_after_so_many_clips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webdataset_tar, "CLIPS_PER_SHARD", 3)
    out = exported(tmp_path, strange_dataset(tmp_path), ExportFormat.WEBDATASET)

    sizes = {}
    for path in out.glob("train-*.tar"):
        with tarfile.open(path) as shard:
            sizes[path.name] = len(shard.getnames()) // 2
    assert sizes == {"train-000000.tar": 3, "train-000001.tar": 3, "train-000002.tar": 2}
