import itertools
import random
from collections import Counter

from model.papercut.theatre.rules import WALKS, fitting_cameras, times_of_day, weathers
from model.papercut.theatre.scene import Scene, draw_scene, draw_sequence, is_held_out
from model.papercut.theatre.vocabulary import (
    Action,
    Aspect,
    Camera,
    Colour,
    Look,
    Setting,
    Subject,
    TimeOfDay,
    Weather,
)


def draw_many(count: int, seed: int) -> list[Scene]:
    rng = random.Random(seed)
    return [draw_scene(rng) for _ in range(count)]


def test_the_same_seed_draws_the_same_scenes() -> None:
    assert draw_many(5, seed=3) == draw_many(5, seed=3)
    assert draw_many(5, seed=3) != draw_many(5, seed=4)


def test_training_never_draws_a_held_out_combination_and_evaluation_draws_nothing_else() -> None:
    rng = random.Random(0)
    for _ in range(500):
        seen, unseen = draw_scene(rng, held_out=False), draw_scene(rng, held_out=True)
        assert not is_held_out(seen.setting, seen.subject, seen.colour)
        assert is_held_out(unseen.setting, unseen.subject, unseen.colour)
        if seen.companion:
            assert not is_held_out(seen.setting, seen.companion.subject, seen.companion.colour)


def test_held_out_combinations_leave_every_single_thing_in_training() -> None:
    combinations = [(s, f, c) for s in Setting for f in Subject for c in Colour]
    seen = [combination for combination in combinations if not is_held_out(*combination)]
    assert 0.05 < 1 - len(seen) / len(combinations) < 0.15
    assert {s for s, _, _ in seen} == set(Setting)
    assert {(f, c) for _, f, c in seen} == {(f, c) for f in Subject for c in Colour}


def test_the_camera_follows_only_what_goes_somewhere_and_never_pans_with_a_walk() -> None:
    for scene in draw_many(800, seed=1):
        assert scene.camera in fitting_cameras(scene.action)
        if scene.camera is Camera.FOLLOW:
            assert scene.action in (*WALKS, Action.AWAY, Action.CLOSER)
        if scene.action in WALKS:
            assert scene.camera not in (Camera.PAN_LEFT, Camera.PAN_RIGHT)


def test_everything_in_the_vocabulary_comes_on_stage() -> None:
    scenes = draw_many(900, seed=2)
    for name, values in {
        "setting": Setting,
        "subject": Subject,
        "colour": Colour,
        "action": Action,
        "camera": Camera,
        "time_of_day": TimeOfDay,
        "weather": Weather,
        "look": Look,
        "aspect": Aspect,
    }.items():
        assert {getattr(scene, name) for scene in scenes} == set(values)


def test_plain_light_weather_and_look_are_the_rule_in_training() -> None:
    scenes = draw_many(4000, seed=5)
    shares = {
        value: count / len(scenes)
        for name in ("time_of_day", "weather", "look", "passers_by")
        for value, count in Counter(getattr(scene, name) for scene in scenes).items()
    }
    assert 0.54 < shares[TimeOfDay.DAY] < 0.66
    assert 0.64 < shares[Weather.CLEAR] < 0.76
    assert 0.69 < shares[Look.PAPER] < 0.81
    assert 0.09 < shares[True] < 0.15
    assert 0.07 < sum(scene.companion is not None for scene in scenes) / len(scenes) < 0.13


def test_light_and_weather_fit_the_place() -> None:
    for scene in draw_many(1500, seed=4):
        assert scene.weather in weathers(scene.setting)
        assert scene.time_of_day in times_of_day(scene.setting)
    assert weathers(Setting.MOON) == (Weather.CLEAR,)
    assert Weather.RAIN not in weathers(Setting.SNOW_FIELD)
    assert times_of_day(Setting.NEON_STREET) == (TimeOfDay.NIGHT,)


def test_a_companion_is_another_subject_in_another_colour() -> None:
    pairs = [scene for scene in draw_many(1500, seed=6) if scene.companion]
    assert pairs
    for scene in pairs:
        assert scene.companion is not None
        assert scene.companion.subject is not scene.subject
        assert scene.companion.colour is not scene.colour


def test_a_given_cast_comes_on_stage_unchanged() -> None:
    rng = random.Random(7)
    cast = draw_scene(rng).cast
    for _ in range(100):
        scene = draw_scene(rng, cast=cast)
        assert scene.cast == cast
        assert not is_held_out(scene.setting, cast.subject, cast.colour)


def test_a_sequence_keeps_its_cast_and_look_and_changes_place_action_and_camera_at_every_cut() -> None:
    rng = random.Random(8)
    for _ in range(60):
        scenes = draw_sequence(rng)
        assert 2 <= len(scenes) <= 4
        assert {scene.cast for scene in scenes} == {scenes[0].cast}
        assert {(scene.look, scene.aspect) for scene in scenes} == {(scenes[0].look, scenes[0].aspect)}
        for before, after in itertools.pairwise(scenes):
            assert before.setting is not after.setting
            assert before.action is not after.action
            assert before.camera is not after.camera
        assert not any(is_held_out(scene.setting, scene.subject, scene.colour) for scene in scenes)
