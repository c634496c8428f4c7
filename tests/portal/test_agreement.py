"""Agreement against a table reckoned by hand, and what must hold of any ratings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.agreement import agreement

QUICK = settings(max_examples=20, deadline=None)
ratings = st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=5), min_size=1, max_size=12)


def test_a_small_table_by_hand() -> None:
    # Stars 1 1 | 1 2 | 2 2. Coincidences: o11 = 2, o12 = o21 = 1, o22 = 2; n1 = n2 = 3, n = 6. With two values in use
    # any scale comes down to α = 1 − (n − 1) · o12 / (n1 · n2) = 1 − 5 · 1 / 9.
    found = agreement([[1, 1], [1, 2], [2, 2]])

    assert found is not None
    assert found.alpha == pytest.approx(4 / 9)
    assert (found.clips, found.ratings) == (3, 6)


def test_on_an_ordinal_scale_a_star_apart_is_less_than_four() -> None:
    near = agreement([[1, 1], [3, 3], [5, 5], [4, 5]])
    far = agreement([[1, 1], [3, 3], [5, 5], [1, 5]])

    assert near is not None
    assert far is not None
    assert near.alpha > far.alpha


def test_all_of_one_mind_agree_and_a_clip_with_one_rating_says_nothing() -> None:
    found = agreement([[1, 1, 1], [4, 4], [5, 5], [2]])

    assert found is not None
    assert (found.alpha, found.low, found.high) == (1, 1, 1)
    assert (found.clips, found.ratings) == (3, 7)


@pytest.mark.parametrize("stars", [[], [[3], [4]], [[3, 3], [3, 3, 3]]])
def test_where_nothing_can_be_told_nothing_is(stars: list[list[int]]) -> None:
    assert agreement(stars) is None


@QUICK
@given(stars=ratings, data=st.data())
def test_shuffling_raters_and_clips_changes_nothing(stars: list[list[int]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations([data.draw(st.permutations(given)) for given in stars]))

    assert agreement(shuffled) == agreement(stars)


@QUICK
@given(stars=ratings)
def test_alpha_lies_in_its_interval(stars: list[list[int]]) -> None:
    found = agreement(stars)
    if found is not None:
        assert found.low <= found.alpha <= found.high <= 1


def test_the_interval_shrinks_with_clips() -> None:
    stars = [[1, 2], [3, 3], [5, 4], [2, 4], [5, 5], [1, 1]]
    few, many = agreement(stars), agreement(stars * 20)

    assert few is not None
    assert many is not None
    assert many.high - many.low < (few.high - few.low) / 2
