"""The Pick-a-Pic table, read by `datasets` as the original is."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.exports.formats import ExportFormat
from tests.storage.exports.frozen_dataset import STRANGE, exported, strange_dataset

COLUMNS = {
    "are_different", "best_image_uid", "caption", "created_at", "has_label", "image_0_uid", "image_0_url",
    "image_1_uid", "image_1_url", "label_0", "label_1", "model_0", "model_1", "ranking_id", "user_id",
    "num_example_per_prompt",
}  # fmt: skip


def test_datasets_reads_the_pairs_of_every_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from datasets import load_dataset

    out = exported(tmp_path, strange_dataset(tmp_path), ExportFormat.PICK_A_PIC)
    files = {split: str(out / "data" / f"{split}.parquet") for split in ("train", "validation", "test")}
    loaded = load_dataset("parquet", data_files=files, cache_dir=str(tmp_path / "cache"))

    assert {split: len(rows) for split, rows in loaded.items()} == {"train": 4, "validation": 1, "test": 1}
    assert set(loaded["train"].column_names) == COLUMNS
    rows = [row for split in files for row in loaded[split]]
    assert [row["caption"] for row in rows] == list(STRANGE)
    for row in rows:
        best = 0 if row["label_0"] == 1.0 else 1
        assert row[f"image_{best}_uid"] == row["best_image_uid"]
        assert (row["label_0"] + row["label_1"], row["num_example_per_prompt"], row["user_id"]) == (1.0, 1, None)
        assert (out / row[f"image_{best}_url"]).read_text() == f"film of {row['best_image_uid']}"
