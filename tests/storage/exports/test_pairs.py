"""Preference pairs from stars: wide enough, the widest first, and not too many of one prompt."""

from __future__ import annotations

import itertools

from storage.exports.pairs import (
    MAX_PAIRS_PER_PROMPT,
    PairSource,
    Rated,
    Tally,
    pairs_from_ratings,
    pairs_from_votes,
)


def test_two_clips_of_one_prompt_that_are_far_enough_apart_are_a_pair() -> None:
    red = [Rated("good", 5, 1), Rated("bad", 2, 1), Rated("so-so", 9, 2)]
    blue = [Rated("other", 1, 1)]

    found = list(pairs_from_ratings([red, blue], gap=1.0))

    assert [(pair.chosen, pair.rejected, pair.gap) for pair in found] == [("good", "bad", 3.0), ("so-so", "bad", 2.5)]
    assert {pair.source for pair in found} == {PairSource.RATINGS}


def test_thirds_that_are_a_star_apart_are_a_star_apart() -> None:
    assert len(list(pairs_from_ratings([[Rated("a", 13, 3), Rated("b", 10, 3)]], gap=1.0))) == 1


def test_of_a_prompt_that_everybody_tries_only_the_widest_pairs_are_taken() -> None:
    clips = [Rated(f"{number:04}", 100 + number, 100) for number in range(400)]

    found = list(pairs_from_ratings([clips], gap=1.0))

    wide = sorted((b.mean - a.mean for a, b in itertools.combinations(clips, 2)), reverse=True)
    assert [pair.gap for pair in found] == wide[:MAX_PAIRS_PER_PROMPT]


def test_nothing_is_preferred_where_all_are_rated_alike() -> None:
    assert list(pairs_from_ratings([[Rated("a", 3, 1), Rated("b", 6, 2)]], gap=0.1)) == []


def test_the_majority_of_votes_decides_and_even_votes_do_not() -> None:
    second, even = Tally("a", "b", 1, 3, 2), Tally("c", "d", 2, 2, 0)
    [pair] = pairs_from_votes([second, even])
    assert (pair.chosen, pair.rejected, pair.source, pair.gap) == ("b", "a", PairSource.COMPARISON, None)
    assert (pair.votes_for, pair.votes_against, pair.votes_undecided) == (3, 1, 2)
