import random
from dataclasses import replace

import pytest
import torch

from model.papercut.theatre.figures import PAINT
from model.papercut.theatre.scene import Scene, draw_scene
from model.papercut.theatre.stage import perform, plan_shot, subject_box
from model.papercut.theatre.vocabulary import (
    FRAME_SIZES,
    Action,
    Aspect,
    Camera,
    Colour,
    Setting,
    Subject,
    TimeOfDay,
)


def plain_scene(**changes: object) -> Scene:
    scene = draw_scene(random.Random(11), aspect=Aspect.WIDE)
    base = replace(
        scene,
        setting=Setting.DESERT,
        subject=Subject.CAR,
        colour=Colour.RED,
        action=Action.STILL,
        camera=Camera.STATIC,
        time_of_day=TimeOfDay.DAY,
        facing=1,
        start=0.0,
        spotted=False,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("aspect", list(Aspect))
def test_frames_have_the_size_of_their_aspect(aspect: Aspect) -> None:
    frames = perform([plain_scene(aspect=aspect)], 5)
    assert frames.dtype == torch.uint8
    assert tuple(frames.shape) == (1, 5, *FRAME_SIZES[aspect], 3)


def test_a_scene_renders_the_same_alone_and_in_company() -> None:
    rng = random.Random(12)
    scenes = [draw_scene(rng, aspect=Aspect.SQUARE) for _ in range(3)]
    together = perform(scenes, 5)
    for index, scene in enumerate(scenes):
        assert torch.equal(together[index], perform([scene], 5)[0])


def test_a_longer_clip_begins_like_a_shorter_one() -> None:
    scene = plain_scene(action=Action.RIGHT)
    difference = perform([scene], 17)[0, :9].int() - perform([scene], 9)[0].int()
    assert difference.abs().max() <= 2


def test_scenes_of_different_aspects_are_refused() -> None:
    with pytest.raises(ValueError, match="group them by aspect"):
        perform([plain_scene(aspect=Aspect.WIDE), plain_scene(aspect=Aspect.TALL)], 5)


@pytest.mark.parametrize("colour", list(Colour))
def test_the_car_is_painted_in_its_colour(colour: Colour) -> None:
    scene = plain_scene(colour=colour)
    frames = perform([scene], 1)[0, 0].float() / 255
    left, top, right, bottom = (round(edge) for edge in subject_box(scene, 1)[0])
    inside = frames[top:bottom, left:right].reshape(-1, 3)
    distance = (inside - torch.tensor(PAINT[colour])).abs().amax(1)
    assert (distance < 0.06).float().mean() > 0.15


def test_a_white_figure_stands_out_from_snow() -> None:
    scene = plain_scene(setting=Setting.SNOW_FIELD, colour=Colour.WHITE, subject=Subject.HORSE)
    frame = perform([scene], 1)[0, 0].float().mean(-1)
    left, top, right, bottom = (max(0, round(edge)) for edge in subject_box(scene, 1)[0])
    region = frame[top:bottom, left:right]
    assert (region < 150).float().mean() > 0.04  # its outline, mane and shadow are dark


@pytest.mark.parametrize(("action", "sign"), [(Action.LEFT, -1), (Action.RIGHT, 1)])
def test_the_subject_goes_where_the_scene_says(action: Action, sign: int) -> None:
    boxes = subject_box(plain_scene(action=action, facing=sign), 17)
    assert sign * (boxes[-1][0] - boxes[0][0]) > 15


def test_a_followed_subject_stays_in_the_frame_while_the_world_passes() -> None:
    scene = plain_scene(action=Action.RIGHT, camera=Camera.PAN_RIGHT)
    boxes = subject_box(scene, 33)
    assert abs(boxes[-1][0] - boxes[0][0]) < 1
    shot = plan_shot(scene, 33)
    assert shot.camera_x[-1] > 0.5


def test_jumping_leaves_the_ground_and_coming_closer_grows() -> None:
    bottoms = [box[3] for box in subject_box(plain_scene(action=Action.JUMP), 17)]
    assert max(bottoms) - min(bottoms) > 8
    boxes = subject_box(plain_scene(action=Action.CLOSER), 17)
    widths = [right - left for left, _, right, _ in boxes]
    assert widths[-1] > 1.4 * widths[0]


def test_zooming_in_enlarges_the_whole_stage() -> None:
    boxes = subject_box(plain_scene(camera=Camera.ZOOM_IN), 17)
    assert boxes[-1][2] - boxes[-1][0] > 1.2 * (boxes[0][2] - boxes[0][0])


def test_every_subject_is_visible_in_every_setting() -> None:
    for setting in Setting:
        for subject in Subject:
            scene = plain_scene(setting=setting, subject=subject, colour=Colour.RED)
            frame = perform([scene], 1)[0, 0].float()
            red = (frame[..., 0] > 150) & (frame[..., 1] < 90) & (frame[..., 2] < 100)
            left, top, right, bottom = (max(0, round(edge)) for edge in subject_box(scene, 1)[0])
            assert red[top:bottom, left:right].float().mean() > 0.05, (setting, subject)


def test_night_is_darker_than_day() -> None:
    day = perform([plain_scene()], 1).float().mean()
    night = perform([plain_scene(time_of_day=TimeOfDay.NIGHT)], 1).float().mean()
    assert night < 0.75 * day
