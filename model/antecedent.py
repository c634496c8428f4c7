"""Who "she" is: gives a shot that starts with a pronoun the subject of the shots before it.

Every shot of a storyboard is rendered from its own words, so "she sits down" must say who sits down. English by rule,
for the plain sentences that prompts are made of; what is not clear is left as the artist wrote it. Knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_PHRASE_WORDS = 12

_SHE = frozenset(
    [
        "woman",
        "girl",
        "lady",
        "mother",
        "actress",
        "queen",
        "princess",
        "bride",
        "grandmother",
        "businesswoman",
        "waitress",
    ]
)
_HE = frozenset(
    [
        "man",
        "boy",
        "gentleman",
        "guy",
        "father",
        "cowboy",
        "king",
        "prince",
        "grandfather",
        "businessman",
        "detective",
        "waiter",
    ]
)
_PLURAL_OPENINGS = frozenset(["two", "three", "four", "five", "many", "several", "some", "people"])
_NO_SUBJECT = frozenset(
    ["camera", "view", "shot", "video", "footage", "scene", "film", "picture", "clip", "close-up", "photo", "image"]
)

_ARTICLE = re.compile(r"\b(?:an?|one|two|three|four|five|many|several|some|the)\s+", re.IGNORECASE)
_PAUSE = re.compile(r"[,.;:!?…()\n–—]|\s-\s")
_CAMERA = re.compile(r"\W*(?:the\s+)?camera\b", re.IGNORECASE)
_PRONOUN = re.compile(r"(?P<pronoun>she|he|it|they)(?:['’](?P<short>s|re))?\s+(?P<rest>\S)", re.IGNORECASE)
_VERBS = (
    "am is are was were does do did has have can will walks walk runs run stops stop turns turn jumps jump sits "
    "sit stands stand looks look goes go comes come leaves leave enters enter rides ride drives drive flies fly "
    "swims swim sails sail floats float drifts drift dances dance sways sway rests rest sleeps sleep lies lie "
    "waits wait stays stay moves move climbs climb falls fall rises rise lands land takes take picks pick opens "
    "open closes close waves wave smiles smile laughs laugh cries cry sings sing plays play eats eat drinks drink "
    "barks bark hops hop leaps leap skips skip strolls stroll hurries hurry wanders wander gallops gallop trots "
    "trot speeds speed rolls roll crosses cross passes pass chases chase follows follow watches watch approaches "
    "approach returns return disappears disappear appears appear glides glide flutters flutter spins spin rocks "
    "rock bounces bounce pauses pause continues continue keeps keep starts start begins begin heads head races "
    "race steps step marches march rushes rush vanishes vanish"
)
_VERB = re.compile(rf"\b(?:{'|'.join(_VERBS.split())}|\w+ing)\b", re.IGNORECASE)
_BARE_VERB = re.compile(rf"(?:{'|'.join(word for word in _VERBS.split() if word.endswith('s'))})\b", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:on|at|by|through|down|up|across|along|under|over|near|into|inside|outside|beside|behind|before|after|among|"
    r"between|against|from|past|around|toward|towards|to|during|as|while|who|that|which|and|in(?!\s+(?:an?|his|her)\b))\b",
    re.IGNORECASE,
)
_LEADS_TO_A_PLACE = re.compile(rf"(?:{_PLACE.pattern}|\bin)\s+\Z", re.IGNORECASE)
_WORN = re.compile(
    r"in\s+(?:an?|his|her)\s+(?:[\w-]+\s+){0,3}?(?:dress|gown|coat|jacket|raincoat|suit|spacesuit|robe|hat|skirt|shirt|"
    r"uniform|cloak|parka|costume|kimono|sweater|outfit|scarf|jeans|boots)\b",
    re.IGNORECASE,
)


def carry_subjects(texts: Sequence[str]) -> list[str]:
    """The texts of shots in order, those that open with a pronoun or a bare verb given the subject meant."""
    carried: list[str] = []
    subjects: list[str] = []  # who was spoken of, the latest last
    for text in texts:
        with_subject = _with_subject(text, subjects)
        subject = subject_phrase(with_subject)
        if subject:
            known = next((other for other in subjects if _names_again(subject, other)), subject)
            subjects = [other for other in subjects if other != known] + [known]
        carried.append(with_subject)
    return carried


def subject_phrase(text: str) -> str:
    """The first noun phrase that somebody could be called back by, "a woman in a red dress"; empty if none is clear."""
    for article in _ARTICLE.finditer(text):
        before, tail = text[: article.start()], text[article.end() :]
        if _LEADS_TO_A_PLACE.search(before) and not _CAMERA.match(before):
            continue
        stops = [_PAUSE.search(tail), _first_verb(tail), _place(tail)]
        noun = tail[: min([match.start() for match in stops if match], default=len(tail))].strip()
        words = noun.lower().split()
        if 0 < len(words) <= MAX_PHRASE_WORDS and _NO_SUBJECT.isdisjoint(words):
            return f"{article.group().strip().lower()} {noun}"
    return ""


def _first_verb(tail: str) -> re.Match[str] | None:
    """The first verb after at least one word: "a rocking horse" starts with none, "a woman wearing red" goes on."""
    for match in _VERB.finditer(tail):
        if match.start() and match.group().lower() != "wearing":
            return match
    return None


def _place(tail: str) -> re.Match[str] | None:
    """The first word that leads from the subject to a place; "in a red dress" still belongs to the subject."""
    for match in re.finditer(rf"{_PLACE.pattern}|\bin\b", tail, re.IGNORECASE):
        if not _WORN.match(tail, match.start()):
            return match
    return None


def _with_subject(text: str, subjects: Sequence[str]) -> str:
    found = _PRONOUN.match(text)
    if found is None:
        if not (subjects and _BARE_VERB.match(text)) or _is_plural(subjects[-1]):
            return text
        return f"{_like(text, subjects[-1])} {text[0].lower()}{text[1:]}"
    subject = _meant_by(found["pronoun"].lower(), subjects)
    verb = {"s": "is ", "re": "are "}.get((found["short"] or "").lower(), "")
    return f"{_like(text, subject)} {verb}{text[found.start('rest') :]}" if subject else text


def _meant_by(pronoun: str, subjects: Sequence[str]) -> str:
    """The one subject that a pronoun fits; empty where none does or two do."""
    surely = [subject for subject in subjects if pronoun in ("she", "he") and _gender(subject) == pronoun]
    fitting = surely or [subject for subject in subjects if _may_be(pronoun, subject)]
    return fitting[0] if len(fitting) == 1 else ""


def _like(text: str, subject: str) -> str:
    """The subject with a capital where the text has one."""
    return subject[0].upper() + subject[1:] if text[0].isupper() else subject


def _may_be(pronoun: str, subject: str) -> bool:
    if pronoun == "they" or _is_plural(subject):
        return pronoun == "they" and _is_plural(subject)
    return _gender(subject) in ("", pronoun) and not (pronoun == "it" and _gender(subject))


def _gender(subject: str) -> str:
    """The pronoun that a person's noun demands; empty for all else."""
    words = set(_noun_words(subject))
    if not words.isdisjoint(_SHE):
        return "she"
    return "" if words.isdisjoint(_HE) else "he"


def _noun_words(subject: str) -> list[str]:
    """The words up to the noun itself: "a woman in a red dress" is "a woman"."""
    return re.findall(r"[\w-]+", re.split(r" (?:in|with|wearing|of) ", subject.lower())[0])


def _names_again(subject: str, earlier: str) -> bool:
    """Whether "the dog" is the "a spotted dog" of before."""
    words, known = _noun_words(subject), _noun_words(earlier)
    return words[0] == "the" and bool(words[1:]) and set(words[1:]) <= set(known)


def _is_plural(subject: str) -> bool:
    return subject.split(" ", 1)[0] in _PLURAL_OPENINGS
