import random

import torch

from model.papercut.evaluation.cuts import find_cut, is_cut_on_time
from model.papercut.theatre.scene import draw_sequence
from model.papercut.theatre.stage import perform
from model.papercut.theatre.vocabulary import Aspect


def play(shot_frames: tuple[int, int]) -> torch.Tensor:
    scenes = draw_sequence(random.Random(4), shots=2, aspect=Aspect.WIDE)
    return torch.cat([perform([scene], frames)[0] for scene, frames in zip(scenes, shot_frames, strict=True)])


def test_a_cut_is_found_where_one_shot_follows_the_other() -> None:
    assert find_cut(play((17, 17))) == 17
    assert find_cut(play((13, 21))) == 13


def test_a_cut_counts_as_on_time_within_one_frame() -> None:
    assert is_cut_on_time(play((17, 17)))
    assert is_cut_on_time(play((16, 18)))
    assert not is_cut_on_time(play((15, 19)))
