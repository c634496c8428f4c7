from pathlib import Path

import pytest

from model.papercut.evaluation.reading import Reading, Speed, Unit, at_least, at_most
from model.papercut.evaluation.record import Record, weights_digest

ORDER = ("critic", "cuts", "codec")
CUTS = Reading("cut on time", 0.9, 64, goal=at_least(0.95), detail={"theatre": 1.0})
QUICK_CUTS = Reading("cut on time", 0.8, 64, goal=at_least(0.95))
CODEC = Reading("codec", None, 0, Unit.DECIBEL, at_most(32))


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    folder = tmp_path / "weights"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def test_rows_measured_at_different_times_stand_in_one_table(tmp_path: Path, weights: Path) -> None:
    path = tmp_path / "docs" / "page.json"
    Record(path, weights, weights).add("codec", {Speed.BEST: [CODEC]})
    Record(path, weights, weights).add("cuts", {Speed.BEST: [CUTS], Speed.FAST: [QUICK_CUTS]})
    found = Record(path, weights, weights).columns(ORDER)
    assert found == {Speed.BEST: [CUTS, CODEC], Speed.FAST: [QUICK_CUTS]}


def test_a_row_measured_again_replaces_what_it_said(tmp_path: Path, weights: Path) -> None:
    record = Record(tmp_path / "page.json", weights, weights)
    record.add("cuts", {Speed.BEST: [CUTS], Speed.FAST: [QUICK_CUTS]})
    record.add("cuts", {Speed.BEST: [QUICK_CUTS]})
    assert record.columns(ORDER) == {Speed.BEST: [QUICK_CUTS]}


def test_what_was_measured_of_other_weights_does_not_count(tmp_path: Path, weights: Path) -> None:
    path = tmp_path / "page.json"
    Record(path, weights, weights).add("cuts", {Speed.BEST: [CUTS]})
    (weights / "model.safetensors").write_bytes(b"better weights")
    changed = Record(path, weights, weights)
    assert changed.columns(ORDER) == {}
    changed.add("codec", {Speed.BEST: [CODEC]})
    assert changed.columns(ORDER) == {Speed.BEST: [CODEC]}


def test_the_digest_tells_names_and_contents_and_nothing_else(weights: Path) -> None:
    before = weights_digest(weights)
    (weights / "note.txt").write_text("no weights")
    assert weights_digest(weights) == before
    (weights / "model.safetensors").rename(weights / "other.safetensors")
    assert weights_digest(weights) != before
