"""Casting: who a prompt is about, in which colour and clothes, and who stands beside. Reads a scan, not the text.

Knows nothing of places, doings or cameras.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from model.papercut.scan import Match, Scan
from model.papercut.theatre.cast import SPOTTED_SUBJECTS, WARDROBE, Accessory, Cast
from model.papercut.theatre.rules import COMPANIONS, has_room_for_companion
from model.papercut.theatre.vocabulary import GARMENT_WORDS, SUBJECT_WORDS, Action, Aspect, Colour, Subject
from model.papercut.wording import Fact, Meaning, Strength
from model.papercut.words import stem

PEOPLE = frozenset(GARMENT_WORDS)
"""Subjects whose colour is that of a garment."""

_VEHICLES = frozenset([Subject.CAR, Subject.BUS, Subject.BOAT, Subject.BICYCLE, Subject.BALLOON, Subject.HORSE])
_RIDES = frozenset(stem(word) for word in ["ride", "drive", "steer", "sail", "row", "pedal", "cycle", "paddle", "fly"])
_INTO = frozenset(["in", "on", "inside"])
_JOINS = frozenset(["and", "or"])
_STATES = frozenset(stem(word) for word in ["is", "looks", "in", "colored", "painted"])
_ADJECTIVES = (Fact.COLOUR, Fact.SPOTS, Fact.LOOK)
"""What may stand between a colour and its noun."""
_OWNERS = (Fact.SUBJECT, Fact.GARMENT, Fact.ACCESSORY)
_COLOUR_REACH = 4
"""A colour belongs to a noun that comes within so many words."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody or something on stage, as far as the prompt says."""

    match: Match
    subject: Subject
    noun: str
    colour: Meaning | None = None
    garment: str | None = None
    spotted: bool = False
    accessories: tuple[Accessory, ...] = ()
    has_roof_rack: bool = False


@dataclass(frozen=True, slots=True)
class Casting:
    """Who is on stage, and the stretches that could not be cast."""

    lead: Figure | None
    companion: Figure | None
    left_out: Sequence[Match]
    """Subjects and things to wear that do not fit on stage beside the lead."""
    stands_in: Sequence[tuple[Match, str]]
    """Stretches that something else stands in for, and what that is called."""


def cast_figures(scan: Scan) -> Casting:
    """Find the lead, its colour and clothes, and a companion."""
    mentions = _mentions(scan)
    if not mentions:
        return _cast_by_clothes(scan)
    lead_match = _lead(scan, mentions)
    lead_subject = _subject(lead_match)
    others = [match for match in mentions if _subject(match) is not lead_subject]
    beside = next((match for match in others if _can_stand_beside(lead_match, match)), None)
    wearers = [match for match in mentions if _subject(match) in PEOPLE]
    lead, odd_lead, lead_stands = _figure(scan, lead_match, wearers)
    companion, odd_companion, companion_stands = (None, [], []) if beside is None else _figure(scan, beside, wearers)
    uncast = {_subject(match): match for match in reversed(others) if match is not beside}
    if companion is not None:
        uncast.pop(companion.subject, None)
    if lead_subject is Subject.BICYCLE:  # it has a rider
        uncast = {subject: match for subject, match in uncast.items() if subject not in PEOPLE}
    return Casting(lead, companion, [*uncast.values(), *odd_lead, *odd_companion], [*lead_stands, *companion_stands])


def _mentions(scan: Scan) -> list[Match]:
    """Who is named; people in general only where nobody else is."""
    named = scan.all(Fact.SUBJECT)
    return [match for match in named if _strength(match) is not Strength.WEAK] or named


def _strength(match: Match) -> Strength:
    meaning = match.of(Fact.SUBJECT)
    return Strength.WEAK if meaning is None else meaning.strength


