"""A manifest is its bytes: what was frozen by an older version is read and stays as it was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from storage.exports.manifest import Heading, Manifest, RatedBy, Row, manifest_json, row_json
from storage.exports.pairs import Pair, PairSource
from storage.exports.splits import Split

ROW = Row(
    clip_id="0" * 36,
    sha256="0" * 64,
    size_bytes=3,
    prompt="a dog 🐕",
    shots=({"prompt": "a dog 🐕", "seconds": 2.0},),
    negative_prompt="",
    model="tiny",
    aspect="16:9",
    native_width=48,
    native_height=32,
    fps=8,
    frames=17,
    seed=1,
    steps=4,
    guidance=3.0,
    created_at="2026-01-02T03:04:05+00:00",
    ratings=(RatedBy("r", 4, {}, (), "", "2026-01-02"),),
)
OLD = Heading("first", "2026-01-02T03:04:05+00:00", {"min_raters": 1})
NEW = replace(OLD, pair_gap=1.0)
PAIR = Pair("a", "b", PairSource.RATINGS, 1.5)

OLD_BYTES = (
    '{"created_at":"2026-01-02T03:04:05+00:00","filters":{"min_raters":1},"name":"first","rows":[{"aspect":"16:9",'
    f'"clip_id":"{"0" * 36}","created_at":"2026-01-02T03:04:05+00:00","fps":8,"frames":17,"guidance":3.0,'
    '"model":"tiny","native_height":32,"native_width":48,"negative_prompt":"","prompt":"a dog 🐕","ratings":[{'
    '"aspects":{},"comment":"","overall":4,"rated_on":"2026-01-02","rater":"r","tags":[]}],"seed":1,'
    f'"sha256":"{"0" * 64}","shots":[{{"prompt":"a dog 🐕","seconds":2.0}}],"size_bytes":3,"steps":4}}],"version":1}}'
).encode()


def written(heading: Heading, rows: Sequence[Row], pairs: Sequence[Pair] = ()) -> bytes:
    return b"".join(manifest_json(heading, pairs, map(row_json, rows)))


def stored(folder: Path, content: bytes) -> Manifest:
    (folder / "manifest.json").write_bytes(content)
    return Manifest(folder / "manifest.json")


def test_a_manifest_of_the_first_version_keeps_its_bytes(tmp_path: Path) -> None:
    manifest = stored(tmp_path, OLD_BYTES)

    assert (manifest.heading, list(manifest.rows()), list(manifest.pairs())) == (OLD, [ROW], [])
    assert written(manifest.heading, list(manifest.rows())) == OLD_BYTES


def test_a_manifest_says_which_takes_were_quick() -> None:
    quick = replace(ROW, fast=True)

    assert json.loads(written(OLD, [quick]))["rows"][0]["fast"] is True
    assert "fast" not in json.loads(written(OLD, [ROW]))["rows"][0]


def test_a_manifest_is_canonical_json_and_reads_as_it_was_written(tmp_path: Path) -> None:
    rows = [replace(ROW, clip_id=clip_id, split=split) for clip_id, split in zip("abc", Split, strict=True)]
    content = written(NEW, rows, [PAIR, replace(PAIR, rejected="c", source=PairSource.COMPARISON, gap=None)])

    manifest = stored(tmp_path, content)

    assert (
        json.dumps(json.loads(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == content
    )
    assert (manifest.heading, list(manifest.rows())) == (NEW, rows)
    assert [(pair.source, pair.gap) for pair in manifest.pairs()] == [("ratings", 1.5), ("comparison", None)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (OLD_BYTES.replace(b'"version":1}', b'"version":3}'), "got a manifest of version 3.*update Dailies"),
        (OLD_BYTES[:-20], "only a part of one"),
        (b"", "only a part of one"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        stored(tmp_path, content)
