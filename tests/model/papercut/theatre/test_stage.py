import itertools
import random

import pytest
import torch

from model.papercut.theatre.motion import plan_moments
from model.papercut.theatre.palette import PAINT
from model.papercut.theatre.scene import draw_scene
from model.papercut.theatre.stage import perform
from model.papercut.theatre.truth import subject_box
from model.papercut.theatre.vocabulary import (
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
    frame_size,
)
from tests.model.papercut.theatre.plain_scene import plain_scene


@pytest.mark.parametrize("aspect", list(Aspect))
def test_frames_have_the_size_of_their_aspect(aspect: Aspect) -> None:
    frames = perform([plain_scene(aspect=aspect)], 5)
    assert frames.dtype == torch.uint8
    assert tuple(frames.shape) == (1, 5, *FRAME_SIZES[aspect], 3)
    larger = perform([plain_scene(aspect=aspect)], 1, scale=1.5)
    assert tuple(larger.shape) == (1, 1, *frame_size(aspect, 1.5), 3)


def test_a_scene_renders_the_same_alone_and_in_company() -> None:
    rng = random.Random(12)
    scenes = [draw_scene(rng, aspect=Aspect.SQUARE) for _ in range(6)]
    together = perform(scenes, 5)
    for index, scene in enumerate(scenes):
        assert torch.equal(together[index], perform([scene], 5)[0])


def test_a_longer_clip_begins_like_a_shorter_one() -> None:
    rng = random.Random(13)
    for _ in range(12):
        scene = draw_scene(rng)
        difference = perform([scene], 33)[0, :9].int() - perform([scene], 9)[0].int()
        assert difference.abs().max() <= 2, scene


def test_every_tensor_is_made_on_the_device_that_is_asked_for() -> None:
    # The meta device has shapes and no numbers, and refuses to be mixed with any other device.
    rng = random.Random(14)
    for _ in range(4):
        scenes = [draw_scene(rng, aspect=Aspect.WIDE) for _ in range(3)]
        frames = perform(scenes, 9, device="meta")
        assert frames.device.type == "meta"
        assert tuple(frames.shape) == (3, 9, 96, 176, 3)


def test_scenes_of_different_aspects_are_refused() -> None:
    with pytest.raises(ValueError, match="group them by aspect"):
        perform([plain_scene(aspect=Aspect.WIDE), plain_scene(aspect=Aspect.TALL)], 5)


@pytest.mark.parametrize("num_frames", [0, 66])
def test_clips_that_the_stage_is_not_wide_enough_for_are_refused(num_frames: int) -> None:
    with pytest.raises(ValueError, match="expected 1 to 65"):
        perform([plain_scene()], num_frames)


@pytest.mark.parametrize("colour", list(Colour))
def test_the_car_is_painted_in_its_colour(colour: Colour) -> None:
    scene = plain_scene(colour=colour)
    frames = perform([scene], 1)[0, 0].float() / 255
    left, top, right, bottom = (round(edge) for edge in subject_box(scene, 1)[0])
    inside = frames[top:bottom, left:right].reshape(-1, 3)
    distance = (inside - torch.tensor(PAINT[colour])).abs().amax(1)
    assert (distance < 0.06).float().mean() > 0.15


@pytest.mark.parametrize("look", list(Look))
def test_a_white_figure_stands_out_from_snow_in_every_look(look: Look) -> None:
    scene = plain_scene(Subject.HORSE, Colour.WHITE, setting=Setting.SNOW_FIELD, look=look)
    frame = perform([scene], 1)[0, 0].float().mean(-1)
    left, top, right, bottom = (max(0, round(edge)) for edge in subject_box(scene, 1)[0])
    region = frame[top:bottom, left:right]
    assert (region < 150).float().mean() > 0.04  # its outline, mane and shadow are dark


@pytest.mark.parametrize(("action", "sign"), [(Action.LEFT, -1), (Action.RIGHT, 1)])
def test_the_subject_goes_where_the_scene_says(action: Action, sign: int) -> None:
    boxes = subject_box(plain_scene(action=action, facing=sign), 17)
    assert sign * (boxes[-1][0] - boxes[0][0]) > 15


def test_jumping_leaves_the_ground_and_coming_closer_grows_and_going_away_shrinks() -> None:
    bottoms = [box[3] for box in subject_box(plain_scene(action=Action.JUMP), 17)]
    assert max(bottoms) - min(bottoms) > 8
    for action, growth in ((Action.CLOSER, 1.4), (Action.AWAY, 0.7)):
        widths = [right - left for left, _, right, _ in subject_box(plain_scene(action=action), 17)]
        assert (widths[-1] / widths[0] > growth) == (growth > 1)


