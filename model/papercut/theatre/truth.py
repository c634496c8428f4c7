"""Truth: what every frame of a scene shows, known from the scene itself and not from its pixels.

Boxes are measured on the cut-outs and moved as the camera moves them. Knows nothing of colours and shadows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from model.papercut.theatre.cast import Cast
from model.papercut.theatre.crowd import gather_crowd
from model.papercut.theatre.figures import Extent, extent
from model.papercut.theatre.motion import (
    HORIZON,
    Moment,
    companion_gait,
    gait_of,
    plan_moments,
    screen_units,
    unit_pixels,
)
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.staging import View, companion_views, figure_views
from model.papercut.theatre.vocabulary import Aspect, Colour, Setting, Subject, frame_size

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels, not cut at the frame's edge."""


@dataclass(frozen=True)
class FrameTruth:
    """What one frame shows.

    Attributes:
        who, colour, setting: the subject, its colour and the place.
        box: where the subject is; nothing of it reaches beyond.
        visible: share of the box that is in the frame and not behind passers-by, 0 to 1.
        hidden: certainly nothing of the subject can be seen; a slender figure may vanish a frame before its box does.
        companion, companion_box: the second figure, if there is one.
        shot: which shot of a storyboard the frame belongs to, from 0.
    """

    who: Subject
    colour: Colour
    setting: Setting
    box: Box
    visible: float
    hidden: bool
    companion: Cast | None
    companion_box: Box | None
    shot: int


def truth(scene: Scene, num_frames: int, scale: float = 1.0, shot: int = 0) -> list[FrameTruth]:
    """The truth of every frame of one scene, rendered with `num_frames` at a scale."""
    moments = plan_moments(scene, num_frames)
    size = extent(scene.cast, gait_of(scene))
    boxes = [_box(view, size, scene.aspect, scale) for view in figure_views(scene, moments)]
    beside: list[Box | None] = [None] * num_frames
    if scene.companion:
        other = extent(scene.companion, companion_gait(scene))
        beside = [_box(view, other, scene.aspect, scale) for view in companion_views(scene, moments)]
    veils = _veils(scene, moments, scale)
    found = []
    for box, other_box, veil in zip(boxes, beside, veils, strict=True):
        visible = _visible(box, veil, scene.aspect, scale)
        found.append(
            FrameTruth(
                who=scene.subject,
                colour=scene.colour,
                setting=scene.setting,
                box=box,
                visible=visible,
                hidden=visible <= 0,
                companion=scene.companion,
                companion_box=other_box,
                shot=shot,
            )
        )
    return found


def sequence_truth(scenes: Sequence[Scene], num_frames: Sequence[int], scale: float = 1.0) -> list[FrameTruth]:
    """The truth of a storyboard: the frames of all shots one after another, `num_frames[i]` of shot i.

    Raises:
        ValueError: there are not as many frame counts as scenes.
    """
    if len(scenes) != len(num_frames):
        raise ValueError(f"got {len(scenes)} shots and {len(num_frames)} frame counts, expected one count per shot")
    shots = enumerate(zip(scenes, num_frames, strict=True))
    return [frame for shot, (scene, count) in shots for frame in truth(scene, count, scale, shot)]


def subject_box(scene: Scene, num_frames: int, scale: float = 1.0) -> list[Box]:
    """The subject's box in every frame."""
    return [frame.box for frame in truth(scene, num_frames, scale)]


def _box(view: View, size: Extent, aspect: Aspect, scale: float) -> Box:
    """The figure's box on screen: the sheet's corners, sent back through the view."""
    height, width = frame_size(aspect, scale)
    unit = unit_pixels(aspect, scale)
    xs = [(x - view.x_offset - view.lean * y) / view.x_factor for x in (size.left, size.right) for y in (-size.up, 0.0)]
    top, bottom = ((y - view.y_offset) / view.y_factor for y in (-size.up, 0.0))
    return (
        min(xs) * unit + width / 2,
        top * unit + HORIZON * height,
        max(xs) * unit + width / 2,
        bottom * unit + HORIZON * height,
    )


def _veils(scene: Scene, moments: list[Moment], scale: float) -> list[tuple[float, float] | None]:
    """Left and right edge in pixels of what passers-by cover from the ground to above the subject, in every frame."""
    crowd = gather_crowd(scene)
    if crowd is None:
        return [None] * len(moments)
    unit = unit_pixels(scene.aspect, scale)
    middle = screen_units(scene.aspect, scale)[1] / 2
    path = crowd.path(scene, len(moments))
    return [
        ((middle + x + m.shift_x - crowd.half_width) * unit, (middle + x + m.shift_x + crowd.half_width) * unit)
        for x, m in zip(path, moments, strict=True)
    ]


def _visible(box: Box, veil: tuple[float, float] | None, aspect: Aspect, scale: float) -> float:
    height, width = frame_size(aspect, scale)
    left, top, right, bottom = box
    seen_left, seen_right = max(left, 0.0), min(right, float(width))
    seen = max(0.0, seen_right - seen_left)
    if veil:
        seen -= max(0.0, min(seen_right, veil[1]) - max(seen_left, veil[0]))
    share = max(0.0, min(bottom, float(height)) - max(top, 0.0)) / (bottom - top)
    return max(0.0, seen) / (right - left) * share
