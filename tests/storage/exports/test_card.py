"""The card says in numbers what is in an export, and what it should not be taken for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from storage.exports.card import card
from storage.exports.formats import WRITERS, ExportFormat
from storage.exports.frozen import Frozen
from storage.exports.manifest import Heading, Manifest, RatedBy, manifest_json, row_json
from storage.exports.splits import Split
from storage.media import MediaKind, MediaStore
from tests.storage.exports.frozen_dataset import clip, exported, frozen, strange_dataset


@pytest.mark.parametrize("chosen", ExportFormat)
def test_every_export_has_a_card_that_tells_what_it_is(chosen: ExportFormat, tmp_path: Path) -> None:
    text = (exported(tmp_path, strange_dataset(tmp_path), chosen) / "README.md").read_text()
    assert WRITERS[chosen].title in text
    assert "12 clips (26 seconds) of 6 prompts with 12 ratings by 1 invited people" in text
    assert "| 5 | 6 |" in text
    assert "| train | 4 | 8 |" in text
    assert "6 preference pairs" in text
    assert "ask the studio before you pass anything on" in text


def test_the_card_reckons_how_far_the_raters_are_apart(tmp_path: Path) -> None:
    row = clip(0, "a dog", Split.TRAIN, stars=5)
    twice = replace(row, ratings=(*row.ratings, RatedBy("s", 2, {}, (), "", "2026-01-03")))
    dataset = frozen(tmp_path, [twice, clip(1, "a cat", Split.TRAIN)])

    text = (exported(tmp_path, dataset, ExportFormat.CANONICAL) / "README.md").read_text()

    assert "Two raters of one clip are 3.0 stars apart on average." in text
    assert "The busiest rater gave 67% of all ratings." in text
    assert "50% of the clips have one rating only" in text


def test_a_name_is_text_and_never_markup(tmp_path: Path) -> None:
    heading = Heading("*Best*\n# of <b>May</b>", "2026-05-31", {"words": "`x` ```"}, 1.0)
    media = MediaStore(tmp_path / "media")
    row = row_json(clip(0, "a dog", Split.TRAIN))
    stored = media.keep_bytes(MediaKind.MANIFEST, b"".join(manifest_json(heading, [], [row])))

    text = card(Frozen(stored.sha256, Manifest(stored.path), media), "Title", "Use.")

    assert "\n# \\*Best\\* \\# of \\<b\\>May\\<\\/b\\>\n" in text
    assert json.loads(text.split("Chosen by `")[1].split("`")[0]) == heading.filters


def test_what_was_frozen_before_there_were_splits_is_for_training(tmp_path: Path) -> None:
    old = frozen(tmp_path, [replace(clip(0, "a dog", Split.TRAIN), split=None)], gap=None)

    out = exported(tmp_path, old, ExportFormat.MUSUBI_TUNER)

    assert "frozen before datasets had splits" in (out / "README.md").read_text()
    assert (out / "train" / "videos" / "clip-0.mp4").is_file()
