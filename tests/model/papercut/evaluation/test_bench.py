import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import torch

from model.papercut.critic import Critic
from model.papercut.evaluation.bench import CriticError, Order, load_critic
from model.papercut.evaluation.reading import Speed
from model.papercut.theatre.vocabulary import Aspect, Look
from tests.model.papercut.evaluation.tiny_bench import build_tiny_bench


def test_clips_come_in_the_order_asked_whatever_their_shapes(tmp_path: Path) -> None:
    bench = build_tiny_bench(tmp_path)
    aspects = [Aspect.TALL, Aspect.WIDE, Aspect.SQUARE, Aspect.WIDE]
    clips = bench.render([Order("a red dog", aspect, 1, 5) for aspect in aspects], Speed.BEST, "test")
    assert [tuple(clip.shape[:3]) for clip in clips] == [(5, 176, 96), (5, 96, 176), (5, 128, 128), (5, 96, 176)]
    # Processors may add up the rows of one batch in different orders, which moves a rounding here and there.
    assert (clips[1].int() - clips[3].int()).abs().max() <= 2


def test_another_seed_gives_another_clip(tmp_path: Path) -> None:
    bench = build_tiny_bench(tmp_path)
    orders = [Order("a red dog", Aspect.WIDE, seed, 5) for seed in (1, 2)]
    one, other = bench.render(orders, Speed.BEST, "test")
    assert not torch.equal(one, other)


def test_chance_depends_on_the_measure_alone(tmp_path: Path) -> None:
    bench = build_tiny_bench(tmp_path)
    first = bench.chance("cuts").random()
    bench.chance("seams").random()
    assert bench.chance("cuts").random() == first
    assert bench.chance("seams").random() != first


def test_a_storyboard_is_one_clip_of_all_its_shots(tmp_path: Path) -> None:
    clip = build_tiny_bench(tmp_path).render_storyboard(
        ["a red dog", "a red dog on a beach"], [5, 7], Aspect.WIDE, seed=1, speed=Speed.BEST
    )
    assert tuple(clip.shape) == (12, 96, 176, 3)
    assert clip.dtype == torch.uint8


def test_scenes_and_storyboards_stay_within_what_the_weights_know(tmp_path: Path) -> None:
    bench = build_tiny_bench(tmp_path)
    assert all(known == total for known, total in bench.known_values.values())
    few = {(kind, value) for kind, value in bench.repertoire.values if kind is not Look or value == Look.PAPER}
    bench.repertoire = replace(bench.repertoire, values=frozenset(few), companions=False)
    assert bench.known_values["look"] == (1, 4)
    board = bench.draw_storyboard(random.Random(2), shots=4, aspect=Aspect.SQUARE)
    assert len({scene.cast for scene in board}) == 1
    assert all(scene.look is Look.PAPER and scene.companion is None for scene in board)
    assert all(a.setting is not b.setting and a.camera is not b.camera for a, b in pairwise(board))


def test_a_critic_that_cannot_be_loaded_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CriticError, match="next: make one with evaluate --train-critic"):
        load_critic(tmp_path / "nowhere")
    Critic(channels=4).save_pretrained(tmp_path)
    config = tmp_path / "config.json"
    config.write_text(config.read_text().replace('"channels": 4', '"channels": 8'))
    with pytest.raises(CriticError, match="expected one of this version"):
        load_critic(tmp_path)
