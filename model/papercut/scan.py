"""The scan: which stretches of a prompt mean something on stage, which are plain English, and which nobody here knows.

Knows phrases and their places, not yet what belongs to what; that is for `model.papercut.reading`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.papercut.lexicon import Lexicon
from model.papercut.wording import PREPOSITIONS, Fact, Meaning, Strength
from model.papercut.words import Word, stem, words_of

_PLAIN = """
and or but as if while when where who whom which what how why because than like not no without never nobody none i
me we us you he him she they them it is be been being am has have had having do does did done can could will would
shall should may might must let lets get gets got getting make makes made take takes taken put keep one ones some
any each every all both many much more most few several other others another same such own only even still yet once
here everywhere somewhere around about out onto upon during until since via per plus etc together alone apart video
clip film movie footage scene shot picture image animation cinematic camera view frame screen background foreground
prompt text style look looks showing shows show shown seen depicts depicting featuring features filmed captured
sequence cut moment version beautiful pretty nice lovely amazing stunning gorgeous epic dramatic detailed highly
high low quality hd uhd 4k 8k resolution masterpiece best professional award winning vivid vibrant aesthetic
atmospheric majestic magical peaceful serene calm quiet slow fast multiple something things blows vintage happy cute
funny adorable sad big large small little tiny huge giant great tall short long wide deep old young new bright dark
warm cold hot soft light lights lighting shadow shadows glow glowing colorful colourful color colors full half side
sides edge edges end start middle center centre top bottom part parts piece way ways thing time times air sky sun
cloud clouds ground surroundings world place area distance land landscape scenery nature wear wears wearing wore
carry carries carrying hold holds holding dressed dress up body head face eyes hand hands shine shines cast casts
casting begin begins starting continue ease easily slightly gently along confidently casually surrounded covered
filled behind ahead left right very clearly visible appear appears curve curves tire tires roof rack dust kick kicks
bit lot lots kind sort type single lone lonely empty deserted abandoned sight either scattered throughout seem seems
itself himself herself patch patches reveal reveals revealing past among bring brings use using going through please
want create generate
"""
PLAIN_STEMS = frozenset(stem(word) for word in _PLAIN.split()) | PREPOSITIONS
"""Words that are read without a word: grammar, talk about film, praise, and what every scene has."""

_NEGATIONS = frozenset(["no", "without", "never", "nobody", "none", "neither", "nor"])
_NEGATED_WORDS = 6


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of the prompt that means something: words `first` to `stop`, characters `start` to `end`."""

    meanings: Sequence[Meaning]
    first: int
    stop: int
    start: int
    end: int
    is_negated: bool = False
    """It is said not to be there: "no cars"."""

    def of(self, fact: Fact) -> Meaning | None:
        """What it tells about one fact."""
        return next((meaning for meaning in self.meanings if meaning.fact is fact), None)

    @property
    def is_near(self) -> bool:
        """It means something that the theatre does not have."""
        return all(meaning.strength is Strength.NEAR for meaning in self.meanings)


@dataclass(frozen=True, slots=True)
class Scan:
    """A prompt's words, the stretches that mean something in their order, and the words that nothing explains."""

    words: Sequence[Word]
    matches: Sequence[Match]
    unknown: Sequence[int]
    """Indices into `words`."""

    def all(self, fact: Fact) -> list[Match]:
        """The stretches that tell of a fact, without those that deny it."""
        return [match for match in self.matches if match.of(fact) is not None and not match.is_negated]

    def match_at(self, word: int) -> Match | None:
        """The stretch that a word is in."""
        return next((match for match in self.matches if match.first <= word < match.stop), None)


def scan(prompt: str, lexicon: Lexicon, guesses: Mapping[str, Meaning] | None = None) -> Scan:
    """Find what means something in a prompt.

    Args:
        prompt: any text.
        lexicon: the phrases to look for; the longest one wins.
        guesses: meanings of single words, in lower case, that the lexicon does not have.
    """
    words = words_of(prompt)
    matches: list[Match] = []
    unknown: list[int] = []
    position = 0
    while position < len(words):
        count, meanings = lexicon.find(words, position)
        guess = (guesses or {}).get(words[position].text.lower())
        if not count and guess is not None:
            count, meanings = 1, (guess,)
        if count:
            start, end = words[position].start, words[position + count - 1].stop
            negated = _is_negated(words, position)
            matches.append(Match(meanings, position, position + count, start, end, negated))
        elif words[position].stem not in PLAIN_STEMS and not _is_number(words[position].text):
            unknown.append(position)
        position += count or 1
    return Scan(words, matches, unknown)


def _is_negated(words: Sequence[Word], position: int) -> bool:
    for before in range(position - 1, max(-1, position - 1 - _NEGATED_WORDS), -1):
        if words[before + 1].is_after_break:
            return False
        if words[before].text.lower() in _NEGATIONS:
            return True
    return False


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d+(?:st|nd|rd|th|s|k|mm)?", text.lower()) is not None
