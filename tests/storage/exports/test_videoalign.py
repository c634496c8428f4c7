"""VideoAlign loads its CSV with `datasets`; so does this test."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from storage.exports.formats import ExportFormat
from storage.exports.manifest import RatedBy
from storage.exports.pairs import Pair, PairSource
from storage.exports.splits import Split
from tests.storage.exports.frozen_dataset import STRANGE, clip, exported, frozen, strange_dataset

COLUMNS = "path_A,path_B,prompt,VQ,MQ,TA,fps_A,num_frames_A,fps_B,num_frames_B"


def test_datasets_reads_every_prompt_as_it_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from datasets import load_dataset

    out = exported(tmp_path, strange_dataset(tmp_path), ExportFormat.VIDEOALIGN)
    assert (out / "train" / "data.csv").read_text().startswith(f"{COLUMNS}\n")
    files = {split: str(out / split / "data.csv") for split in ("train", "validation", "test")}
    loaded = load_dataset("csv", data_files=files, cache_dir=str(tmp_path / "cache"))

    prompts = []
    for split, rows in loaded.items():
        for row in rows:
            prompts.append(row["prompt"])
            better = row["path_A"] if row["VQ"] == "A" else row["path_B"]
            assert int((out / split / better).read_text().split("-")[1]) % 2 == 0, "the first take is the better one"
            assert row["VQ"] == row["MQ"] == row["TA"], "without aspects the stars decide"
            assert (row["fps_A"], row["num_frames_A"], row["fps_B"], row["num_frames_B"]) == (8, 17, 8, 17)
    assert prompts == list(STRANGE)


def test_labels_come_from_the_aspects_where_both_clips_have_them(tmp_path: Path) -> None:
    better = clip(0, "a dog", Split.TRAIN, 5, {"visual_quality": 2, "temporal_consistency": 3, "text_alignment": 5})
    worse = clip(1, "a dog", Split.TRAIN, 2, {"visual_quality": 4, "temporal_consistency": 3})
    other = RatedBy("s", 2, {"temporal_consistency": 4}, (), "", "2026-01-03")
    dataset = frozen(
        tmp_path,
        [better, replace(worse, ratings=(*worse.ratings, other))],
        [Pair("clip-0", "clip-1", PairSource.RATINGS, 3.0)],
    )

    out = exported(tmp_path, dataset, ExportFormat.VIDEOALIGN)

    with (out / "train" / "data.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    preferred, other_side = ("A", "B") if row["path_A"].endswith("clip-0.mp4") else ("B", "A")
    assert (row["VQ"], row["MQ"], row["TA"]) == (other_side, "same", preferred)


def test_the_better_clip_stands_on_either_side(tmp_path: Path) -> None:
    rows = [clip(number, "a dog", Split.TRAIN, 5 - 3 * (number % 2)) for number in range(40)]
    pairs = [Pair(f"clip-{at}", f"clip-{at + 1}", PairSource.RATINGS, 3.0) for at in range(0, 40, 2)]
    out = exported(tmp_path, frozen(tmp_path, rows, pairs), ExportFormat.VIDEOALIGN)

    with (out / "train" / "data.csv").open(newline="", encoding="utf-8") as file:
        sides = [row["VQ"] for row in csv.DictReader(file)]
    assert 5 <= sides.count("A") <= 15


def test_only_clips_of_pairs_come_along(tmp_path: Path) -> None:
    rows = [clip(0, "a dog", Split.TRAIN, 5), clip(1, "a dog", Split.TRAIN, 1), clip(2, "a cat", Split.TEST)]
    dataset = frozen(tmp_path, rows, [Pair("clip-0", "clip-1", PairSource.RATINGS, 4.0)])

    out = exported(tmp_path, dataset, ExportFormat.VIDEOALIGN)

    assert sorted(path.name for path in out.rglob("*.mp4")) == ["clip-0.mp4", "clip-1.mp4"]
    assert not (out / "test").exists()
