"""The canonical folder, read by pyarrow and by Hugging Face datasets."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from storage.exports.formats import ExportFormat
from tests.storage.exports.frozen_dataset import STRANGE, exported, strange_dataset


def test_the_tables_and_the_films_come_back_byte_for_byte(tmp_path: Path) -> None:
    dataset = strange_dataset(tmp_path)
    out = exported(tmp_path, dataset, ExportFormat.CANONICAL)

    lines = [json.loads(line) for line in (out / "metadata.jsonl").read_bytes().split(b"\n")[:-1]]
    table = pq.read_table(out / "tables" / "clips.parquet").to_pylist()

    assert [line["prompt"] for line in lines[::2]] == [row["prompt"] for row in table[::2]] == list(STRANGE)
    assert [line["split"] for line in lines[::2]] == ["train"] * 4 + ["validation", "test"]
    for line in lines:
        assert (out / line["file_name"]).read_text() == f"film of {line['clip_id']}"
    assert hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest() == dataset.id


def test_preferences_name_the_files_of_both_clips(tmp_path: Path) -> None:
    out = exported(tmp_path, strange_dataset(tmp_path), ExportFormat.CANONICAL)

    first, *_, last = pairs = pq.read_table(out / "preferences.parquet").to_pylist()

    assert len(pairs) == len(STRANGE)
    assert (out / first["chosen_file_name"]).read_text() == "film of clip-0"
    assert (out / first["rejected_file_name"]).read_text() == "film of clip-1"
    assert (first["source"], first["gap"], first["chosen_mean_rating"]) == ("ratings", 3.0, 5.0)
    assert (last["prompt"], last["split"]) == (STRANGE[-1], "test")


def test_datasets_loads_the_folder_beside_its_other_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from datasets import Video, load_dataset

    out = exported(tmp_path, strange_dataset(tmp_path), ExportFormat.CANONICAL)
    loaded = load_dataset("videofolder", data_dir=str(out), split="train", cache_dir=str(tmp_path / "cache"))
    loaded = loaded.cast_column("video", Video(decode=False))

    assert [row["prompt"] for row in loaded][::2] == list(STRANGE)
    assert all(Path(row["video"]["path"]).read_text() == f"film of {row['clip_id']}" for row in loaded)
