import random
from pathlib import Path

import torch

from model.papercut.codec import to_signed
from model.papercut.critic import CRITIC_FRAMES, FACTS, Critic, judge, label, train_critic
from model.papercut.evaluate import SHIPPED
from model.papercut.theatre.scene import draw_scene
from model.papercut.theatre.stage import perform
from model.papercut.theatre.vocabulary import Aspect
from tests.model.papercut.tiny_papercut import fit_tiny_codec


def test_the_critic_names_every_fact_of_clips_of_any_aspect() -> None:
    critic = Critic(channels=4).eval()
    for height, width in ((64, 112), (80, 80), (112, 64)):
        named = critic.watch(torch.zeros(2, CRITIC_FRAMES, height, width, 3))
        assert set(named) == set(FACTS)
        for fact, values in named.items():
            assert len(values) == 2
            assert set(values) <= {value.value for value in FACTS[fact]}


def test_a_verdict_counts_what_is_named_right() -> None:
    rng = random.Random(3)
    scenes = [draw_scene(rng, aspect=Aspect.WIDE) for _ in range(4)]
    critic = Critic(channels=4).eval()
    frames = perform(scenes, CRITIC_FRAMES)
    verdict = judge(critic, frames, scenes)
    chosen = critic(to_signed(frames))["colour"].argmax(1)
    assert verdict["colour"] == (chosen == label(scenes)["colour"]).float().mean().item()
    assert verdict["all"] <= verdict["first_three"] <= min(verdict["setting"], verdict["subject"], verdict["colour"])


def test_training_writes_a_critic_that_loads(tmp_path: Path) -> None:
    critic = train_critic(tmp_path / "critic", fit_tiny_codec(), clips=70, epochs=1)
    loaded = Critic.from_pretrained(tmp_path / "critic").eval()
    frames = torch.rand(1, CRITIC_FRAMES, 64, 112, 3) * 2 - 1
    assert loaded.watch(frames) == critic.watch(frames)


def test_the_shipped_critic_knows_clean_clips() -> None:
    critic = Critic.from_pretrained(SHIPPED / "critic").eval()
    rng = random.Random(21)
    scenes = [draw_scene(rng, held_out=None, aspect=Aspect.WIDE) for _ in range(20)]
    verdict = judge(critic, perform(scenes, CRITIC_FRAMES), scenes)
    assert verdict["setting"] >= 0.9
    assert verdict["first_three"] >= 0.7
