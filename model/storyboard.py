"""One prompt that tells several shots becomes a proposed storyboard: where to cut, and how long each shot is.

Finds numbered shots ("Shot 1: … Shot 2: …", "1. … 2. …") and words that cut ("cut to", "and then"). Reads English by
rule and knows no model, no language model and no torch; the artist sees the proposal and may change it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from model.antecedent import carry_subjects
from model.spec import Shot

MAX_SHOTS = 12
MAX_SECONDS = 60.0
GROWN_SHOT_SECONDS = 2.0
"""Length of each shot where the asked length has not a second for each."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One shot as the prompt tells it; `seconds` where the prompt itself says how long."""

    text: str
    seconds: float | None = None
    opening: str = ""
    """What the prompt says of all its shots, before the first."""


_SHOT_LABEL = re.compile(
    r"\b(?:shot|scene)\s*\#?\s*(?P<number>\d{1,2})\s*"
    r"(?:[(\[]\s*(?P<seconds>\d{1,2}(?:\.\d)?)\s*(?:s|sec|secs|seconds)\s*[)\]]\s*)?"
    r"(?:[:.)–—]|-(?=\s))\s*",
    re.IGNORECASE,
)
_LIST_LABEL = re.compile(r"(?:^|(?<=\s))(?P<number>\d{1,2})[.)]\s+(?=\S)")
_HEADING = re.compile(
    r"(?:(?:my|a|the|one|two|three|four|five|\d+|storyboard|shots?|scenes?|list|in|of|with)\W+)+", re.I
)
_ENDS_A_SENTENCE = (".", "!", "?", "…", ":", ";")

_CUT = re.compile(
    r"(?:(?<=[.!?…])|(?P<pause>\s*[,;:–—-]|\n))?\s*"
    r"\b(?:and\s+|then\s+|we\s+|hard\s+|smash\s+|jump\s+|match\s+|(?:the\s+)?(?:camera|scene|film|video|picture)\s+)*"
    r"cuts?\s+to\b\s*[:,–—-]?\s*(?=\S)",
    re.IGNORECASE,
)
_IS_NO_CUT = re.compile(
    r"\b(?:is|are|was|were|be|been|being|gets?|hair|beard|grass|lawn|hedge|paper|cloth|fabric|wood|stone|gem)\Z", re.I
)
_OPENS_A_BARE_SHOT = re.compile(r"(?:an?|the|another|two|three|people|close-?up|wide)\b", re.I)

_THEN = re.compile(
    r"(?:(?<=[.!?…])\s*|(?P<pause>\s*[,;:–—]|\s-|\n)\s*|\s+)(?P<joined>and\s+)?then\b,?\s+(?=\S)", re.IGNORECASE
)
_IS_NO_THEN = re.compile(
    r"\b(?:now|since|by|until|till|just|back|even|from|only|but|the|was|were|is|are|than|here|there)\Z", re.I
)
_IS_A_SET_PHRASE = re.compile(r"(?:and\s+now|again|some)\b", re.I)
_OPENS_A_BARE_CLAUSE = re.compile(r"(?:an?|the|another|two|three|she|he|it|they|we|suddenly|slowly|[a-z]{2,}s)\b", re.I)
_IS_A_CONDITION = re.compile(r"(?:^|[.!?;]\s+)(?:if|when|once)\b[^.!?;]*\Z", re.I)


def propose_shots(prompt: str, seconds: float) -> tuple[Shot, ...]:
    """The storyboard that a prompt tells, or the prompt as one shot.

    The text of each shot is the artist's own, without the words that cut. Text before the first number is said of
    every shot. A shot that only says "she" gets the subject of the shots before it, where that is clear.

    Args:
        prompt: any text.
        seconds: length of the whole clip that was asked for.

    Returns:
        One to 12 shots, at most 60 s together; of several, each has at least a second. One shot keeps the prompt as
        written.

    Raises:
        ValueError: `seconds` is no positive number.
    """
    if not (math.isfinite(seconds) and seconds > 0):
        raise ValueError(f"got {seconds} seconds, expected a positive number; say how long the clip shall be.")
    told = _numbered(prompt, _SHOT_LABEL) or _numbered(prompt, _LIST_LABEL) or _joined(prompt)
    if len(told) < 2:
        return (Shot(prompt, min(seconds, MAX_SECONDS)),)
    _, *texts = carry_subjects([told[0].opening, *(shot.text for shot in told)])
    lengths = _said_lengths(told) or _even_lengths(len(told), seconds)
    return tuple(
        Shot(f"{shot.opening} {text}".strip(), length) for shot, text, length in zip(told, texts, lengths, strict=True)
    )


