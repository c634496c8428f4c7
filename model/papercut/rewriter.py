"""Papercut's own rewriter: short or free prompts become the long form that the theatre's captions have.

Deterministic and without a language model: what the prompt says is looked up, what it leaves open and the theatre
needs is filled in, and every word without a counterpart on stage is marked. Knows English only; a prompt in another
language comes back as written, all of it marked.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from model.papercut.lexicon import Lexicon
from model.papercut.long_form import write_long_form
from model.papercut.reading import read
from model.papercut.repertoire import Repertoire
from model.papercut.scan import PLAIN_STEMS, Scan, scan
from model.papercut.wording import canonical
from model.papercut.words import signs_of, words_of
from model.spec import Mark, Rewrite

if TYPE_CHECKING:
    from model.papercut.nearest import NearestWords, Neighbour

_FOREIGN_WORDS = 3
"""So many words of which hardly one is known are another language."""
_REMEMBERED_WORDS = 20_000


class TheatreRewriter:
    """Rewrites prompts for Papercut. Safe to call from any thread.

    The text encoder is loaded for the first word that the lexicon does not have.

    Args:
        repertoire: what the weights know; all that the theatre has without it.
    """

    def __init__(self, repertoire: Repertoire | None = None) -> None:
        self._repertoire = repertoire or Repertoire.whole()
        self._lexicon = Lexicon(self._repertoire)
        self._nearest: NearestWords | None = None
        self._neighbours: dict[str, Neighbour] = {}
        self._looking_up = threading.Lock()

    def rewrite(self, prompt: str) -> Rewrite:
        """The long form of a prompt, and marks on what of it has no counterpart on stage."""
        found = scan(prompt, self._lexicon)
        if _is_foreign(found):
            return Rewrite(prompt, _everything(prompt))
        neighbours = self._look_up({found.words[index].text.lower() for index in found.unknown})
        guesses = {word: neighbour.meaning for word, neighbour in neighbours.items() if neighbour.is_same}
        if guesses:
            found = scan(prompt, self._lexicon, guesses)

        def name_nearest(word: str) -> str | None:
            neighbour = neighbours.get(word.lower())
            return canonical(neighbour.meaning).say if neighbour is not None and neighbour.is_near else None

        reading = read(found, name_nearest)
        marks = sorted([*reading.marks, *_signs(prompt)], key=lambda mark: mark.start)
        return Rewrite(write_long_form(reading.facts, self._repertoire) or prompt, tuple(marks))

    def _look_up(self, words: set[str]) -> dict[str, Neighbour]:
        """The nearest thing on stage of each word that may be English."""
        wanted = sorted(word for word in words if word.isascii())
        with self._looking_up:  # tokenizers are not safe to share between threads
            missing = [word for word in wanted if word not in self._neighbours]
            if missing:
                if self._nearest is None:
                    self._nearest = _load_nearest(self._lexicon)
                if len(self._neighbours) > _REMEMBERED_WORDS:
                    self._neighbours.clear()
                    missing = wanted
                self._neighbours |= dict(zip(missing, self._nearest.find(missing), strict=True))
            return {word: self._neighbours[word] for word in wanted}


def _load_nearest(lexicon: Lexicon) -> NearestWords:
    from model.papercut.nearest import NearestWords  # here, because torch takes seconds and most prompts do without
    from model.papercut.text import TextTower

    return NearestWords(lexicon, TextTower())


def _is_foreign(found: Scan) -> bool:
    """Whether hardly a word is English, or none has Latin letters."""
    if not any(word.text.isascii() for word in found.words):
        return True
    known = sum(match.stop - match.first for match in found.matches)
    plain = sum(word.stem in PLAIN_STEMS for word in found.words)
    return len(found.words) >= _FOREIGN_WORDS and plain * 4 < len(found.words) and known * 3 < len(found.words)


def _everything(prompt: str) -> tuple[Mark, ...]:
    marks = [Mark(word.start, word.stop, None) for word in words_of(prompt)] + _signs(prompt)
    return tuple(sorted(marks, key=lambda mark: mark.start))


def _signs(prompt: str) -> list[Mark]:
    return [Mark(start, stop, None) for start, stop in signs_of(prompt)]
