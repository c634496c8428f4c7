"""Shares and their intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from portal.share import Share


@given(whole=st.integers(1, 10_000), data=st.data())
def test_the_interval_is_wilsons(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    share = Share.of(part, whole)
    expected = binomtest(part, whole).proportion_ci(0.95, method="wilson")

    assert (share.low, share.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert share.mean is not None
    assert share.low <= share.mean + 1e-12
    assert share.high >= share.mean - 1e-12


@given(part=st.integers(0, 100), rest=st.integers(0, 100), times=st.integers(2, 50))
def test_the_interval_shrinks_with_the_count(part: int, rest: int, times: int) -> None:
    few, many = Share.of(part, part + rest), Share.of(part * times, (part + rest) * times)
    if part + rest:
        assert many.high - many.low < few.high - few.low


def test_five_of_ten_by_hand() -> None:
    # z² = 3.8415: centre 1/2, reach √(0.25 · 0.38415 + 0.38415² / 4) / 1.38415
    share = Share.of(5, 10)
    assert (share.low, share.high) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_of_none_anything_may_be_true_and_many_looks_make_intervals_wider() -> None:
    assert Share.of(0, 0) == Share(0, 0, 0.0, 1.0)
    assert Share.of(0, 0).mean is None
    one, many = Share.of(5, 10), Share.of(5, 10, among=100)
    assert many.low < one.low < one.high < many.high
