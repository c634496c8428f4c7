"""The leaderboard against what can be reckoned by hand, and what must hold of any votes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from portal.leaderboard import leaderboard
from storage.comparisons import ModelDuel

NAMES = ("alpha", "beta", "gamma")
PAIRS = [(a, b) for a in NAMES for b in NAMES if a < b]
# Few examples: each is two hundred fits.
QUICK = settings(max_examples=15, deadline=None)

votes = st.tuples(*[st.integers(0, 30)] * 4)
all_duels = st.tuples(*[votes] * 3).map(
    lambda counts: [ModelDuel(a, b, *given) for (a, b), given in zip(PAIRS, counts, strict=True)]
)


def test_nobody_voted_nobody_stands() -> None:
    assert leaderboard([]) == ()


def test_two_models_stand_as_far_apart_as_the_odds_of_their_wins() -> None:
    # 5 wins, 2 losses, 2 ties and 2 times both bad, and one each beforehand: 8 against 5.
    first, second = leaderboard([ModelDuel("alpha", "beta", 5, 2, 2, 2)])

    assert (first.model, first.wins, first.losses, first.undecided) == ("alpha", 5, 2, 4)
    assert (second.model, second.wins, second.losses, second.undecided) == ("beta", 2, 5, 4)
    assert first.points - second.points == pytest.approx(400 * math.log10(8 / 5), abs=0.01)
    assert first.points + second.points == pytest.approx(2000)


def test_the_interval_of_two_models_is_that_of_their_share_of_wins() -> None:
    # With 30 wins and 10 losses, and one each beforehand, the share of wins is distributed as Beta(31, 11).
    first, _ = leaderboard([ModelDuel("alpha", "beta", 30, 10, 0, 0)])

    expected = [1000 + 200 * math.log10(share / (1 - share)) for share in beta(31, 11).ppf([0.025, 0.975])]
    assert [first.low, first.high] == pytest.approx(expected, abs=15)


def test_a_model_that_won_its_only_votes_is_not_certain() -> None:
    first, second = leaderboard([ModelDuel("alpha", "beta", 3, 0, 0, 0)])

    assert first.low < second.high


def test_a_circle_of_wins_puts_all_level() -> None:
    circle = [
        ModelDuel("alpha", "beta", 9, 0, 0, 0),
        ModelDuel("beta", "gamma", 9, 0, 0, 0),
        ModelDuel("alpha", "gamma", 0, 9, 0, 0),
    ]

    assert [standing.points for standing in leaderboard(circle)] == pytest.approx([1000] * 3, abs=0.01)


@QUICK
@given(duels=all_duels, data=st.data())
def test_the_order_of_duels_changes_nothing(duels: list[ModelDuel], data: st.DataObject) -> None:
    assert leaderboard(data.draw(st.permutations(duels))) == leaderboard(duels)


@QUICK
@given(duels=all_duels)
def test_models_whose_votes_are_exchanged_exchange_their_points(duels: list[ModelDuel]) -> None:
    exchanged = [ModelDuel(d.model_a, d.model_b, d.wins_b, d.wins_a, d.ties, d.both_bad) for d in duels]
    before = {standing.model: standing.points for standing in leaderboard(duels)}
    after = {standing.model: standing.points for standing in leaderboard(exchanged)}

    assert [2000 - after[name] for name in NAMES] == pytest.approx([before[name] for name in NAMES], abs=0.1)


@QUICK
@given(duels=all_duels)
def test_intervals_hold_their_points_and_shrink_with_votes(duels: list[ModelDuel]) -> None:
    more = [
        ModelDuel(d.model_a, d.model_b, *(20 * (n + 1) for n in (d.wins_a, d.wins_b, d.ties, d.both_bad)))
        for d in duels
    ]
    width = {standing.model: standing.high - standing.low for standing in leaderboard(duels)}

    for standing in leaderboard(more):
        assert standing.low <= standing.points <= standing.high
        assert standing.high - standing.low < width[standing.model]
