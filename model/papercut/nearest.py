"""The nearest thing on stage to a word that the lexicon does not have, by the text tower's own sense of meaning.

A word's embedding is the mean of its token states in all-MiniLM-L6-v2 (Reimers & Gurevych 2019, Sentence-BERT). A word
is as near to a thing as the mean cosine with the four entries of that thing that are most like it: a single entry
alone is too easily like a word by accident. Knows nothing of sentences: every word is looked up by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from model.papercut.lexicon import Lexicon
from model.papercut.text import TextTower
from model.papercut.wording import Fact, Meaning, canonical

SAME_COSINE = 0.56
"""At this cosine and above a word is read as the nearest thing.

Measured on `tests/model/papercut/unlisted_words.py`: 59 % of 144 words that mean something on stage are read, 4 %
are read as something else, and 1 of 130 that mean nothing there is read at all.
"""

NEAR_COSINE = 0.50
"""At this cosine and above, and below `SAME_COSINE`, the nearest thing is only named to the artist."""

_FACTS = frozenset([Fact.SETTING, Fact.SUBJECT, Fact.COLOUR, Fact.ACTION, Fact.TIME, Fact.WEATHER, Fact.LOOK])
_LONGEST_ENTRY_WORDS = 3
_ENTRIES = 4
_BATCH = 256


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The thing nearest to a word, in its first words, and how near it is."""

    meaning: Meaning
    cosine: float

    @property
    def is_same(self) -> bool:
        """Near enough to be read as the entry."""
        return self.cosine >= SAME_COSINE

    @property
    def is_near(self) -> bool:
        """Near enough to be named."""
        return self.cosine >= NEAR_COSINE


class NearestWords:
    """All short entries of the lexicon as unit vectors."""

    def __init__(self, lexicon: Lexicon, tower: TextTower) -> None:
        self._tower = tower
        entries = {text: meaning for text, meaning in lexicon.texts.items() if meaning.fact in _FACTS}
        entries = {text: meaning for text, meaning in entries.items() if len(text.split()) <= _LONGEST_ENTRY_WORDS}
        by_thing: dict[tuple[Fact, str], list[int]] = {}
        for place, meaning in enumerate(entries.values()):
            by_thing.setdefault((meaning.fact, str(meaning.value)), []).append(place)
        meanings = list(entries.values())
        self._things = [(canonical(meanings[places[0]]), torch.tensor(places)) for places in by_thing.values()]
        self._vectors = self._embed(list(entries))

    def find(self, words: Sequence[str]) -> list[Neighbour]:
        """The nearest thing to each word."""
        if not words:
            return []
        cosines = self._embed(words) @ self._vectors.T
        by_thing = [
            cosines[:, places].topk(min(_ENTRIES, len(places)), dim=1).values.mean(dim=1) for _, places in self._things
        ]
        best, things = torch.stack(by_thing, dim=1).max(dim=1)
        return [
            Neighbour(self._things[thing][0], cosine)
            for thing, cosine in zip(things.tolist(), best.tolist(), strict=True)
        ]

    def _embed(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors (B, 384); the mean of the token states points the same way as their sum."""
        states = [
            self._tower.encode(texts[start : start + _BATCH]).sum(dim=1) for start in range(0, len(texts), _BATCH)
        ]
        return torch.nn.functional.normalize(torch.cat(states), dim=1)
