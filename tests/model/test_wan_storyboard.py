"""The window over Wan-class pipelines, on the real classes with tiny random weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import WanImageToVideoPipeline, WanPipeline
from PIL import Image

from model.checkpoint import load_pipeline
from model.wan_reel import WanReel
from model.wan_storyboard import WanStoryboard, has_token_timesteps
from tests.model.tiny_pipelines import save_tiny_wan, save_tiny_wan22

PROMPTS = ["a spotted dog at a window", "people pass behind it", "the dog sleeps"]


@pytest.fixture(scope="module")
def wan(tmp_path_factory: pytest.TempPathFactory) -> WanPipeline:
    return load_pipeline(save_tiny_wan22(tmp_path_factory.mktemp("wan22")), None, torch.device("cpu"))


def shoot(storyboard: WanStoryboard, shot_frames: list[int], **changes: Any) -> np.ndarray:
    arguments: dict[str, Any] = {
        "prompt": PROMPTS[: len(shot_frames)],
        "height": 64,
        "width": 96,
        "num_inference_steps": 2,
        "guidance_scale": 3.0,
        "generator": torch.Generator().manual_seed(4),
        "negative_prompt": "blurred",
    }
    frames: np.ndarray = storyboard(shot_frames=shot_frames, **(arguments | changes)).frames[0]
    return frames


def test_one_window_is_denoised_and_decoded_exactly_as_the_library_does(wan: WanPipeline) -> None:
    ours = shoot(WanStoryboard(wan), [17])
    library = wan(
        PROMPTS[0],
        "blurred",
        height=64,
        width=96,
        num_frames=17,
        num_inference_steps=2,
        guidance_scale=3.0,
        generator=torch.Generator().manual_seed(4),
    ).frames[0]
    assert np.array_equal(ours, (library * 255).round().astype(np.uint8))


@pytest.mark.parametrize("save", [save_tiny_wan, save_tiny_wan22])
def test_a_shot_decoded_piece_by_piece_is_what_a_whole_decode_gives(
    save: Callable[[Path], Path], tmp_path: Path
) -> None:
    vae = load_pipeline(save(tmp_path / "wan"), None, torch.device("cpu")).vae
    latents = torch.randn(1, vae.config.z_dim, 6, 4, 6, generator=torch.Generator().manual_seed(1))
    mean, deviation = (
        torch.tensor(values).view(1, -1, 1, 1, 1) for values in (vae.config.latents_mean, vae.config.latents_std)
    )
    with torch.no_grad():
        whole = vae.decode(latents / (1 / deviation) + mean).sample
    reel, pieces = WanReel(vae, None), []
    for start, stop in ((0, 1), (1, 4), (4, 6)):
        pieces += list(reel.decode(latents[:, :, start:stop]))
        vae.decode(latents[:, :, :1])  # a preview in between forgets nothing
    assert torch.equal(torch.cat(pieces, 2), whole)


def test_behind_an_anchor_a_shot_is_the_end_of_a_whole_decode(wan: WanPipeline) -> None:
    latents = torch.randn(1, 8, 6, 4, 6, generator=torch.Generator().manual_seed(1))
    anchor, shot = latents[:, :, :1], latents[:, :, 1:]
    behind = torch.cat(list(WanReel(wan.vae, anchor).decode(shot)), 2)
    whole = torch.cat(list(WanReel(wan.vae, None).decode(latents)), 2)
    assert behind.shape[2] == 17
    assert torch.equal(behind, whole[:, :, 4:])


def test_long_shots_slide_a_window_that_is_never_longer_than_it_should_be(wan: WanPipeline) -> None:
    storyboard, seen = WanStoryboard(wan, window_latents=6, recent_latents=2), []
    lengths = set()

    def watch_length(_: Any, arguments: tuple[torch.Tensor, ...], named: dict[str, Any]) -> None:
        lengths.add(arguments[0].shape[2])

    def watch_step(_: Any, step: int, __: Any, tensors: dict[str, torch.Tensor]) -> dict[str, Any]:
        seen.append((step, storyboard.current_shot, tensors["latents"].shape[2]))
        return {}

    handle = wan.transformer.register_forward_pre_hook(watch_length, with_kwargs=True)
    try:
        frames = shoot(storyboard, [41, 30], callback_on_step_end=watch_step)
    finally:
        handle.remove()
    assert len(frames) == 71
    assert storyboard.num_timesteps == len(seen) == 2 * (3 + 3)
    # 11 latents in the first shot: 6 alone, then 3 behind the anchor and 2 recent ones; 9 in the second, first 5
    assert [count for _, _, count in seen[::2]] == [6, 3, 2, 5, 3, 1]
    assert [shot for _, shot, _ in seen[::2]] == [0, 0, 0, 1, 1, 1]
    assert max(lengths) == 6


def test_a_first_frame_is_kept_as_the_library_keeps_it(wan: WanPipeline) -> None:
    picture = Image.fromarray(np.tile(np.linspace(0, 255, 96).astype(np.uint8)[None, :, None], (64, 1, 3)))
    from_picture = WanImageToVideoPipeline(**wan.components, expand_timesteps=True)
    from_picture.set_progress_bar_config(disable=True)
    library = from_picture(
        picture,
        PROMPTS[0],
        height=64,
        width=96,
        num_frames=17,
        num_inference_steps=2,
        guidance_scale=1.0,
        generator=torch.Generator().manual_seed(4),
        output_type="latent",
    ).frames
    seen: list[torch.Tensor] = []

    def watch(_: Any, __: int, ___: Any, tensors: dict[str, torch.Tensor]) -> dict[str, Any]:
        seen.append(tensors["latents"].clone())
        return {}

    frames = shoot(WanStoryboard(wan), [17, 5], image=picture, guidance_scale=1.0, callback_on_step_end=watch)
    assert frames.shape == (22, 64, 96, 3)
    assert torch.allclose(seen[1], library[:, :, 1:], atol=1e-5)
    assert shoot(WanStoryboard(wan), [1], image=picture).shape == (1, 64, 96, 3)


def test_given_latents_stand_at_timestep_zero(wan: WanPipeline) -> None:
    levels: list[list[float]] = []

    def watch(_: Any, arguments: tuple[torch.Tensor, ...]) -> None:
        levels.append(arguments[1].reshape(arguments[0].shape[2], -1)[:, 0].tolist())

    handle = wan.transformer.register_forward_pre_hook(watch)
    try:
        shoot(WanStoryboard(wan), [5, 5], num_inference_steps=1, guidance_scale=1.0)
    finally:
        handle.remove()
    (first, second) = levels
    assert len(first) == 2
    assert min(first) > 900
    assert second[0] == 0
    assert min(second[1:]) > 900


def test_a_pipeline_without_token_timesteps_is_not_taken(tmp_path: Path) -> None:
    assert not has_token_timesteps(load_pipeline(save_tiny_wan(tmp_path / "wan"), None, torch.device("cpu")))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prompt": PROMPTS}, "a list of one prompt for each shot"),
        ({"height": 48}, "expected multiples of 32 × 32"),
        ({"callback_on_step_end_tensor_inputs": ["noise"]}, "leave the others out"),
    ],
)
def test_what_does_not_fit_is_refused(wan: WanPipeline, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        shoot(WanStoryboard(wan), [5], **changes)