def _cast_by_clothes(scan: Scan) -> Casting:
    """ "A crimson gown" has somebody in it."""
    for match in scan.all(Fact.GARMENT):
        said = match.of(Fact.GARMENT)
        for subject, words in GARMENT_WORDS.items():
            if said is not None and said.say in words.seen + words.unseen:
                colour = _colour(scan, [], [match])
                garment = said.say if said.say in words.seen else words.seen[0]
                noun = SUBJECT_WORDS[subject].seen[0]
                return Casting(Figure(match, subject, noun, colour[1] if colour else None, garment), None, (), ())
    return Casting(None, None, (), ())


def _subject(match: Match) -> Subject:
    meaning = match.of(Fact.SUBJECT)
    assert meaning is not None  # noqa: S101 - the caller asked the scan for subjects
    return Subject(str(meaning.value))


def _lead(scan: Scan, mentions: Sequence[Match]) -> Match:
    """The first who is named; what a person rides or drives stands for both."""
    first = mentions[0]
    if _subject(first) not in PEOPLE:
        return first
    for other in mentions[1:]:
        if _subject(other) in _VEHICLES and _strength(other) is Strength.SURE:
            between = [word.stem for word in scan.words[first.stop : other.first]]
            if any(stem in _RIDES for stem in between) or (between and between[-1] in _INTO):
                return other
    return first


def _can_stand_beside(lead: Match, other: Match) -> bool:
    """Whether there is room for both; what they do to each other is not on stage."""
    has_room = has_room_for_companion(Cast(_subject(lead), Colour.RED), Action.STILL, Aspect.WIDE)
    return has_room and _subject(other) in COMPANIONS and _strength(other) is Strength.SURE


def _figure(scan: Scan, match: Match, wearers: Sequence[Match]) -> tuple[Figure, list[Match], list[tuple[Match, str]]]:
    """A figure with what belongs to it, what of that does not fit it, and what stands in for what."""
    meaning = match.of(Fact.SUBJECT)
    assert meaning is not None  # noqa: S101 - as in _subject
    subject = _subject(match)
    mine = [other for other in scan.all(Fact.SUBJECT) if _subject(other) is subject]
    things = [thing for thing in scan.all(Fact.ACCESSORY) if _wearer(thing, wearers) in (*mine, None)]
    worn, odd = _accessories(subject, things)
    garments = [thing for thing in scan.all(Fact.GARMENT) if subject in PEOPLE and _wearer(thing, wearers) in mine]
    garments = [garment for garment in garments if all(garment is not other for other in worn.values())]
    garment, stands_in = _garment(subject, garments)
    colour = _colour(scan, mine, garments)
    if colour is not None and colour[1].strength is Strength.NEAR:
        stands_in.append((colour[0], colour[1].say))
    if meaning.strength is Strength.NEAR:
        stands_in.append((match, meaning.say))
    stands_in += [(c, Colour.BLACK.value) for c in scan.all(Fact.COLOUR) if _is_of_black_thing(scan, c)]
    figure = Figure(
        match,
        subject,
        meaning.say,
        colour=colour[1] if colour else None,
        garment=garment,
        spotted=subject in SPOTTED_SUBJECTS and bool(scan.all(Fact.SPOTS)),
        accessories=tuple(worn),
        has_roof_rack=_has_roof_rack(scan, subject),
    )
    return figure, odd, stands_in


def _garment(subject: Subject, garments: Sequence[Match]) -> tuple[str | None, list[tuple[Match, str]]]:
    """What the subject wears in words of training, and the garments that it stands in for."""
    if not garments:
        return None, []
    words = GARMENT_WORDS[subject]
    says = [meaning.say for garment in garments if (meaning := garment.of(Fact.GARMENT)) is not None]
    known = words.seen + words.unseen
    odd = [(garment, words.seen[0]) for garment, say in zip(garments, says, strict=True) if say not in known]
    return (says[0] if says[0] in words.seen else words.seen[0]), odd


def _has_roof_rack(scan: Scan, subject: Subject) -> bool:
    return subject is Subject.CAR and {"roof", "rack"} <= {word.stem for word in scan.words}


