"""What can be on stage: every kind of thing by name, and the sizes of the frame. Knows no words of captions."""

from dataclasses import dataclass
from enum import StrEnum


class Setting(StrEnum):
    """Where the scene plays."""

    NEON_STREET = "neon_street"
    MOUNTAIN_ROAD = "mountain_road"
    GOLD_TOWN = "gold_town"
    WINDOW_ROOM = "window_room"
    BEACH = "beach"
    FOREST = "forest"
    SNOW_FIELD = "snow_field"
    DESERT = "desert"
    HARBOUR = "harbour"
    MEADOW = "meadow"
    CASTLE = "castle"
    MOON = "moon"
    PARK = "park"
    FARM = "farm"


class Subject(StrEnum):
    """Who or what the scene is about."""

    WOMAN = "woman"
    MAN = "man"
    CAR = "car"
    DOG = "dog"
    BOAT = "boat"
    BIRD = "bird"
    HORSE = "horse"
    BALLOON = "balloon"
    GIRL = "girl"
    ASTRONAUT = "astronaut"
    ROBOT = "robot"
    BUS = "bus"
    BICYCLE = "bicycle"
    CAT = "cat"
    ELEPHANT = "elephant"
    DUCK = "duck"


class Colour(StrEnum):
    """The colour of the subject; people wear it."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"
    WHITE = "white"
    BLACK = "black"
    PINK = "pink"
    BROWN = "brown"


class Action(StrEnum):
    """What the subject does."""

    LEFT = "left"
    RIGHT = "right"
    STILL = "still"
    JUMP = "jump"
    CLOSER = "closer"
    AWAY = "away"
    """Recedes, seen from behind where that shows."""
    TURN = "turn"
    """Goes one way for a second, turns around and comes back."""
    SWAY = "sway"
    """Rocks or dances from side to side."""


class Camera(StrEnum):
    """What the camera does."""

    STATIC = "static"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    ZOOM_IN = "zoom_in"
    TILT_UP = "tilt_up"
    """Looks at the ground first and rises to the usual view."""
    DOLLY_OUT = "dolly_out"
    """Draws back; near layers shrink faster than far ones."""
    FOLLOW = "follow"
    """Keeps a walking subject in the middle, from beside or, where it goes away, from behind."""
    HANDHELD = "handheld"


class TimeOfDay(StrEnum):
    """The light on the stage. The neon street is always at night, the moon always in sunlight."""

    DAY = "day"
    SUNSET = "sunset"
    NIGHT = "night"
    DAWN = "dawn"


class Weather(StrEnum):
    """What is in the air. Not every weather fits every place."""

    CLEAR = "clear"
    RAIN = "rain"
    SNOW = "snow"
    FOG = "fog"
    WIND = "wind"


class Look(StrEnum):
    """How the same stage is finished."""

    PAPER = "paper"
    SEPIA = "sepia"
    """Historical footage: brown, with grain, vignette and a slight flicker; figures keep some hand-tinted colour."""
    NEON = "neon"
    """Dark paper with glowing rims."""
    WATERCOLOUR = "watercolour"


class Aspect(StrEnum):
    """Frame shapes the theatre plays in."""

    WIDE = "16:9"
    SQUARE = "1:1"
    TALL = "9:16"


FRAME_SIZES: dict[Aspect, tuple[int, int]] = {
    Aspect.WIDE: (96, 176),
    Aspect.SQUARE: (128, 128),
    Aspect.TALL: (176, 96),
}
"""(height, width) in pixels of each aspect at scale 1."""

_CELL_PIXELS = 16


def frame_size(aspect: Aspect, scale: float = 1.0) -> tuple[int, int]:
    """(height, width) in pixels of an aspect at a scale; each side is rounded to the codec's cells of 16 pixels.

    Raises:
        ValueError: the scale leaves less than one cell.
    """
    height, width = (_CELL_PIXELS * int(side * scale / _CELL_PIXELS + 0.5) for side in FRAME_SIZES[aspect])
    if min(height, width) < _CELL_PIXELS:
        raise ValueError(f"got scale {scale}, expected frames of at least 16 pixels; next: take a scale of 0.5 or more")
    return height, width


@dataclass(frozen=True)
class Words:
    """Names of one thing: `seen` in training captions, `unseen` kept for evaluation; the first seen is canonical."""

    seen: tuple[str, ...]
    unseen: tuple[str, ...]
