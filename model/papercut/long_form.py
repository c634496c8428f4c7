"""The long form: the facts of a prompt as one caption in the words and the order of the theatre's training captions.

What matters most comes first, because the text encoder reads 64 tokens: look, subject with colour, action, company,
place, light, weather, camera; then people and details while there is room. Knows nothing of how a prompt was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from model.papercut.casting import PEOPLE, Figure
from model.papercut.defaults import fitting_camera, natural_action, natural_colour, resident
from model.papercut.reading import Facts
from model.papercut.repertoire import Repertoire
from model.papercut.theatre.cast import Accessory
from model.papercut.theatre.phrases import article
from model.papercut.theatre.rules import WALKS, has_room_for_passers_by
from model.papercut.theatre.vocabulary import (
    AWAY_WORDS,
    CAMERA_WORDS,
    COLOUR_WORDS,
    DIRECTION_WORDS,
    FAIR_WEATHER_PHRASES,
    FOLLOW_BEHIND_WORDS,
    GARMENT_WORDS,
    PASSERS_BY_WORDS,
    SUBJECT_WORDS,
    TIME_WORDS,
    TRAVEL_WORDS,
    Action,
    Camera,
    Colour,
    Setting,
    Subject,
    TimeOfDay,
    Weather,
)
from model.papercut.wording import Fact
from model.papercut.words import stem

ENOUGH_WORDS = 38
"""A caption this long gets no further sentences."""

_WORN: dict[Accessory, str] = {
    Accessory.HAT: "a hat",
    Accessory.SCARF: "a scarf",
    Accessory.SUNGLASSES: "sunglasses",
    Accessory.BOOTS: "black boots",
    Accessory.BACKPACK: "a backpack",
}
_CARRIED: dict[Accessory, str] = {Accessory.PURSE: "carries a black purse", Accessory.UMBRELLA: "holds an umbrella"}
_PEOPLE_ABOUT: dict[Setting, str] = {
    Setting.NEON_STREET: "Many pedestrians walk about",
    Setting.WINDOW_ROOM: "People pass by outside",
}
_FAST = frozenset(["runs", "speeds", "gallops", "hurries", "trots", "is running", "speeds up and drives"])
_ALWAYS_ONE_LIGHT = frozenset([Setting.NEON_STREET, Setting.MOON])


@dataclass(frozen=True, slots=True)
class _Deed:
    """What the subject does, and the words for it."""

    action: Action | None
    say: str


def write_long_form(facts: Facts, repertoire: Repertoire) -> str:
    """One caption for the facts; empty where there is neither a subject nor a place."""
    place = Setting(str(facts.setting.value)) if facts.setting else None
    subject = facts.lead.subject if facts.lead else None
    if subject is None and place is not None and not facts.is_deserted:
        subject = resident(place, repertoire)
    if subject is None:
        return _scenery(facts) if place is not None else ""
    colour = _lead_colour(facts, subject, place, repertoire)
    deed = _deed(facts, subject, repertoire)
    parts = [
        _figure_phrase(subject, colour, facts.lead),
        deed.say,
        _company(facts, place, colour, repertoire),
        facts.setting.say if facts.setting else "",
        *_circumstances(facts, place),
    ]
    camera_move, camera = _camera(facts, deed)
    first = f"{_look(facts)}{' '.join(part for part in parts if part)}, {camera}"
    return _finish([first, *_further(facts, place, subject, deed, camera_move)])


def _scenery(facts: Facts) -> str:
    """A caption of a place where nobody is."""
    assert facts.setting is not None  # noqa: S101 - the caller looked
    place = facts.setting.say.split(" ", 1)[1]
    light = _circumstances(facts, Setting(str(facts.setting.value)))
    return _finish([_look(facts) + " ".join(part for part in (place, *light) if part), *facts.details])


def _finish(sentences: Sequence[str]) -> str:
    kept: list[str] = []
    for sentence in sentences:
        if not kept or sum(len(other.split()) for other in kept) + len(sentence.split()) <= ENOUGH_WORDS:
            kept.append(sentence)
    return " ".join(sentence[0].upper() + sentence[1:] + "." for sentence in kept)


def _look(facts: Facts) -> str:
    """The finish with "of" after it, or nothing."""
    if facts.look is None:
        return ""
    noun = facts.look.say
    return f"{noun} of " if noun.endswith(("footage", "watercolor")) else f"{article(noun)} {noun} of "


def _lead_colour(facts: Facts, subject: Subject, place: Setting | None, repertoire: Repertoire) -> str:
    if facts.lead is not None and facts.lead.colour is not None:
        return facts.lead.colour.say
    beside = facts.companion.colour if facts.companion else None
    taken = Colour(str(beside.value)) if beside else None
    return COLOUR_WORDS[natural_colour(subject, place, repertoire, taken)].seen[0]


def _figure_phrase(subject: Subject, colour: str, figure: Figure | None, brief: bool = False) -> str:
    """ "A spotted white dog", "a woman in a red dress and sunglasses", with the article."""
    noun = figure.noun if figure else SUBJECT_WORDS[subject].seen[0]
    if subject in PEOPLE:
        phrase = f"{noun} in {_outfit(subject, colour, figure, brief)}"
    else:
        spots = "spotted " if figure and figure.spotted else ""
        rack = " with a black roof rack" if figure and figure.has_roof_rack else ""
        phrase = f"{colour} {spots}{noun}{rack}"
    return f"{article(phrase)} {phrase}"


def _outfit(subject: Subject, colour: str, figure: Figure | None, brief: bool) -> str:
    garment = f"{colour} {(figure.garment if figure else None) or GARMENT_WORDS[subject].seen[0]}"
    items = [f"{article(garment)} {garment}"]
    worn = figure.accessories if figure and not brief else ()
    if Accessory.DARK_JACKET in worn:
        items.insert(0, "a black leather jacket")
    items += [say for accessory, say in _WORN.items() if accessory in worn]
    said = items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
    return "".join([said, *(f" and {say}" for accessory, say in _CARRIED.items() if accessory in worn)])


def _company(facts: Facts, place: Setting | None, lead_colour: str, repertoire: Repertoire) -> str:
    figure = facts.companion
    if figure is None:
        return ""
    if figure.colour is not None:
        colour = figure.colour.say
    else:
        taken = next((name for name, words in COLOUR_WORDS.items() if lead_colour in words.seen), None)
        colour = COLOUR_WORDS[natural_colour(figure.subject, place, repertoire, taken)].seen[0]
    return f"next to {_figure_phrase(figure.subject, colour, figure, brief=True)}"


def _deed(facts: Facts, subject: Subject, repertoire: Repertoire) -> _Deed:
    camera = Camera(str(facts.camera.value)) if facts.camera else None
    if facts.action is None:
        from_behind = facts.camera is not None and "behind" in facts.camera.say
        action = natural_action(camera, from_behind, facts.travel is not None, repertoire)
        if action is None:
            return _Deed(None, "")
        way = AWAY_WORDS.seen[0] if action is Action.AWAY else DIRECTION_WORDS[action].seen[1]
        return _Deed(action, f"{_travel(facts, subject)} {way}")
    action = Action(str(facts.action.value))
    if action is Action.AWAY and facts.travel is not None and facts.action.fact is Fact.ACTION:
        way = AWAY_WORDS.seen["distance" in facts.action.say]
        return _Deed(action, f"{_travel(facts, subject)} {way}")
    if action in WALKS or facts.action.fact is Fact.DIRECTION:
        return _Deed(action, f"{_travel(facts, subject)} {facts.action.say}")
    return _Deed(action, facts.action.say)


def _travel(facts: Facts, subject: Subject) -> str:
    """The subject's own verb of going that comes nearest to the prompt's."""
    verbs, said = TRAVEL_WORDS[subject], facts.travel
    if said is None:
        return verbs[0]
    stems = {stem(word) for word in said.split()}
    same = [verb for verb in verbs if verb == said] + [verb for verb in verbs if stem(verb.split()[-1]) in stems]
    quick = [verb for verb in verbs if verb in _FAST] if said in _FAST else []
    return next(iter(same + quick), verbs[0])


def _circumstances(facts: Facts, place: Setting | None) -> list[str]:
    """Time of day and weather."""
    is_bad = facts.weather is not None and facts.weather.value is not Weather.CLEAR
    time = "" if facts.time is None or place in _ALWAYS_ONE_LIGHT else facts.time.say
    if is_bad and time in FAIR_WEATHER_PHRASES:
        time = TIME_WORDS[TimeOfDay.DAY].seen[0]
    weather = facts.weather.say if facts.weather else ""
    return [time, f"{weather} outside" if is_bad and place is Setting.WINDOW_ROOM else weather]


def _camera(facts: Facts, deed: _Deed) -> tuple[Camera, str]:
    if facts.camera is None:
        return Camera.STATIC, CAMERA_WORDS[Camera.STATIC].seen[0]
    camera = fitting_camera(deed.action, Camera(str(facts.camera.value)))
    if camera is Camera.FOLLOW and deed.action is Action.AWAY:
        return camera, FOLLOW_BEHIND_WORDS.seen[0]
    is_as_said = camera is facts.camera.value and "behind" not in facts.camera.say
    return camera, facts.camera.say if is_as_said else CAMERA_WORDS[camera].seen[0]


def _further(facts: Facts, place: Setting | None, subject: Subject, deed: _Deed, camera: Camera) -> list[str]:
    """Sentences after the first: people who pass, then what the prompt says word for word of the place."""
    found = list(facts.details)
    if facts.people:
        about = _PEOPLE_ABOUT.get(place) if place else None
        has_room = has_room_for_passers_by(place or Setting.PARK, subject, deed.action or Action.STILL, camera)
        if facts.people_in_front or about is None:
            found = [PASSERS_BY_WORDS.seen[0], *found] if has_room else found
        elif about not in found:
            found.append(about)
    if facts.dust and subject in (Subject.CAR, Subject.BUS) and deed.action is not Action.STILL:
        found.append("Dust kicks up from its tires")
    return found
