"""Waiting and cost, counted by hand."""

from __future__ import annotations

import pytest

from portal.throughput import FinishedClip, throughput


def test_models_are_told_apart_and_the_dearest_comes_first() -> None:
    cheap = [FinishedClip("cheap", wait, 2.0, 1.0) for wait in (0.0, 10.0, 20.0)]
    dear = [FinishedClip("dear", 5.0, 4.0, 40.0)]
    first, second = throughput([*cheap, *dear])
    assert (first.model, first.clips, first.wait_median_seconds, first.wait_p95_seconds) == ("dear", 1, 5.0, 5.0)
    assert first.gpu_seconds_per_video_second == 10.0
    assert (second.model, second.wait_median_seconds, second.gpu_seconds) == ("cheap", 10.0, 3.0)
    assert second.wait_p95_seconds == pytest.approx(19.0)
