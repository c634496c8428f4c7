"""VideoDPO has no package: its two files are read here as its loader reads them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from storage.exports.formats import ExportFormat
from storage.exports.pairs import Pair, PairSource
from storage.exports.splits import Split
from tests.storage.exports.frozen_dataset import STRANGE, clip, exported, frozen, strange_dataset

CLIP_LENGTH = 1.0
"""Videos that are shorter the loader leaves out, and numbers the rest."""


def loaded(folder: Path) -> list[tuple[str, str, str]]:
    """(film of the winner, film of the loser, prompt) as TextVideoDPO has them."""
    videos: list[dict[str, Any]] = [
        video
        for video in json.loads((folder / "metadata.json").read_bytes())
        if video["basic"]["clip_duration"] >= CLIP_LENGTH
    ]
    found = []
    for pair in json.loads((folder / "pair.json").read_bytes()):
        assert pair["label"] == 0
        winner, loser = videos[pair["video1"]], videos[pair["video2"]]
        assert winner["misc"]["frame_caption"] == loser["misc"]["frame_caption"] == [pair["frame_caption"]]
        films = [(folder / video["basic"]["clip_path"]).read_text() for video in (winner, loser)]
        found.append((films[0], films[1], pair["frame_caption"]))
    return found


def test_winners_and_losers_are_found_by_their_numbers(tmp_path: Path) -> None:
    out = exported(tmp_path, strange_dataset(tmp_path), ExportFormat.VIDEODPO)

    pairs = [pair for split in ("train", "validation", "test") for pair in loaded(out / split)]

    assert [prompt for _, _, prompt in pairs] == list(STRANGE)
    assert [films for *films, _ in pairs] == [
        [f"film of clip-{2 * number}", f"film of clip-{2 * number + 1}"] for number in range(len(STRANGE))
    ]


def test_a_pair_with_a_clip_that_the_loader_would_leave_out_is_left_out_with_it(tmp_path: Path) -> None:
    rows = [clip(number, "a dog", Split.TRAIN, 5 - number) for number in range(3)]
    rows[1] = replace(rows[1], frames=7)
    pairs = [Pair("clip-0", other, PairSource.RATINGS, 1.0) for other in ("clip-1", "clip-2")]

    out = exported(tmp_path, frozen(tmp_path, rows, pairs), ExportFormat.VIDEODPO)

    assert loaded(out / "train") == [("film of clip-0", "film of clip-2", "a dog")]
