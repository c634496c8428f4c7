"""A Papercut of the real classes with a handful of random weights, for tests where the pictures do not matter."""

import random
from functools import cache

import torch

from model.papercut.codec import BlockStatistics, PapercutCodec
from model.papercut.config import TrainConfig
from model.papercut.pipeline import PapercutPipeline, build_scheduler
from model.papercut.theatre.scene import draw_scene
from model.papercut.theatre.stage import perform
from model.papercut.theatre.vocabulary import Aspect
from model.papercut.transformer_training import build_transformer


@cache
def fit_tiny_codec() -> PapercutCodec:
    """Components fitted on six clips; the decoder is the identity that training starts from. Not to be changed."""
    statistics = BlockStatistics()
    rng = random.Random(5)
    statistics.add(perform([draw_scene(rng, aspect=Aspect.WIDE) for _ in range(6)], 9))
    codec: PapercutCodec = PapercutCodec.from_statistics(
        statistics, components=16, decoder_channels=8, decoder_layers=1
    )
    return codec


def build_tiny_pipeline() -> PapercutPipeline:
    """One layer, one head, random weights."""
    torch.manual_seed(0)
    config = TrainConfig(
        work_dir=None,  # type: ignore[arg-type]  # nothing is written
        output_dir=None,  # type: ignore[arg-type]
        components=16,
        layers=1,
        heads=1,
        head_dim=16,
        ffn_dim=32,
    )
    pipeline = PapercutPipeline(build_transformer(config), fit_tiny_codec(), build_scheduler())
    pipeline.set_progress_bar_config(disable=True)
    return pipeline
