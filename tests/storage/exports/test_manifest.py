"""A manifest is its bytes: what was frozen by an older version is written again as it was."""

from __future__ import annotations

import json
from dataclasses import replace

from storage.exports.manifest import Manifest, RatedBy, Row

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
MANIFEST = Manifest("first", "2026-01-02T03:04:05+00:00", {"min_raters": 1}, (ROW,))


def test_a_manifest_from_before_there_were_quick_takes_keeps_its_bytes() -> None:
    written = MANIFEST.canonical_json()

    assert "fast" not in json.loads(written)["rows"][0]
    assert Manifest.from_json(written).canonical_json() == written


def test_a_manifest_says_which_takes_were_quick() -> None:
    quick = replace(MANIFEST, rows=(replace(ROW, fast=True),))

    assert json.loads(quick.canonical_json())["rows"][0]["fast"] is True
    assert Manifest.from_json(quick.canonical_json()) == quick
