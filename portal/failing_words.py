"""Which words of prompts go with low ratings, and whether that is more than chance. Knows texts and arithmetic, no SQL.

What is counted is prompts, not clips or ratings: ten takes of one prompt say once that its words go badly. A prompt is
low if the mean of all stars given to its clips is 2.5 or less. The intervals hold for all words together, so that the
most striking of hundreds is not taken for a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from portal.share import Share

LOW_MEAN = 2.5
FEWEST_PROMPTS = 3
MOST_WORDS = 50
WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class JudgedPrompt:
    """A prompt, verbatim, and the stars that one of its clips got."""

    prompt: str
    star_sum: int
    ratings: int


@dataclass(frozen=True, slots=True)
class FailingWord:
    """One word, as it was first written, and how many of the prompts with it are low."""

    word: str
    low: Share
    stands_out: bool
    """Whether even the low end of the interval lies above the share of low prompts among all."""


def failing_words(judged: Iterable[JudgedPrompt]) -> tuple[FailingWord, ...]:
    """The words that go with low ratings most surely, those first; of words in three or more prompts, at most fifty."""
    stars: defaultdict[str, int] = defaultdict(int)
    ratings: Counter[str] = Counter()
    for one in judged:
        stars[one.prompt] += one.star_sum
        ratings[one.prompt] += one.ratings
    spelling: dict[str, str] = {}
    low: Counter[str] = Counter()
    all_prompts: Counter[str] = Counter()
    low_prompts = 0
    for prompt, given in ratings.items():
        is_low = stars[prompt] / given <= LOW_MEAN
        low_prompts += is_low
        written = WORD.findall(unicodedata.normalize("NFKC", prompt))
        for folded, word in {word.casefold(): word for word in reversed(written)}.items():
            spelling.setdefault(folded, word)
            all_prompts[folded] += 1
            low[folded] += is_low
    asked = [folded for folded, count in all_prompts.items() if count >= FEWEST_PROMPTS]
    usual = low_prompts / len(ratings) if ratings else 0.0
    found = []
    for folded in asked:
        share = Share.of(low[folded], all_prompts[folded], among=len(asked))
        if share.part:
            found.append(FailingWord(spelling[folded], share, share.low > usual))
    found.sort(key=lambda one: (-one.low.low, -one.low.part, one.word))
    return tuple(found[:MOST_WORDS])
