from pathlib import Path

import pytest

from model.papercut.evaluation.probe import ProbeOrder, probe_apart
from model.papercut.evaluation.reading import Speed
from tests.model.papercut.tiny_papercut import build_tiny_pipeline


def order(folder: Path, seed: int = 3) -> ProbeOrder:
    return ProbeOrder(folder, ("a red dog in a desert", "a red dog on a beach"), 9, Speed.BEST, threads=1, seed=seed)


def test_another_process_renders_the_same_frames_and_says_what_they_cost(tmp_path: Path) -> None:
    build_tiny_pipeline().save_pretrained(tmp_path)
    result = probe_apart(order(tmp_path))
    assert result.seconds > 0
    assert result.peak_bytes > 50e6
    assert probe_apart(order(tmp_path)).sha256 == result.sha256
    assert probe_apart(order(tmp_path, seed=4)).sha256 != result.sha256


def test_a_failing_process_is_not_taken_for_a_result(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="got exit code 1 from the probe"):
        probe_apart(order(tmp_path / "nowhere"))
