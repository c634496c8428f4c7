import random
from dataclasses import replace

import pytest
import torch

from model.papercut.theatre.cast import Cast
from model.papercut.theatre.scene import draw_scene, draw_sequence
from model.papercut.theatre.stage import perform
from model.papercut.theatre.truth import sequence_truth, subject_box, truth
from model.papercut.theatre.vocabulary import Action, Aspect, Camera, Colour, Setting, Subject
from tests.model.papercut.theatre.plain_scene import plain_scene

PEOPLE_PASS = {"passers_by": True, "setting": Setting.MEADOW}


def test_the_truth_names_who_where_and_which_shot() -> None:
    scene = plain_scene(Subject.CAT, Colour.PINK, setting=Setting.FARM)
    frames = truth(scene, 9, shot=2)
    assert len(frames) == 9
    assert {(f.who, f.colour, f.setting, f.shot) for f in frames} == {(Subject.CAT, Colour.PINK, Setting.FARM, 2)}
    assert all(f.visible == 1 and not f.hidden for f in frames)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_outside_the_box_changes_with_the_colour_of_the_subject(scale: float) -> None:
    rng = random.Random(1)
    for _ in range(12):
        scene = replace(draw_scene(rng, aspect=Aspect.WIDE), companion=None)
        other = replace(
            scene, cast=replace(scene.cast, colour=Colour.WHITE if scene.colour is Colour.BLACK else Colour.BLACK)
        )
        changed = (perform([scene], 9, scale=scale) != perform([other], 9, scale=scale))[0].any(-1)
        glow = 8 * scale  # the neon rim and soft paint shine a little beyond the cut
        for mask, (left, top, right, bottom) in zip(changed, subject_box(scene, 9, scale), strict=True):
            rows, columns = mask.nonzero().unbind(1)
            if len(rows):
                assert columns.min() >= left - glow
                assert columns.max() <= right + glow
                assert rows.min() >= top - glow
                assert rows.max() <= bottom + glow


@pytest.mark.parametrize("subject", [Subject.WOMAN, Subject.DOG, Subject.CAR, Subject.ELEPHANT, Subject.GIRL])
@pytest.mark.parametrize("action", [Action.STILL, Action.RIGHT, Action.TURN])
def test_a_subject_that_is_said_to_be_hidden_cannot_be_seen_in_the_picture(subject: Subject, action: Action) -> None:
    scene = plain_scene(subject, Colour.RED, action=action, start=-0.2, **PEOPLE_PASS)
    other = replace(scene, cast=replace(scene.cast, colour=Colour.GREEN))
    frames = truth(scene, 17)
    differs = (perform([scene], 17) != perform([other], 17))[0].flatten(1).any(1)
    hidden = torch.tensor([frame.hidden for frame in frames])
    assert hidden.sum() >= 2
    assert not hidden.all()
    assert not (differs & hidden).any()
    assert differs[0]


def test_a_subject_out_of_the_frame_is_hidden() -> None:
    scene = plain_scene(action=Action.RIGHT, start=0.9)
    frames = truth(scene, 65)
    assert not frames[0].hidden
    assert frames[-1].visible < 0.2


def test_a_companion_has_a_box_of_its_own_beside_the_subject() -> None:
    scene = plain_scene(Subject.WOMAN, companion=Cast(Subject.DOG, Colour.GREEN), action=Action.CLOSER)
    for frame in truth(scene, 17):
        assert frame.companion_box is not None
        left, _, right, _ = frame.box
        other_left, _, other_right, _ = frame.companion_box
        assert other_left >= right - 3 or other_right <= left + 3


def test_the_truth_of_a_sequence_counts_its_shots() -> None:
    scenes = draw_sequence(random.Random(3), shots=3)
    frames = sequence_truth(scenes, [9, 17, 5])
    assert [frame.shot for frame in frames] == [0] * 9 + [1] * 17 + [2] * 5
    assert [frames[index].setting for index in (0, 9, 26)] == [scene.setting for scene in scenes]
    with pytest.raises(ValueError, match="one count per shot"):
        sequence_truth(scenes, [9])


def test_a_followed_subject_stays_in_the_middle() -> None:
    scene = plain_scene(action=Action.LEFT, camera=Camera.FOLLOW, facing=-1)
    boxes = subject_box(scene, 65)
    assert abs(boxes[-1][0] - boxes[0][0]) < 1
