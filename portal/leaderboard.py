"""The leaderboard: how model versions stand by the votes of the arena. Knows votes and arithmetic, no members, no SQL.

A Bradley–Terry model, on the scale that chess made known: the average model has 1000 points, and 400 points more win
ten times as often. A tie, and that both were bad, is half a win for each. Before the first vote each two models are
taken to have won one against each other; so a model that never lost is not beyond all others, and one that hardly
anybody saw stands near the middle with a wide interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import choix
import numpy as np
from numpy.typing import NDArray

from storage.comparisons import ModelDuel

MEAN_POINTS = 1000.0
POINTS = 400 / math.log(10)
"""Points for one unit of the model's own scale, natural logarithms of odds."""

BEFOREHAND = 1.0
DRAWS = 200
SEED = 1
"""The same votes have the same intervals with every look."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one model version stands; with 95 % it belongs between `low` and `high` points."""

    model: str
    points: float
    low: float
    high: float
    wins: int
    losses: int
    undecided: int
    """Ties, and pairs of which both were called bad."""


def leaderboard(duels: Sequence[ModelDuel]) -> tuple[Standing, ...]:
    """The model versions that met any other, best first."""
    # The order of the votes is no reason for another interval, and the same votes are not reckoned twice.
    return _leaderboard(tuple(sorted(duels, key=lambda duel: (duel.model_a, duel.model_b))))


@lru_cache(maxsize=16)
def _leaderboard(duels: tuple[ModelDuel, ...]) -> tuple[Standing, ...]:
    models = sorted({name for duel in duels for name in (duel.model_a, duel.model_b)})
    if not models:
        return ()
    place = {name: index for index, name in enumerate(models)}
    shape = (len(models), len(models))
    wins, halves = np.zeros(shape), np.zeros(shape)
    for duel in duels:
        a, b = place[duel.model_a], place[duel.model_b]
        wins[a, b] += duel.wins_a
        wins[b, a] += duel.wins_b
        halves[min(a, b), max(a, b)] += duel.ties + duel.both_bad
    points = _points(wins, halves / 2 + halves.T / 2)
    low, high = _interval(wins, halves)
    undecided = (halves + halves.T).sum(axis=1)
    standings = [
        Standing(
            model=name,
            points=float(points[index]),
            # Few votes pull the middle of the draws a little off the best guess; it never lies outside its interval.
            low=float(min(low[index], points[index])),
            high=float(max(high[index], points[index])),
            wins=int(wins[index].sum()),
            losses=int(wins[:, index].sum()),
            undecided=int(undecided[index]),
        )
        for index, name in enumerate(models)
    ]
    return tuple(sorted(standings, key=lambda standing: (-standing.points, standing.model)))


def _points(wins: NDArray[np.float64], half_wins: NDArray[np.float64]) -> NDArray[np.float64]:
    return _fitted(wins + half_wins + BEFOREHAND)


def _fitted(won: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points, where `won[a, b]` is how often a won against b."""
    won = won.copy()
    np.fill_diagonal(won, 0)
    strengths = np.asarray(choix.ilsr_pairwise_dense(won, max_iter=1000, tol=1e-6))
    points: NDArray[np.float64] = MEAN_POINTS + POINTS * (strengths - strengths.mean())
    return points


def _interval(
    wins: NDArray[np.float64], halves: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The Bayesian bootstrap: each vote gets a random weight, again and again. The plain one would be sure of a model
    that won its only three votes, as every resample is three wins.
    """
    random = np.random.default_rng(SEED)
    drawn = []
    for _ in range(DRAWS):
        ties = random.gamma(halves) / 2
        drawn.append(_fitted(random.gamma(wins + BEFOREHAND) + ties + ties.T))
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return low, high
