"""Reading: a prompt taken apart into the facts that the theatre knows, and the words that it has no counterpart for.

Knows what belongs to what in plain English sentences, by rule. Does not write: that is for `model.papercut.long_form`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from model.papercut.casting import Casting, Figure, cast_figures
from model.papercut.scan import Match, Scan
from model.papercut.theatre.rules import times_of_day, weathers
from model.papercut.theatre.vocabulary import (
    TIME_WORDS,
    WEATHER_WORDS,
    Action,
    Look,
    Setting,
    TimeOfDay,
    Weather,
)
from model.papercut.wording import PREPOSITIONS, Fact, Meaning, Strength, canonical, covered_stems, spell_setting
from model.papercut.words import stems
from model.spec import Mark

_SETTING_SCORES = {Strength.SURE: 2.0, Strength.NEAR: 1.5, Strength.WEAK: 0.5}
_SCORE_OF_PREPOSITION = 0.5
_SCORE_OF_FURTHER_WORD = 0.25
_PLACES_WITH_PEOPLE = frozenset([Setting.NEON_STREET, Setting.WINDOW_ROOM])


@dataclass(slots=True)
class Facts:
    """What a prompt says, each fact in words of training; None or empty where it says nothing."""

    setting: Meaning | None = None
    details: list[str] = field(default_factory=list)
    """Sentences of training about the setting that the prompt has word for word."""
    lead: Figure | None = None
    companion: Figure | None = None
    travel: str | None = None
    action: Meaning | None = None
    camera: Meaning | None = None
    time: Meaning | None = None
    weather: Meaning | None = None
    look: Meaning | None = None
    people: bool = False
    """People in general are about."""
    people_in_front: bool = False
    """They pass in front of the subject."""
    dust: bool = False
    is_deserted: bool = False
    """The prompt says that nobody is there."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt understood as far as possible."""

    facts: Facts
    marks: tuple[Mark, ...]


def read(scan: Scan, name_nearest: Callable[[str], str | None]) -> Reading:
    """Put together what a scan found.

    Args:
        scan: the prompt's stretches that mean something, and its unknown words.
        name_nearest: names the thing on stage that comes nearest to an unknown word, if any does.
    """
    return _Reader(scan, name_nearest).read()


