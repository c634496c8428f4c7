"""The theatre's vocabulary: what can be on stage, and every word that names it.

Each thing has words used in training captions and a few `unseen` words that no training caption ever uses; the
latter measure how far the model understands synonyms it was never told. Knows nothing of pixels.
"""

from model.papercut.theatre.vocabulary.doings import (
    ACTION_WORDS,
    AWAY_WORDS,
    CAMERA_WORDS,
    DIRECTION_WORDS,
    FAIR_WEATHER_PHRASES,
    FOLLOW_BEHIND_WORDS,
    LOOK_WORDS,
    PASSERS_BY_WORDS,
    TIME_WORDS,
    WEATHER_WORDS,
)
from model.papercut.theatre.vocabulary.figures import COLOUR_WORDS, GARMENT_WORDS, SUBJECT_WORDS, TRAVEL_WORDS
from model.papercut.theatre.vocabulary.places import FOOTAGE_PHRASES, SETTING_DETAILS, SETTING_WORDS
from model.papercut.theatre.vocabulary.things import (
    FRAME_SIZES,
    Action,
    Aspect,
    Camera,
    Colour,
    Look,
    Setting,
    Subject,
    TimeOfDay,
    Weather,
    Words,
    frame_size,
)

__all__ = [
    "ACTION_WORDS",
    "AWAY_WORDS",
    "CAMERA_WORDS",
    "COLOUR_WORDS",
    "DIRECTION_WORDS",
    "FAIR_WEATHER_PHRASES",
    "FOLLOW_BEHIND_WORDS",
    "FOOTAGE_PHRASES",
    "FRAME_SIZES",
    "GARMENT_WORDS",
    "LOOK_WORDS",
    "PASSERS_BY_WORDS",
    "SETTING_DETAILS",
    "SETTING_WORDS",
    "SUBJECT_WORDS",
    "TIME_WORDS",
    "TRAVEL_WORDS",
    "WEATHER_WORDS",
    "Action",
    "Aspect",
    "Camera",
    "Colour",
    "Look",
    "Setting",
    "Subject",
    "TimeOfDay",
    "Weather",
    "Words",
    "frame_size",
    "labels",
]


def labels() -> dict[str, list[str]]:
    """Every fact that a scene states by name, with the values it can take."""
    facts = {
        "setting": Setting,
        "subject": Subject,
        "colour": Colour,
        "action": Action,
        "camera": Camera,
        "time_of_day": TimeOfDay,
        "weather": Weather,
        "look": Look,
        "aspect": Aspect,
    }
    return {fact: [value.value for value in values] for fact, values in facts.items()}