def _numbered(prompt: str, label: re.Pattern[str]) -> list[_Told]:
    """The shots between labels that count 1, 2, 3, … up to 12; none where there are fewer than two."""
    labels: list[re.Match[str]] = []
    for match in label.finditer(prompt):
        if int(match["number"]) == len(labels) + 1 <= MAX_SHOTS:
            labels.append(match)
    if len(labels) < 2:
        return []
    before = prompt[: labels[0].start()]
    opening = before.strip()
    if label is _LIST_LABEL and opening and not (opening.endswith(_ENDS_A_SENTENCE) or "\n" in before):
        return []  # "on the 1. of May" is no list
    if _HEADING.fullmatch(opening + " "):
        opening = ""
    stops = [match.start() for match in labels[1:]] + [len(prompt)]
    told = []
    for match, stop in zip(labels, stops, strict=True):
        text = prompt[match.end() : stop].strip()
        if _says_something(text):
            said = match.groupdict().get("seconds")
            told.append(_Told(text, float(said) if said else None, opening))
    return told


def _joined(prompt: str) -> list[_Told]:
    """The shots between words that cut; at most 12, the last keeps the rest."""
    cuts = sorted(
        [match.span() for match in _CUT.finditer(prompt) if _is_cut(prompt, match)]
        + [match.span() for match in _THEN.finditer(prompt) if _is_then(prompt, match)],
        key=lambda span: (span[0], -span[1]),  # ", then cut to" before ", then"
    )
    told: list[_Told] = []
    start = 0
    for cut_start, cut_stop in cuts:
        text = prompt[start:cut_start].strip()
        if cut_start < start:
            continue  # "then cut to" was found twice
        if _says_something(text) and _says_something(prompt[cut_stop:]) and len(told) < MAX_SHOTS - 1:
            told.append(_Told(text))
            start = cut_stop
        elif not told and not text:
            start = cut_stop  # the prompt opens with "Cut to:"
    return [*told, _Told(prompt[start:].strip())]


def _is_cut(prompt: str, match: re.Match[str]) -> bool:
    before, after = prompt[: match.start()].rstrip(), prompt[match.end() :]
    stands_apart = match["pause"] is not None or not before or before.endswith(_ENDS_A_SENTENCE)
    has_lead = not match.group().strip(" ,;:–—-\n").lower().startswith("cut")
    if stands_apart or has_lead:
        return True
    return bool(_OPENS_A_BARE_SHOT.match(after)) and not _IS_NO_CUT.search(before)


def _is_then(prompt: str, match: re.Match[str]) -> bool:
    before, after = prompt[: match.start()].rstrip(), prompt[match.end() :]
    if _IS_A_SET_PHRASE.match(after) or _IS_A_CONDITION.search(before):
        return False
    if match["pause"] is not None or before.endswith(_ENDS_A_SENTENCE):
        return True
    if _IS_NO_THEN.search(before):
        return False  # "now and then", "since then"
    return match["joined"] is not None or bool(_OPENS_A_BARE_CLAUSE.match(after))


def _says_something(text: str) -> bool:
    """Whether there is more than punctuation; a picture sign or another script says something."""
    return any(sign.isalnum() or ord(sign) > 0x2FFF for sign in text)


def _said_lengths(told: list[_Told]) -> list[float] | None:
    """The seconds that the prompt itself gives, where it gives them for every shot and they are possible."""
    said = [shot.seconds for shot in told if shot.seconds is not None]
    if len(said) < len(told) or min(said) < 1 or sum(said) > MAX_SECONDS:
        return None
    return said


def _even_lengths(count: int, seconds: float) -> list[float]:
    """Equal lengths in tenths of a second, the first shots taking what is left over."""
    total = min(seconds, MAX_SECONDS)
    if total < count:
        return [GROWN_SHOT_SECONDS] * count
    tenths, left_over = divmod(int(total * 10), count)
    return [(tenths + (number < left_over)) / 10 for number in range(count)]