def _wearer(thing: Match, wearers: Sequence[Match]) -> Match | None:
    """Whoever was named last before something to wear and has such a thing, else whoever was named last or first."""
    before = [match for match in reversed(wearers) if match.first < thing.first]
    fitting = [match for match in before if _has_such(_subject(match), thing)]
    return next(iter([*fitting, *before, *wearers]), None)


def _has_such(subject: Subject, thing: Match) -> bool:
    garment, accessory = thing.of(Fact.GARMENT), thing.of(Fact.ACCESSORY)
    words = GARMENT_WORDS[subject]
    is_garment = garment is not None and garment.say in words.seen + words.unseen
    return is_garment or (accessory is not None and accessory.value in WARDROBE.get(subject, {}))


def _accessories(subject: Subject, matches: Sequence[Match]) -> tuple[dict[Accessory, Match], list[Match]]:
    """What the wardrobe has for the subject, and the rest."""
    worn: dict[Accessory, Match] = {}
    odd = []
    for match in matches:
        meaning = match.of(Fact.ACCESSORY)
        accessory = Accessory(str(meaning.value)) if meaning is not None else None
        if accessory is not None and accessory in WARDROBE.get(subject, {}):
            worn.setdefault(accessory, match)
        elif match.of(Fact.GARMENT) is None:
            odd.append(match)
    return worn, odd


def _colour(scan: Scan, mine: Sequence[Match], garments: Sequence[Match]) -> tuple[Match, Meaning] | None:
    """The colour said of a garment, else of the figure itself."""
    owned = [(colour, _owner(scan, colour, mine)) for colour in scan.all(Fact.COLOUR)]
    for owners in (garments, mine):
        for colour, owner in owned:
            meaning = colour.of(Fact.COLOUR)
            if meaning is not None and any(owner is other for other in owners):
                return colour, meaning
    return None


def _owner(scan: Scan, colour: Match, mine: Sequence[Match]) -> Match | None:
    """The stretch that a colour is said of: the noun after it, else the figure before "is red", "in red" or ", red"."""
    if colour.of(Fact.GARMENT) is not None:
        return colour  # "a black jacket" is both
    for position in range(colour.stop, min(len(scan.words), colour.stop + _COLOUR_REACH)):
        word, match = scan.words[position], scan.match_at(position)
        if word.is_after_break:
            break
        if match is None and word.stem in _JOINS:
            if position + 1 < len(scan.words) and _is_colour(scan.match_at(position + 1)):
                continue
            break
        is_noun = match is not None and any(match.of(fact) for fact in _OWNERS)
        if match is not None and (is_noun or not any(match.of(fact) for fact in _ADJECTIVES)):
            return match if is_noun else _said_before(scan, colour, mine)
        if match is None and position in scan.unknown:
            return None  # "red lipstick"
    return _said_before(scan, colour, mine)


def _is_of_black_thing(scan: Scan, colour: Match) -> bool:
    """Boots, purses and jackets are black on stage, whatever is said."""
    thing, said = _owner(scan, colour, ()), colour.of(Fact.COLOUR)
    meaning = thing.of(Fact.ACCESSORY) if thing is not None else None
    is_black = meaning is not None and meaning.value in (Accessory.BOOTS, Accessory.PURSE, Accessory.DARK_JACKET)
    return is_black and said is not None and said.value is not Colour.BLACK


def _said_before(scan: Scan, colour: Match, mine: Sequence[Match]) -> Match | None:
    before = [match for match in mine if match.stop <= colour.first]
    if not before:
        return None
    gap = scan.words[before[-1].stop : colour.first]
    is_predicate = bool(gap) and gap[-1].stem in _STATES
    is_apposition = not gap and scan.words[colour.first].is_after_break
    return before[-1] if is_predicate or is_apposition else None


def _is_colour(match: Match | None) -> bool:
    return match is not None and match.of(Fact.COLOUR) is not None
