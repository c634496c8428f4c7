"""The words of a prompt with their places in it, and the stems by which different forms of a word are one.

A crude English stemmer: it only has to make "walks", "walking" and "walked" equal, not to be right about language.
Knows no vocabulary.
"""

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SIGN = re.compile(r"[\u2190-\u2bff\u3000-\u303f\ufe0e\ufe0f\U0001f000-\U0001ffff]+")
"""Arrows, dingbats and emoji: no letters, but somebody meant something by them."""

_BREAK = re.compile(r"[^\w\s'’\-‐‑]|\n")
_HYPHENS = ("-", "‐", "‑")

SKIPPED = frozenset(
    [
        "a", "an", "the", "its", "it's", "his", "her", "their", "my", "your", "our", "this", "that", "these", "those",
        "slowly", "quickly", "gently", "softly", "smoothly", "suddenly", "calmly", "gracefully", "steadily",
        "happily",
        "quietly", "very", "really", "quite", "just", "so", "too", "also", "then", "now", "again", "there", "fast",
    ]
)  # fmt: skip
"""Words without which a phrase still means the same; they are left out of every comparison."""

_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "people": "people", "geese": "goose", "mice": "mouse",
    "wolves": "wolf", "ran": "run", "flew": "fly", "flown": "fly", "drove": "drive", "driven": "drive",
    "rode": "ride",
    "ridden": "ride", "swam": "swim", "stood": "stand", "sat": "sit", "came": "come", "went": "go", "gone": "go",
    "goes": "go", "fell": "fall", "leapt": "leap", "slept": "sleep", "lay": "lie", "lying": "lie", "swung": "swing",
    "sang": "sing", "dying": "die", "colour": "color", "coloured": "colored", "grey": "gray", "harbour": "harbor",
    "watercolour": "watercolor", "watercolours": "watercolor", "towards": "toward", "was": "is", "were": "is",
    "are": "is",
    "leaves": "leave", "theatre": "theater", "colours": "color",
    "harbours": "harbor", "traveller": "traveler",
}  # fmt: skip

_KEPT = frozenset(
    [
        "off",
        "mars",
        "mare",
        "cape",
        "stare",
        "stares",
        "stage",
        "glasses",
        "parked",
        "tracking",
        "evening",
        "deserted",
        "shorts",
    ]
)
"""Words whose stem would be that of another word."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: characters `start` to `stop` of the prompt."""

    text: str
    stem: str
    start: int
    stop: int
    is_after_break: bool
    """Punctuation stands before it."""
    is_joined: bool
    """A hyphen joins it to the word before."""


def words_of(prompt: str) -> list[Word]:
    """The words of a prompt in order, without those that are skipped."""
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(prompt):
        if match.group().lower().replace("’", "'") in SKIPPED:
            continue
        gap = prompt[end : match.start()]
        is_first = not found
        found.append(
            Word(
                match.group(),
                stem(match.group()),
                match.start(),
                match.end(),
                is_first or _BREAK.search(gap) is not None,
                not is_first and gap in _HYPHENS,
            )
        )
        end = match.end()
    return found


def signs_of(prompt: str) -> list[tuple[int, int]]:
    """Places of arrows, dingbats and emoji, start and stop."""
    return [match.span() for match in _SIGN.finditer(prompt)]


def stems(phrase: str) -> tuple[str, ...]:
    """The stems of a phrase, without the words that are skipped."""
    return tuple(word.stem for word in words_of(phrase))


def stem(word: str) -> str:
    """A form that inflections of one word share: "walks", "walking" and "walked" are all "walk"."""
    text = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    text = _IRREGULAR.get(text, text)
    if text in _KEPT:
        return text
    if len(text) > 3:
        text = _without_ending(text)
    if len(text) > 3 and text[-1] == "e":
        text = text[:-1]
    if len(text) > 2 and text[-1] == text[-2] and text[-1] not in "aeiou":
        text = text[:-1]
    return text


def _without_ending(text: str) -> str:
    """Without plural, -ing or -ed, where a syllable remains."""
    if text.endswith(("ies", "ied")) and len(text) > 4:
        return text[:-3] + "y"
    if text.endswith(("sses", "xes", "ches", "shes", "zzes", "uses")):
        return text[:-2]
    if text.endswith("s") and not text.endswith(("ss", "us", "is")):
        return text[:-1]
    for ending in ("ing", "ed"):
        rest = text.removesuffix(ending)
        if rest != text and len(rest) > 2 and re.search(r"[aeiouy]", rest) and not text.endswith("eed"):
            return rest
    return text
