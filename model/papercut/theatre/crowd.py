"""The crowd: people in grey who pass between the camera and the subject and hide it for some frames.

They walk close together, so that nothing shows between them; how long they hide a figure of a given width is known
exactly. Knows nothing of the scenery.
"""

import random
from dataclasses import dataclass

from model.papercut.theatre.figures import altitude, extent
from model.papercut.theatre.motion import BASELINE, FPS, gait_of, moment_at
from model.papercut.theatre.palette import INK, blend
from model.papercut.theatre.paper import CutOut, Rgb, bar, box, disc, limb, trapezoid
from model.papercut.theatre.scene import Scene

_SPEED = 1.15
_FIRST_SECONDS = 1.0
_PERIOD_SECONDS = 2.9
_SPACING = 0.31
_MARGIN = 0.52
_SOLID_SIDE = 0.16
_CLEARANCE = 0.06
_FRONT_ROW_STEP = 0.29
_COATS: tuple[Rgb, ...] = (
    (0.25, 0.26, 0.30),
    (0.40, 0.40, 0.43),
    (0.56, 0.55, 0.56),
    (0.33, 0.36, 0.41),
    (0.48, 0.45, 0.44),
)
_FACES: tuple[Rgb, ...] = ((0.70, 0.64, 0.60), (0.62, 0.55, 0.50), (0.48, 0.42, 0.39))
_HAIRS: tuple[Rgb, ...] = ((0.16, 0.15, 0.17), (0.34, 0.29, 0.27), (0.66, 0.64, 0.62))


@dataclass(frozen=True)
class Crowd:
    """One group of people.

    Attributes:
        half_width: from its middle to either end of the part that nothing can be seen through, stage units.
        shoulders: height (stage units below the horizon, negative) up to which nothing can be seen through.
        way: +1 goes right, -1 left.
        seed: seeds coats and heads.
    """

    half_width: float
    shoulders: float
    way: int
    seed: int

    def path(self, scene: Scene, num_frames: int) -> list[float]:
        """The group's middle in every frame, stage units right of the frame's middle, before the camera's shake.

        It meets the subject one second into the clip; every few seconds others do the same.
        """
        passages = [max(0, round((frame / FPS - _FIRST_SECONDS) / _PERIOD_SECONDS)) for frame in range(num_frames)]
        meetings = {passage: _FIRST_SECONDS + passage * _PERIOD_SECONDS for passage in set(passages)}
        met = {passage: moment_at(scene, seconds).x for passage, seconds in meetings.items()}
        return [
            met[passage] + self.way * _SPEED * (frame / FPS - meetings[passage])
            for frame, passage in enumerate(passages)
        ]


def gather_crowd(scene: Scene) -> Crowd | None:
    """The people who pass in front of a scene's subject, enough of them to hide it; None where nobody does."""
    if not scene.passers_by:
        return None
    rng = random.Random(scene.seed + 1)  # noqa: S311 - art, not secrets
    size = extent(scene.cast, gait_of(scene))
    half_width = max(size.right, -size.left) + _MARGIN / 2
    shoulders = BASELINE - altitude(scene.subject) - size.up - _CLEARANCE
    return Crowd(half_width, shoulders, rng.choice((-1, 1)), rng.randrange(2**31))


def cut_crowd(crowd: Crowd, foot: float) -> list[CutOut]:
    """The group around x = 0, from heads down to `foot`."""
    rng = random.Random(crowd.seed)  # noqa: S311 - art, not secrets
    reach = crowd.half_width - _SOLID_SIDE  # from the group's middle to that of its outermost walker
    count = 2 + round(2 * reach / _SPACING)
    step = 2 * reach / (count - 1)
    first = rng.randrange(len(_COATS))
    people = []
    for index in sorted(range(count), key=lambda place: (place % 2, place)):
        coat = _COATS[(first + index) % len(_COATS)]  # neighbours differ, so that each can be told from the next
        people += _passer_by(rng, index * step - reach, foot, crowd.shoulders, coat, crowd.way)
    for index in range(0, count - 1, 2):  # shorter people in front, whose heads are in the frame
        coat = _COATS[(first + index + 3) % len(_COATS)]
        x = (index + 0.5 + rng.uniform(-0.15, 0.15)) * step - reach
        people += _passer_by(rng, x, foot, crowd.shoulders + _FRONT_ROW_STEP, coat, crowd.way)
    return people


def _passer_by(rng: random.Random, x: float, foot: float, shoulders: float, coat: Rgb, way: int) -> list[CutOut]:
    """One walker in a long coat, seen from the hips up, from the side he goes to."""
    top = shoulders - rng.uniform(0.0, 0.06)
    dark = blend(coat, INK, 0.42)
    face, hair = rng.choice(_FACES), rng.choice(_HAIRS)
    head = top - 0.135
    parts = [
        trapezoid(x, foot, 0.225, 0.172, foot - top, dark, 0.060),
        trapezoid(x + 0.010 * way, foot, 0.205, 0.150, foot - top - 0.014, coat, 0.055),
        limb(x - 0.05 * way, top + 0.03, 0.42, 0.12 * way, 0.042, dark),
        box(x, top - 0.065, 0.036, 0.050, face),
        disc(x - 0.016 * way, head, 0.094, hair),
        disc(x + 0.022 * way, head + 0.012, 0.078, face),
    ]
    kind = rng.random()
    if kind < 0.35:
        parts += [bar(x, head - 0.055, 0.125, 0.016, hair), box(x, head - 0.100, 0.074, 0.040, hair, 0.018)]
    elif kind < 0.65:
        parts.append(box(x - 0.060 * way, head + 0.06, 0.034, 0.070, hair, 0.025))
    if rng.random() < 0.4:
        parts.append(bar(x, top - 0.035, 0.070, 0.026, blend(coat, (0.86, 0.84, 0.80), 0.6)))
    return parts
