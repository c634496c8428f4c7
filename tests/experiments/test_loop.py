"""The loop from end to end with a tiny random Papercut: what it paints is noise, all else is real."""

from __future__ import annotations

from pathlib import Path

from experiments.loop.loop import CONTROL, run
from experiments.loop.report import table, verdicts
from experiments.loop.scale import Scale
from model.spec import RefineMethod
from tests.model.papercut.tiny_papercut import build_tiny_pipeline
from tests.studio_house import tiny_models


def test_ratings_become_candidates_that_are_put_to_the_vote(tmp_path: Path) -> None:
    build_tiny_pipeline().save_pretrained(tmp_path / "tiny")
    scale = Scale(
        prompts=6,
        takes=2,
        held_out=2,
        held_out_takes=1,
        steps=2,
        width=112,
        height=64,
        method=RefineMethod.DPO,
        max_steps=2,
        rank=2,
        environment={"DAILIES_MODELS": tiny_models(tmp_path / "tiny")},
    )
    results = run(tmp_path / "loop", scale, ["warm", CONTROL], tmp_path / "tiny", sheet_dir=tmp_path / "sheets")
    assert sorted(path.name for path in (tmp_path / "sheets").iterdir()) == ["loop-control.png", "loop-warm.png"]
    assert 1 <= results[0].metrics["pairs"] <= 5  # takes that look alike get the same stars
    assert results[1].metrics["pairs"] >= 1  # shuffled stars may be alike for both takes of a prompt
    assert all(verdict.wins.whole + verdict.alike == 2 for result in results for verdict in result.verdicts.values())
    assert table(results, ["warm", "slow", "large"]).count("\n") == 3
    assert len([line for result in results for line in verdicts(result)]) == 6
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "loop").rglob("*.npy")}
    again = run(tmp_path / "loop", scale, ["warm", CONTROL], source=tmp_path / "tiny")
    assert again == results  # all of it from the work folder
    assert kept == {path: path.stat().st_mtime_ns for path in (tmp_path / "loop").rglob("*.npy")}
