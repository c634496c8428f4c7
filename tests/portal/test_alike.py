"""Most alike among many, against a plain reckoning."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from portal import alike
from portal.alike import Alike

COSINE = 0.8


def directions(count: int, width: int = 4) -> NDArray[np.float32]:
    drawn = np.random.default_rng(3).normal(size=(count, width)).astype(np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    drawn[::17] = 0
    return drawn


def reckoned(rows: NDArray[np.float32]) -> list[int]:
    found = []
    for place, row in enumerate(rows):
        cosines = rows[:place] @ row
        is_alike = place > 0 and cosines.max() >= COSINE
        found.append(int(cosines.argmax()) if is_alike else place)
    return found


@pytest.mark.parametrize("at_once", [1, 7, 64, 300])
def test_each_finds_the_earlier_one_that_is_most_like_it(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "TILE", 50)
    rows = directions(300)
    many = Alike(COSINE)
    found = [place for start in range(0, 300, at_once) for place in many.add(rows[start : start + at_once])]
    assert found == reckoned(rows)
    assert 30 < sum(place != like for place, like in enumerate(found)) < 270, "some are alike, some are not"


def test_what_is_zero_is_like_nothing_and_of_equals_the_first_counts() -> None:
    one, nothing = np.eye(4, dtype=np.float32)[:1], np.zeros((1, 4), np.float32)
    assert Alike(COSINE).add(np.concatenate([nothing, one, nothing, one, one])) == [0, 1, 2, 1, 1]


def test_what_is_forgotten_is_found_anew() -> None:
    rows = directions(100)
    many = Alike(COSINE)
    many.add(rows)
    many.keep(40)
    assert len(many) == 40
    assert many.add(rows[40:]) == reckoned(rows)[40:]