def test_turning_faces_the_other_way_half_way_through_and_starts_back() -> None:
    moments = plan_moments(plain_scene(action=Action.TURN), 17)
    assert moments[0].face == 1
    assert moments[-1].face == -1
    places = [moment.x for moment in moments]
    assert max(places) > places[0] + 0.1
    assert places[-1] < max(places) - 0.05


def test_swaying_leans_to_both_sides() -> None:
    leans = [moment.lean for moment in plan_moments(plain_scene(action=Action.SWAY), 17)]
    assert min(leans) < -0.1
    assert max(leans) > 0.1


def test_movement_starts_softly() -> None:
    for action in (Action.LEFT, Action.RIGHT):
        places = [moment.x for moment in plan_moments(plain_scene(action=action), 9)]
        steps = [abs(b - a) for a, b in itertools.pairwise(places)]
        assert steps[0] < 0.5 * steps[-1]


def test_zooming_in_enlarges_the_figure_and_drawing_back_makes_it_smaller_than_what_is_far() -> None:
    boxes = subject_box(plain_scene(camera=Camera.ZOOM_IN), 17)
    assert boxes[-1][2] - boxes[-1][0] > 1.2 * (boxes[0][2] - boxes[0][0])
    first, *_, last = plan_moments(plain_scene(camera=Camera.DOLLY_OUT), 17)
    assert last.layer_zoom(1.0) / first.layer_zoom(1.0) < 0.85
    assert last.layer_zoom(0.25) / first.layer_zoom(0.25) > last.layer_zoom(1.0) / first.layer_zoom(1.0)


def test_following_from_behind_keeps_the_size_of_the_figure_while_the_world_comes_near() -> None:
    scene = plain_scene(action=Action.AWAY, camera=Camera.FOLLOW)
    first, *_, last = plan_moments(scene, 33)
    assert last.scale * last.figure_zoom == pytest.approx(first.scale * first.figure_zoom)
    assert last.layer_zoom(1.0) > 1.4 * first.layer_zoom(1.0)


def test_tilting_up_lets_the_picture_sink_and_a_hand_never_holds_still() -> None:
    shifts = [moment.shift_y for moment in plan_moments(plain_scene(camera=Camera.TILT_UP), 17)]
    assert shifts == sorted(shifts)
    assert shifts[-1] - shifts[0] > 0.15
    shaken = plan_moments(plain_scene(camera=Camera.HANDHELD), 17)
    assert len({(moment.shift_x, moment.shift_y) for moment in shaken}) == 17
    assert all(abs(moment.shift_x) < 0.06 and abs(moment.shift_y) < 0.06 for moment in shaken)


def test_every_subject_is_visible_wherever_it_stands() -> None:
    pairs = [(setting, subject) for subject in Subject for setting in Setting][::3]  # 14 and 3 share no factor
    for setting, subject in pairs:
        scene = plain_scene(subject, Colour.RED, setting=setting)
        frame = perform([scene], 1)[0, 0].float()
        red = (frame[..., 0] > 150) & (frame[..., 1] < 90) & (frame[..., 2] < 100)
        left, top, right, bottom = (max(0, round(edge)) for edge in subject_box(scene, 1)[0])
        assert red[top:bottom, left:right].float().mean() > 0.05, (setting, subject)


def test_each_time_of_day_has_its_own_light() -> None:
    means = {time: perform([plain_scene(time_of_day=time)], 1).float().mean((0, 1, 2, 3)) for time in TimeOfDay}
    assert means[TimeOfDay.NIGHT].mean() < 0.75 * means[TimeOfDay.DAY].mean()
    assert (
        means[TimeOfDay.SUNSET][0] / means[TimeOfDay.SUNSET][2]
        > 1.2 * means[TimeOfDay.DAWN][0] / means[TimeOfDay.DAWN][2]
    )


@pytest.mark.parametrize("weather", [Weather.RAIN, Weather.SNOW, Weather.WIND, Weather.FOG])
def test_bad_weather_moves_through_a_scene_that_would_else_be_still(weather: Weather) -> None:
    scene = plain_scene(Subject.CAR, setting=Setting.PARK, weather=weather)
    frames = perform([scene], 9)[0].float()
    assert (frames[1:] - frames[:-1]).abs().mean() > 0.03
    clear = perform([plain_scene(Subject.CAR, setting=Setting.PARK)], 9)[0].float()
    assert torch.equal(clear[0], clear[-1])


def test_rain_stays_outside_the_window() -> None:
    wall = (slice(None), slice(0, 5), slice(50, 60))  # above the window
    scene = plain_scene(setting=Setting.WINDOW_ROOM, weather=Weather.RAIN)
    frames = perform([scene], 9)[0].float()
    assert (frames[wall] - frames[0][None][wall]).abs().max() <= 1
    assert (frames - frames[0]).abs().max() > 10
