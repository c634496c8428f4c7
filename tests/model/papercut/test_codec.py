import random
from pathlib import Path

import pytest
import torch

from model.papercut.codec import (
    BlockStatistics,
    PapercutCodec,
    cut_blocks,
    join_blocks,
    latent_count,
    to_signed,
    whole_blocks,
)
from model.papercut.decoder_training import psnr
from model.papercut.theatre.scene import draw_scene
from model.papercut.theatre.stage import perform
from model.papercut.theatre.vocabulary import Aspect
from tests.model.papercut.tiny_papercut import drifting_colours, fit_tiny_codec


def test_blocks_are_cut_and_joined_without_loss() -> None:
    frames = torch.rand(2, 8, 32, 48, 3)
    assert torch.equal(join_blocks(cut_blocks(frames)), frames)


def test_a_clip_of_4k_plus_1_frames_has_k_plus_1_latents() -> None:
    codec = PapercutCodec(components=8, decoder_channels=8, decoder_layers=1)
    latents = codec.encode(torch.zeros(2, 9, 64, 112, 3))
    assert tuple(latents.shape) == (2, 8, 3, 4, 7)
    assert tuple(codec.decode(latents).shape) == (2, 9, 64, 112, 3)
    assert [latent_count(frames) for frames in (1, 5, 17, 33)] == [1, 2, 5, 9]


def test_other_lengths_and_sizes_are_refused_with_the_next_step() -> None:
    with pytest.raises(ValueError, match="next: ask for 13 or 17"):
        latent_count(16)
    with pytest.raises(ValueError, match="multiples of 16"):
        whole_blocks(torch.zeros(1, 5, 60, 112, 3))


def test_more_components_restore_more() -> None:
    rng = random.Random(1)
    clips = perform([draw_scene(rng, aspect=Aspect.WIDE) for _ in range(8)], 9)
    statistics = BlockStatistics()
    statistics.add(clips)
    quality = []
    for components in (4, 64):
        codec = PapercutCodec.from_statistics(statistics, components, decoder_layers=0)
        quality.append(psnr(codec.decode(codec.encode(clips)), to_signed(clips)))
    assert quality[0] + 3 < quality[1]
    assert quality[1] > 22


def test_latents_have_unit_rms_and_strong_components_lead() -> None:
    codec = fit_tiny_codec()
    latents = codec.encode(drifting_colours())
    assert latents.pow(2).mean().sqrt().item() == pytest.approx(1.0, abs=0.02)
    spread = latents.transpose(0, 1).flatten(1).std(1)
    assert spread[0] > spread[5] > spread[15]


def test_the_untrained_decoder_changes_nothing() -> None:
    codec = fit_tiny_codec()
    latents = torch.randn(1, 16, 3, 4, 4)
    assert torch.allclose(codec.decode(latents), codec.decode_linear(latents).clamp(-1, 1), atol=1e-6)


def test_integers_and_floats_are_encoded_alike() -> None:
    codec = fit_tiny_codec()
    frames = torch.randint(0, 256, (1, 5, 32, 32, 3), dtype=torch.uint8)
    assert torch.allclose(codec.encode(frames), codec.encode(frames.float() / 127.5 - 1), atol=1e-5)


def test_a_saved_codec_decodes_as_before(tmp_path: Path) -> None:
    codec = fit_tiny_codec()
    codec.save_pretrained(tmp_path)
    assert (tmp_path / "diffusion_pytorch_model.safetensors").exists()
    loaded = PapercutCodec.from_pretrained(tmp_path)
    latents = torch.randn(1, 16, 2, 4, 4)
    assert torch.equal(loaded.decode(latents), codec.decode(latents))


def test_too_few_blocks_for_the_components_are_refused() -> None:
    statistics = BlockStatistics()
    statistics.add(torch.zeros(1, 1, 32, 32, 3))
    with pytest.raises(ValueError, match="add more clips"):
        PapercutCodec.from_statistics(statistics, 16)
