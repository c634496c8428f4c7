"""What a run takes for progress; whole runs are in test_refiner.py."""

from model.refine.run import _is_sure


def test_a_gain_counts_when_it_is_more_than_its_standard_error_above_nothing() -> None:
    assert _is_sure([0.2, 0.3, 0.1, 0.2])
    assert not _is_sure([0.9, -0.5, 0.1, -0.3])
    assert not _is_sure([0.0, 0.0])
    assert _is_sure([0.1])
