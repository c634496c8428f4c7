"""A Papercut of the real classes with a handful of random weights, for tests where the pictures do not matter."""

from functools import cache

import torch
from diffusers import WanTransformer3DModel

from model.papercut.codec import BlockStatistics, PapercutCodec
from model.papercut.pipeline import PapercutPipeline, build_scheduler
from model.papercut.places import PLACE_CHANNELS, PLACE_CHANNELS_WITHOUT_ANCHOR
from model.papercut.text import TEXT_DIM


def drifting_colours() -> torch.Tensor:
    """Six clips (6, 9, 64, 112, 3) in -1..1 of clouds of colour: as smooth as a picture, drawn in no time."""
    chance = torch.Generator().manual_seed(5)
    points = torch.rand(6, 3, 4, 4, 7, generator=chance)
    clips = torch.nn.functional.interpolate(points, size=(9, 64, 112), mode="trilinear")
    return clips.permute(0, 2, 3, 4, 1) * 2 - 1


@cache
def fit_tiny_codec() -> PapercutCodec:
    """Components fitted on drifting colours; the decoder is the identity that training starts from. Not to change."""
    statistics = BlockStatistics()
    statistics.add(drifting_colours())
    torch.manual_seed(5)
    codec: PapercutCodec = PapercutCodec.from_statistics(
        statistics, components=16, decoder_channels=8, decoder_layers=1
    )
    return codec


def build_tiny_transformer(anchors: bool = True, seed: int = 0) -> WanTransformer3DModel:
    """One layer, one head, random weights; without `anchors` it has one input channel less, as older ones had."""
    torch.manual_seed(seed)
    return WanTransformer3DModel(
        patch_size=(1, 1, 1),
        num_attention_heads=1,
        attention_head_dim=16,
        in_channels=16 + (PLACE_CHANNELS if anchors else PLACE_CHANNELS_WITHOUT_ANCHOR),
        out_channels=16,
        text_dim=TEXT_DIM,
        freq_dim=256,
        ffn_dim=32,
        num_layers=1,
        rope_max_seq_len=64,
    )


def build_tiny_pipeline(anchors: bool = True, student: bool = False) -> PapercutPipeline:
    """All the real parts; the student, where one is wanted, has random weights of its own."""
    pipeline = PapercutPipeline(
        build_tiny_transformer(anchors),
        fit_tiny_codec(),
        build_scheduler(),
        build_tiny_transformer(anchors, seed=1) if student else None,
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline
