import random

import pytest
import torch

from model.papercut.critic import (
    CRITIC_FRAMES,
    FACTS,
    LOOKS,
    MOTION_FACTS,
    Critic,
    brightness,
    flow,
    judge,
    summarize,
    true_values,
)
from model.papercut.theatre.scene import draw_scene
from model.papercut.theatre.stage import perform
from model.papercut.theatre.vocabulary import FRAME_SIZES, Aspect


@pytest.mark.parametrize(("height", "width"), [*FRAME_SIZES.values(), (96, 160)])
def test_the_critic_names_every_fact_of_clips_of_any_size(height: int, width: int) -> None:
    critic = Critic(channels=4).eval()
    named = critic.watch(torch.zeros(2, CRITIC_FRAMES, height, width, 3))
    assert set(named) == set(FACTS)
    for fact, values in named.items():
        assert len(values) == 2
        assert set(values) <= {value.value for value in FACTS[fact]}


def test_a_still_names_no_movement_but_says_whether_the_subject_is_hidden() -> None:
    named = Critic(channels=4).eval().look_at(torch.zeros(3, 64, 112, 3, dtype=torch.uint8))
    assert set(named) == set(FACTS) - MOTION_FACTS | {"hidden"}
    assert set(named["hidden"]) <= {"yes", "no"}


def test_the_light_does_not_count_where_a_sample_is_said_to_be_a_still() -> None:
    torch.manual_seed(0)
    critic = Critic(channels=4).eval()
    looks, light = torch.rand(2, len(LOOKS), 64, 112, 3), torch.rand(2, CRITIC_FRAMES, 64, 112)
    other = torch.rand_like(light)
    still, moving = torch.zeros(2), torch.ones(2)
    assert torch.equal(critic(looks, light, still)["action"], critic(looks, other, still)["action"])
    assert not torch.equal(critic(looks, light, moving)["action"], critic(looks, other, moving)["action"])


@pytest.mark.parametrize(("right", "down"), [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_flow_points_where_things_go(right: int, down: int) -> None:
    torch.manual_seed(3)
    texture = torch.nn.functional.avg_pool2d(torch.randn(1, 1, 120, 160), 9, 1, 4)[0, 0] * 3
    light = torch.stack([texture[24 - t * down : 88 - t * down, 24 - t * right : 136 - t * right] for t in range(5)])[
        None
    ]
    horizontal, vertical = flow(light)[0, :2].mean((1, 2, 3)).tolist()
    # One pixel is half a pixel at half size; the middle of all cells is good to a third of it.
    assert abs(horizontal - right / 2) < 0.17
    assert abs(vertical - down / 2) < 0.17


def test_a_verdict_says_for_each_expected_fact_whether_it_was_named() -> None:
    scenes = [draw_scene(random.Random(3), aspect=Aspect.WIDE) for _ in range(3)]
    frames = perform(scenes, CRITIC_FRAMES)
    critic = Critic(channels=4).eval()
    named = critic.watch(frames)
    verdicts = judge(critic, frames, [true_values(scenes[0]), {"colour": named["colour"][1]}, {}])
    assert verdicts[0] == {fact: named[fact][0] == value for fact, value in true_values(scenes[0]).items()}
    assert verdicts[1:] == [{"colour": True}, {}]


def test_shares_count_only_clips_that_were_asked() -> None:
    whole = dict.fromkeys(("setting", "subject", "colour", "action", "camera"), True)
    shares = summarize([whole, whole | {"camera": False}, {"setting": False}])
    assert shares == pytest.approx(
        {"setting": 2 / 3, "subject": 1, "colour": 1, "action": 1, "camera": 0.5, "first_three": 1, "all": 0.5}
    )
    assert summarize([{"setting": True}]) == {"setting": 1.0}


def test_brightness_is_that_of_the_eye() -> None:
    assert brightness(torch.tensor([[1.0, 1.0, 1.0], [0.0, 1.0, 0.0]])).tolist() == pytest.approx([1.0, 0.587])
