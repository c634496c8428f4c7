import random

from model.papercut.theatre.scene import draw_scene, is_held_out
from model.papercut.theatre.vocabulary import (
    Action,
    Aspect,
    Camera,
    Colour,
    Setting,
    Subject,
    TimeOfDay,
)


def test_the_same_seed_draws_the_same_scenes() -> None:
    assert [draw_scene(random.Random(3)) for _ in range(5)] == [draw_scene(random.Random(3)) for _ in range(5)]
    assert draw_scene(random.Random(3)) != draw_scene(random.Random(4))


def test_training_never_draws_a_held_out_combination_and_evaluation_draws_nothing_else() -> None:
    rng = random.Random(0)
    for _ in range(500):
        seen, unseen = draw_scene(rng, held_out=False), draw_scene(rng, held_out=True)
        assert not is_held_out(seen.setting, seen.subject, seen.colour)
        assert is_held_out(unseen.setting, unseen.subject, unseen.colour)


def test_held_out_combinations_leave_every_single_thing_in_training() -> None:
    combinations = [(s, f, c) for s in Setting for f in Subject for c in Colour]
    seen = [combination for combination in combinations if not is_held_out(*combination)]
    assert 0.05 < 1 - len(seen) / len(combinations) < 0.15
    assert {s for s, _, _ in seen} == set(Setting)
    assert {(f, c) for _, f, c in seen} == {(f, c) for f in Subject for c in Colour}


def test_the_camera_follows_a_walk_and_never_runs_against_it() -> None:
    rng = random.Random(1)
    for _ in range(500):
        scene = draw_scene(rng)
        assert (scene.action, scene.camera) not in {(Action.LEFT, Camera.PAN_RIGHT), (Action.RIGHT, Camera.PAN_LEFT)}


def test_everything_in_the_vocabulary_comes_on_stage() -> None:
    rng = random.Random(2)
    scenes = [draw_scene(rng) for _ in range(600)]
    for name, values in {
        "setting": Setting,
        "subject": Subject,
        "colour": Colour,
        "action": Action,
        "camera": Camera,
        "time_of_day": TimeOfDay,
        "aspect": Aspect,
    }.items():
        assert {getattr(scene, name) for scene in scenes} == set(values)


def test_the_neon_street_is_always_at_night() -> None:
    rng = random.Random(4)
    streets = [scene for scene in (draw_scene(rng) for _ in range(400)) if scene.setting is Setting.NEON_STREET]
    assert streets
    assert {scene.time_of_day for scene in streets} == {TimeOfDay.NIGHT}
