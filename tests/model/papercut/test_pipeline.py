import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import WanPipeline

from model.papercut.pipeline import PapercutPipeline
from tests.model.papercut.tiny_papercut import build_tiny_pipeline

EMBEDS = torch.randn(1, 64, 384, generator=torch.Generator().manual_seed(1))


@pytest.fixture(scope="module")
def pipeline() -> PapercutPipeline:
    return build_tiny_pipeline()


def render(pipeline: PapercutPipeline, seed: int = 0, **changes: Any) -> Any:
    arguments: dict[str, Any] = {
        "prompt_embeds": EMBEDS,
        "height": 32,
        "width": 48,
        "num_frames": 5,
        "num_inference_steps": 2,
        "generator": torch.Generator().manual_seed(seed),
    }
    return pipeline(**(arguments | changes))


def test_the_same_seed_gives_the_same_frames_and_another_seed_others(pipeline: PapercutPipeline) -> None:
    first, again, other = (render(pipeline, seed).frames for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("size", [(96, 176), (128, 128), (176, 96)])
@pytest.mark.parametrize("num_frames", [1, 17, 33, 65])
def test_frames_have_the_asked_shape_in_0_to_1(
    pipeline: PapercutPipeline, size: tuple[int, int], num_frames: int
) -> None:
    frames = render(pipeline, height=size[0], width=size[1], num_frames=num_frames, num_inference_steps=1).frames
    assert frames.shape == (1, num_frames, *size, 3)
    assert frames.dtype == np.float32
    assert frames.min() >= 0
    assert frames.max() <= 1


def test_callbacks_count_the_steps_of_all_windows(pipeline: PapercutPipeline) -> None:
    seen: list[tuple[int, int]] = []

    def watch(pipe: PapercutPipeline, step: int, timestep: torch.Tensor, tensors: dict[str, Any]) -> dict[str, Any]:
        seen.append((step, tensors["latents"].shape[2]))
        assert set(tensors) == {"latents"}
        assert pipe.num_timesteps == 6
        return {}

    render(pipeline, num_frames=33, callback_on_step_end=watch)
    assert [step for step, _ in seen] == list(range(6))
    assert [latents for _, latents in seen] == [5, 5, 8, 8, 9, 9]


def test_what_a_callback_returns_replaces_the_latents(pipeline: PapercutPipeline) -> None:
    def blank(_: Any, step: int, __: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        return {"latents": torch.zeros_like(tensors["latents"])} if step == 1 else {}

    latents = render(pipeline, callback_on_step_end=blank, output_type="latent").frames
    assert latents.abs().max() == 0


def test_raising_in_a_callback_ends_the_render_at_that_step(pipeline: PapercutPipeline) -> None:
    class CancelledError(Exception):
        pass

    steps: list[int] = []

    def cancel(_: Any, step: int, __: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        steps.append(step)
        raise CancelledError

    with pytest.raises(CancelledError):
        render(pipeline, num_inference_steps=5, callback_on_step_end=cancel)
    assert steps == [0]
    assert np.array_equal(render(pipeline).frames, render(pipeline).frames)


def test_earlier_windows_are_not_touched_by_later_ones(pipeline: PapercutPipeline) -> None:
    short = render(pipeline, num_frames=17, output_type="latent", latents=_noise(5)).frames
    longer = render(pipeline, num_frames=33, output_type="latent", latents=_noise(9)).frames
    assert torch.allclose(longer[:, :, :5], short, atol=1e-5)


def _noise(latents: int) -> torch.Tensor:
    return torch.randn(1, 16, 9, 2, 3, generator=torch.Generator().manual_seed(8))[:, :, :latents]


def test_a_first_image_is_kept(pipeline: PapercutPipeline) -> None:
    image = np.full((32, 48, 3), 200, np.uint8)
    image[:, :24] = 40
    latents = render(pipeline, image=image, output_type="latent").frames
    wanted = pipeline.codec.encode(torch.from_numpy(image)[None, None])
    assert torch.equal(latents[:, :, :1], wanted)
    with pytest.raises(ValueError, match="next: resize it"):
        render(pipeline, image=image[:16])


def test_previews_are_one_small_picture_and_show_the_guess_inside_a_callback(pipeline: PapercutPipeline) -> None:
    shown: list[tuple[np.ndarray, np.ndarray]] = []

    def watch(pipe: PapercutPipeline, step: int, timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        shown.append((pipe.preview(tensors["latents"]), pipe.preview(tensors["denoised"])))
        return {}

    names = ["latents", "denoised"]
    render(pipeline, callback_on_step_end=watch, callback_on_step_end_tensor_inputs=names)
    for picture, guess in shown:
        assert picture.shape == (32, 48, 3)
        assert picture.dtype == np.uint8
        assert np.array_equal(picture, guess)


def test_guidance_and_the_negative_prompt_change_the_picture(pipeline: PapercutPipeline) -> None:
    without = render(pipeline, guidance_scale=1.0).frames
    guided = render(pipeline, guidance_scale=5.0).frames
    steered = render(pipeline, guidance_scale=5.0, negative_prompt_embeds=-EMBEDS).frames
    assert not np.array_equal(without, guided)
    assert not np.array_equal(guided, steered)


def test_a_batch_renders_each_prompt_as_it_would_alone(pipeline: PapercutPipeline) -> None:
    noise = torch.randn(2, 16, 2, 2, 3, generator=torch.Generator().manual_seed(5))
    first_grain, grain, same_grain = (torch.Generator().manual_seed(seed) for seed in (1, 2, 2))
    texts = torch.cat([EMBEDS, -EMBEDS])
    both = render(pipeline, prompt_embeds=texts, latents=noise, generator=[first_grain, grain]).frames
    second = render(pipeline, prompt_embeds=-EMBEDS, latents=noise[1:], generator=same_grain).frames
    assert np.allclose(both[1], second[0], atol=1e-3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"height": 50}, "multiple of 16"),
        ({"width": 1280}, "up to 192"),
        ({"num_frames": 16}, "expected 4k\\+1"),
        ({"num_frames": 505}, "expected at most 504"),
        ({"prompt": "and a text"}, "expected exactly one"),
        ({"callback_on_step_end_tensor_inputs": ["noise"]}, "drop the others"),
        ({"output_type": "gif"}, "use one of them"),
    ],
)
def test_what_cannot_be_rendered_is_refused(pipeline: PapercutPipeline, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        render(pipeline, **changes)


def test_a_saved_pipeline_renders_the_same_frames(pipeline: PapercutPipeline, tmp_path: Path) -> None:
    pipeline.save_pretrained(tmp_path)
    assert not list(tmp_path.rglob("*.bin"))
    loaded = PapercutPipeline.from_pretrained(tmp_path, local_files_only=True, use_safetensors=True)
    loaded.set_progress_bar_config(disable=True)
    assert np.array_equal(render(loaded).frames, render(pipeline).frames)


def test_the_call_takes_what_wan_pipelines_take() -> None:
    wan = inspect.signature(WanPipeline.__call__).parameters
    ours = inspect.signature(PapercutPipeline.__call__).parameters
    for name in (
        "prompt",
        "negative_prompt",
        "height",
        "width",
        "num_frames",
        "num_inference_steps",
        "guidance_scale",
        "generator",
        "latents",
        "prompt_embeds",
        "negative_prompt_embeds",
        "output_type",
        "return_dict",
        "callback_on_step_end",
        "callback_on_step_end_tensor_inputs",
    ):
        assert name in wan
        assert name in ours


def test_prompts_are_encoded_by_the_real_text_tower(pipeline: PapercutPipeline) -> None:
    frames = render(pipeline, prompt_embeds=None, prompt=["a red car", ""]).frames
    assert frames.shape[0] == 2
    assert pipeline.encode_prompt(["", "a car"])[0].abs().max() == 0
