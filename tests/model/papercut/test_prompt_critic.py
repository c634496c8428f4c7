"""What the critic is asked about a prompt, and what it says of real theatre clips. Uses the critic that ships."""

import random

import pytest

from model.papercut.critic import CRITIC_FRAMES, true_values
from model.papercut.evaluation.bench import SHIPPED
from model.papercut.prompt_critic import PromptCritic
from model.papercut.theatre.captions import write_caption
from model.papercut.theatre.scene import Scene, draw_scene
from model.papercut.theatre.stage import perform
from model.papercut.theatre.vocabulary import Aspect
from model.spec import Frames


@pytest.fixture(scope="module")
def critic() -> PromptCritic:
    loaded = PromptCritic.load(SHIPPED)
    assert loaded is not None
    return loaded


def scenes(count: int) -> list[Scene]:
    chance = random.Random("prompt critic")
    return [draw_scene(chance, held_out=False, aspect=Aspect.WIDE) for _ in range(count)]


def played(scene: Scene, frames: int = CRITIC_FRAMES) -> Frames:
    pictures: Frames = perform([scene], frames, "cpu")[0].numpy()
    return pictures


def test_captions_of_training_are_read_as_what_they_tell(critic: PromptCritic) -> None:
    chance = random.Random("captions")
    told = 0
    for scene in scenes(60):
        truth = true_values(scene)
        expected = critic.expected(write_caption(scene, chance))
        assert expected.items() <= truth.items()
        told += len(expected)
    assert told > 60 * 4


def test_what_a_prompt_does_not_say_is_not_expected(critic: PromptCritic) -> None:
    assert critic.expected("a red car in a desert") == {"setting": "desert", "subject": "car", "colour": "red"}
    assert critic.expected("砂漠の赤い車") == {}


def test_theatre_clips_show_most_of_what_their_captions_ask_for_and_little_of_what_others_do(
    critic: PromptCritic,
) -> None:
    chance = random.Random("captions")
    cast = scenes(12)
    captions = [write_caption(scene, chance) for scene in cast]
    own: list[bool] = []
    others: list[bool] = []
    for index, scene in enumerate(cast):
        frames = played(scene)
        own += critic(captions[index], frames).values()
        others += critic(captions[index - 1], frames).values()
    assert sum(own) / len(own) > 0.85
    assert sum(others) / len(others) < 0.5


def test_a_clip_too_short_for_movement_is_asked_about_stills_alone(critic: PromptCritic) -> None:
    [scene] = scenes(1)
    caption = "a red car drives left in a desert, the camera zooms in"
    assert {"action", "camera"} <= critic(caption, played(scene)).keys()
    assert critic(caption, played(scene, 5)).keys() == {"setting", "subject", "colour"}


def test_a_folder_without_a_critic_has_none(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert PromptCritic.load(tmp_path_factory.mktemp("bare")) is None
