"""Measures whether the places where one denoising window follows another can be told from the rest of a clip.

Flicker is VBench's temporal_flickering (Huang et al. 2024): (255 − mean absolute difference of neighbouring frames) /
255, which is 1 where nothing moves. VBench takes it on still prompts, and so does this.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from model.papercut.codec import BLOCK_FRAMES, latent_count
from model.papercut.evaluation.bench import Bench, Order, mixed_aspect
from model.papercut.evaluation.reading import Reading, Speed, Unit, at_most
from model.papercut.sampling import knows_anchors
from model.papercut.theatre.captions import Style, write_caption
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.stage import perform
from model.papercut.theatre.vocabulary import Action, Camera
from model.papercut.windows import plan_windows

SEAM_FRAMES = 65
SEAM_GOAL = 1.1


def measure_seams(bench: Bench, speed: Speed) -> list[Reading]:
    """Steps between neighbouring frames across window seams over those inside windows: as difference and as PSNR."""
    rng = bench.chance("seams")
    scenes = [bench.draw_scene(rng, False, mixed_aspect(index)) for index in range(bench.config.part(24))]
    scenes += [_still_scene(bench, index) for index in range(bench.config.part(48))]
    captions = [write_caption(scene, rng, Style.LONG) for scene in scenes]
    orders = [
        Order(caption, scene.aspect, bench.config.seed + index, SEAM_FRAMES)
        for index, (caption, scene) in enumerate(zip(captions, scenes, strict=True))
    ]
    clips = bench.render(orders, speed, "seams")
    still = clips[-bench.config.part(48) :]
    seams = seam_pairs(SEAM_FRAMES, anchors=knows_anchors(bench.pipeline.transformer))
    across, inside = _split([steps(clip) for clip in clips], seams)
    errors_across, errors_inside = _split([squared_steps(clip) for clip in clips], seams)
    truth = _split([steps(perform([scene], SEAM_FRAMES)[0]) for scene in scenes], seams)
    detail = {
        "difference_across_of_255": across,
        "difference_inside_of_255": inside,
        "theatre_ratio": truth[0] / truth[1],
    }
    psnr_detail = {"psnr_across_db": _decibel(errors_across), "psnr_inside_db": _decibel(errors_inside)}
    pairs = len(clips) * len(seams)
    flicker = sum(temporal_flickering(clip) for clip in still) / len(still)
    return [
        Reading(
            "change of neighbouring frames across window seams over inside windows",
            across / inside,
            pairs,
            Unit.RATIO,
            at_most(SEAM_GOAL),
            detail,
        ),
        Reading(
            "PSNR of neighbouring frames inside windows over across seams",
            _decibel(errors_inside) / _decibel(errors_across),
            pairs,
            Unit.RATIO,
            at_most(SEAM_GOAL),
            psnr_detail,
        ),
        Reading("temporal flickering of still scenes (VBench formula, 1 is none)", flicker, len(still), Unit.SHARE),
    ]


def seam_pairs(num_frames: int, anchors: bool) -> list[int]:
    """Indices i of the pairs (frame i, frame i+1) that two windows share: i is finished before i+1 is begun."""
    firsts = [window.start + window.given for window in plan_windows(latent_count(num_frames), anchors=anchors)[1:]]
    return [BLOCK_FRAMES * (latent - 1) for latent in firsts]


def steps(clip: Tensor) -> Tensor:
    """Mean absolute difference of neighbouring frames, 0 to 255: (T-1,) of uint8 (T, H, W, 3)."""
    return (clip[1:].float() - clip[:-1].float()).abs().mean((1, 2, 3))


def squared_steps(clip: Tensor) -> Tensor:
    """Mean squared difference of neighbouring frames: (T-1,) of uint8 (T, H, W, 3)."""
    return (clip[1:].float() - clip[:-1].float()).pow(2).mean((1, 2, 3))


def temporal_flickering(clip: Tensor) -> float:
    """VBench's score of a clip, 0 to 1."""
    return float((255 - steps(clip).mean()) / 255)


def _split(values: Sequence[Tensor], seams: Sequence[int]) -> tuple[float, float]:
    """Means over all clips of the values at seams and of all others."""
    table = torch.stack(list(values))
    at_seam = torch.zeros(table.shape[1], dtype=torch.bool)
    at_seam[list(seams)] = True
    return float(table[:, at_seam].mean()), float(table[:, ~at_seam].mean())


def _decibel(mean_squared: float) -> float:
    return 10 * math.log10(255**2 / max(mean_squared, 1e-9))


def _still_scene(bench: Bench, index: int) -> Scene:
    """A scene in which neither subject nor camera moves, as VBench's prompts for flicker."""
    rng = bench.chance(f"still {index}")
    while True:
        scene = bench.draw_scene(rng, False, mixed_aspect(index))
        if scene.action is Action.STILL and scene.camera is Camera.STATIC:
            return scene