class _Reader:
    """Reads one prompt; collects marks on the way."""

    def __init__(self, scan: Scan, name_nearest: Callable[[str], str | None]) -> None:
        self._scan = scan
        self._name_nearest = name_nearest
        self._facts = Facts()
        self._marks: list[Mark] = []

    def read(self) -> Reading:
        self._read_setting()
        self._read_figures()
        self._read_action()
        self._read_camera()
        self._read_light_and_air()
        self._read_look()
        self._read_people()
        self._mark_unknown()
        return Reading(self._facts, _in_order(self._marks))

    def _mark(self, match: Match, nearest: str | None) -> None:
        self._marks.append(Mark(match.start, match.end, nearest))

    def _read_setting(self) -> None:
        """The place that most speaks for; the others are marked, because a scene plays in one place."""
        scores: dict[Setting, float] = {}
        found = self._scan.all(Fact.SETTING)
        for match in found:
            setting, score = self._vote(match)
            scores[setting] = scores.get(setting, 0.0) + score
        if not scores:
            return
        chosen = max(scores, key=lambda setting: scores[setting])  # the first of equals
        mine = [match for match in found if self._vote(match)[0] is chosen]
        best = max((_meaning(match, Fact.SETTING) for match in mine), key=lambda meaning: meaning.strength)
        self._facts.setting = self._word_for_word(mine) or spell_setting(
            best, self._said_of_the_place(), self._is_old_film()
        )
        details = [_meaning(match, Fact.DETAIL) for match in self._scan.all(Fact.DETAIL)]
        self._facts.details = list(dict.fromkeys(m.say for m in details if m.value is chosen))
        for match in found:
            meaning = _meaning(match, Fact.SETTING)
            is_place = meaning.strength is not Strength.WEAK and len(match.meanings) == 1
            if meaning.strength is Strength.NEAR or (is_place and meaning.value is not chosen):
                self._mark(match, self._facts.setting.say)

    def _word_for_word(self, matches: Sequence[Match]) -> Meaning | None:
        """The longest phrase of training that the prompt has as it is, preposition and all."""
        whole = [
            match
            for match in matches
            if set(stems(_meaning(match, Fact.SETTING).say))
            <= {word.stem for word in self._scan.words[match.first : match.stop]}
        ]
        longest = max(whole, key=lambda match: match.stop - match.first, default=None)
        return None if longest is None else _meaning(longest, Fact.SETTING)

    def _said_of_the_place(self) -> list[str]:
        """The stems of the prompt, without those of figures and doings."""
        taken = [m for m in self._scan.matches if m.of(Fact.SETTING) is None and m.of(Fact.DETAIL) is None]
        inside = {index for match in taken for index in range(match.first, match.stop)}
        return [word.stem for index, word in enumerate(self._scan.words) if index not in inside]

    def _vote(self, match: Match) -> tuple[Setting, float]:
        meaning = _meaning(match, Fact.SETTING)
        strength = Strength.WEAK if len(match.meanings) > 1 else meaning.strength
        score = _SETTING_SCORES[strength] + _SCORE_OF_FURTHER_WORD * (match.stop - match.first - 1)
        words = self._scan.words
        leads_in = words[match.first].stem in PREPOSITIONS or (
            match.first > 0 and words[match.first - 1].stem in PREPOSITIONS and not words[match.first].is_after_break
        )
        return Setting(str(meaning.value)), score + _SCORE_OF_PREPOSITION * leads_in

    def _is_old_film(self) -> bool:
        return any(_meaning(match, Fact.LOOK).value is Look.SEPIA for match in self._scan.all(Fact.LOOK))

    def _read_figures(self) -> None:
        casting: Casting = cast_figures(self._scan)
        self._facts.lead, self._facts.companion = casting.lead, casting.companion
        for match in casting.left_out:
            self._mark(match, None)
        for match, noun in casting.stands_in:
            self._mark(match, noun)

    def _read_action(self) -> None:
        """The first deed that moves; standing still only where nothing moves."""
        ends_of_people = {match.stop for match in self._scan.all(Fact.PASSERS_BY)}
        travels = [match for match in self._scan.all(Fact.TRAVEL) if match.first not in ends_of_people]
        says = [_meaning(match, Fact.TRAVEL).say for match in travels]
        self._facts.travel = max(says, key=lambda say: len(say.split()), default=None)
        deeds = []
        for match in self._scan.matches:
            meaning = match.of(Fact.DIRECTION) if self._facts.travel else None
            meaning = meaning or match.of(Fact.ACTION)
            if meaning is not None and not match.is_negated and not self._says_where_it_is(match):
                deeds.append(meaning)
                if meaning.strength is Strength.NEAR:
                    # Whoever travels goes on doing so where the weights know no such way to go.
                    is_on_the_way = meaning.value is Action.STILL and self._facts.travel is not None
                    self._mark(match, "sideways" if is_on_the_way else meaning.say)
        moving = [deed for deed in deeds if deed.value is not Action.STILL]
        if moving or not travels:
            self._facts.action = next(iter(moving or deeds), None)

    def _says_where_it_is(self, match: Match) -> bool:
        """ "On the left" is a place in the picture, not a way to go."""
        before = self._scan.words[match.first - 1].stem if match.first else ""
        return match.of(Fact.DIRECTION) is not None and before == "on"

    def _read_camera(self) -> None:
        cameras = self._scan.all(Fact.CAMERA)
        if cameras:
            self._facts.camera = _surest(cameras, Fact.CAMERA)
        for match in cameras:
            meaning = _meaning(match, Fact.CAMERA)
            if meaning.strength is Strength.NEAR:
                self._mark(match, meaning.say)

    def _read_light_and_air(self) -> None:
        """Time of day and weather, as far as the place allows them; what it does not is marked."""
        place = Setting(str(self._facts.setting.value)) if self._facts.setting else None
        times = times_of_day(place) if place else tuple(TimeOfDay)
        airs = weathers(place) if place else tuple(Weather)
        self._facts.time = self._allowed(Fact.TIME, times, TIME_WORDS[times[0]].seen[0])
        if self._facts.time is not None and self._facts.time.value is TimeOfDay.DAY:
            later = [m for m in map(_of_time, self._scan.all(Fact.TIME)) if m.value is not TimeOfDay.DAY]
            self._facts.time = next((m for m in later if m.value in times), self._facts.time)  # sunlight at sunset
        self._facts.weather = self._allowed(Fact.WEATHER, airs, WEATHER_WORDS[airs[0]].seen[0])

    def _allowed(self, fact: Fact, values: Sequence[TimeOfDay] | Sequence[Weather], instead: str) -> Meaning | None:
        said = None
        for match in self._scan.all(fact):
            meaning = _meaning(match, fact)
            if self._is_part_of_the_place(match):
                continue
            if meaning.value in values:
                said = said or meaning
                if meaning.strength is Strength.NEAR:
                    self._mark(match, meaning.say)
            else:
                self._mark(match, instead)
        return said

    def _is_part_of_the_place(self, match: Match) -> bool:
        """ "Snow" belongs to a snowy field and "moon" to the moon; elsewhere they are weather and night."""
        if self._facts.setting is None:
            return False
        covered = covered_stems(Setting(str(self._facts.setting.value)))
        setting = match.of(Fact.SETTING)
        if setting is not None and setting.value is self._facts.setting.value:
            return True
        is_one_word = match.stop - match.first == 1
        return is_one_word and self._scan.words[match.first].stem in covered - _WEATHER_STEMS

    def _read_look(self) -> None:
        looks = [match for match in self._scan.all(Fact.LOOK) if not self._is_part_of_the_place(match)]
        for match in looks:
            meaning = _meaning(match, Fact.LOOK)
            if meaning.strength is Strength.NEAR:
                self._mark(match, canonical(meaning).say)
        look = _surest(looks, Fact.LOOK) if looks else None
        # Everything is made of paper: as a stand-in for another look it needs no word.
        if look is not None and not (look.value is Look.PAPER and look.strength is Strength.NEAR):
            self._facts.look = look

    def _read_people(self) -> None:
        people = self._scan.all(Fact.PASSERS_BY)
        words = [word.stem for word in self._scan.words]
        self._facts.people = bool(people)
        self._facts.people_in_front = any("front" in words[match.first : match.stop + 2] for match in people)
        self._facts.dust = "dust" in words
        self._facts.is_deserted = not _DESERTED.isdisjoint(words) or any(
            match.is_negated and (match.of(Fact.PASSERS_BY) or match.of(Fact.SUBJECT)) for match in self._scan.matches
        )

    def _mark_unknown(self) -> None:
        place = self._facts.setting
        covered = covered_stems(Setting(str(place.value))) if place else frozenset()
        for index in self._scan.unknown:
            word = self._scan.words[index]
            if word.stem not in covered:
                self._marks.append(Mark(word.start, word.stop, self._name_nearest(word.text)))


_DESERTED = frozenset(["empty", "deserted", "nobody", "abandon"])
_WEATHER_STEMS = frozenset(["rain", "rainy", "fog", "wind"])


def _meaning(match: Match, fact: Fact) -> Meaning:
    meaning = match.of(fact)
    if meaning is None:
        raise ValueError(f"got a stretch without {fact}, expected one that scan.all({fact}) gave")
    return meaning


def _of_time(match: Match) -> Meaning:
    return _meaning(match, Fact.TIME)


def _surest(matches: Sequence[Match], fact: Fact) -> Meaning:
    """The first that is surely meant, else the first."""
    return max((_meaning(match, fact) for match in matches), key=lambda meaning: meaning.strength)


def _in_order(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Marks by their place, none twice and none over another."""
    ordered: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.stop)):
        if not ordered or mark.start >= ordered[-1].stop:
            ordered.append(mark)
    return tuple(ordered)
