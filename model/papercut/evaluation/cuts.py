"""Measures storyboards of two shots: is the subject the same after the cut, and is the cut where it was planned?

A cut is found in the frames alone, as the largest step between neighbours. The theatre's own storyboards are measured
beside it, which bounds what can be found.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from tqdm import tqdm

from model.papercut.critic import CRITIC_FRAMES, Critic
from model.papercut.evaluation.bench import Bench, mixed_aspect
from model.papercut.evaluation.reading import Reading, Speed, at_least
from model.papercut.evaluation.sheets import save_group
from model.papercut.theatre.captions import Style, write_caption
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.stage import perform

SAME_GOAL = 0.85
CUT_GOAL = 0.95

_TOLERANCE_FRAMES = 1
_SHOT_FRAMES = (CRITIC_FRAMES, CRITIC_FRAMES)
_IDENTITY = ("subject", "colour")


def measure_cuts(bench: Bench, speed: Speed) -> list[Reading]:
    """Share of storyboards with one subject throughout, and with the cut within a frame of the plan."""
    rng = bench.chance("cuts")
    boards = [bench.draw_storyboard(rng, 2, mixed_aspect(index)) for index in range(bench.config.part(8))]
    captions = [[write_caption(scene, rng, Style.LONG) for scene in board] for board in boards]
    clips = [
        bench.render_storyboard(prompts, _SHOT_FRAMES, board[0].aspect, bench.config.seed + index, speed)
        for index, (prompts, board) in enumerate(
            tqdm(list(zip(captions, boards, strict=True)), desc=f"cuts ({speed})", unit="storyboard")
        )
    ]
    if bench.config.sheet_dir is not None and speed is Speed.BEST:
        told = [" | ".join(prompts) for prompts in captions]
        save_group("storyboards", clips, told, bench.config.sheet_dir, columns=1, moments=8)
    real = [torch.cat([perform([scene], CRITIC_FRAMES)[0] for scene in board]) for board in boards]
    limit = {
        "theatre_same_subject": _share([is_same_subject(bench.critic, clip) for clip in real]),
        "theatre_cut_found": _share([is_cut_on_time(clip) for clip in real]),
    }
    asked = [_is_as_asked(bench.critic, clip, board) for clip, board in zip(clips, boards, strict=True)]
    return [
        Reading(
            "same subject and colour across a cut",
            _share([is_same_subject(bench.critic, clip) for clip in clips]),
            len(clips),
            goal=at_least(SAME_GOAL),
            detail=limit | {"as_asked_in_both_shots": _share(asked)},
        ),
        Reading(
            "cut at the planned frame ± 1",
            _share([is_cut_on_time(clip) for clip in clips]),
            len(clips),
            goal=at_least(CUT_GOAL),
        ),
    ]


def find_cut(clip: Tensor) -> int:
    """Index of the frame that differs most from the one before it; clip (T, H, W, 3)."""
    steps = (clip[1:].float() - clip[:-1].float()).abs().mean((1, 2, 3))
    return int(steps.argmax()) + 1


def is_cut_on_time(clip: Tensor) -> bool:
    """Whether the strongest step of a clip of two shots is where the second shot was planned to begin."""
    return abs(find_cut(clip) - _SHOT_FRAMES[0]) <= _TOLERANCE_FRAMES


def is_same_subject(critic: Critic, clip: Tensor) -> bool:
    """Whether the critic gives subject and colour of both shots the same names, right or wrong."""
    named = critic.watch(torch.stack([clip[:CRITIC_FRAMES], clip[CRITIC_FRAMES:]]))
    return all(named[fact][0] == named[fact][1] for fact in _IDENTITY)


def _is_as_asked(critic: Critic, clip: Tensor, board: Sequence[Scene]) -> bool:
    named = critic.watch(torch.stack([clip[:CRITIC_FRAMES], clip[CRITIC_FRAMES:]]))
    return all(named[fact][i] == getattr(scene, fact) for fact in _IDENTITY for i, scene in enumerate(board))


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)
