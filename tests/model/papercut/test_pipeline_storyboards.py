"""Storyboards, long shots and the student, on the real classes with a handful of random weights."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from model.papercut import sampling
from model.papercut.pipeline import FAST_STEPS, PapercutPipeline
from tests.model.papercut.tiny_papercut import build_tiny_pipeline

EMBEDS = torch.randn(3, 64, 384, generator=torch.Generator().manual_seed(1))


@pytest.fixture(scope="module", params=[True, False], ids=["anchors", "no anchors"])
def pipeline(request: pytest.FixtureRequest) -> PapercutPipeline:
    return build_tiny_pipeline(anchors=request.param)


@pytest.fixture(scope="module")
def anchored() -> PapercutPipeline:
    return build_tiny_pipeline()


@pytest.fixture(scope="module")
def quick() -> PapercutPipeline:
    return build_tiny_pipeline(student=True)


def render(pipeline: PapercutPipeline, shot_frames: list[int] | None = None, seed: int = 0, **changes: Any) -> Any:
    count = 1 if shot_frames is None else len(shot_frames)
    arguments: dict[str, Any] = {
        "prompt_embeds": EMBEDS[:count],
        "height": 32,
        "width": 48,
        "num_frames": 5,
        "num_inference_steps": 2,
        "generator": torch.Generator().manual_seed(seed),
        "shot_frames": shot_frames,
        "output_type": "uint8",
    }
    (frames,) = pipeline(**(arguments | changes | {"return_dict": False}))
    return frames


# --- shots


@pytest.mark.parametrize("shot_frames", [[17, 33], [1, 5, 9], [16, 40, 23], [3]])
def test_a_storyboard_is_as_long_as_its_shots_together(pipeline: PapercutPipeline, shot_frames: list[int]) -> None:
    assert render(pipeline, shot_frames).shape == (1, sum(shot_frames), 32, 48, 3)


def test_the_first_shot_is_what_its_prompt_renders_alone(pipeline: PapercutPipeline) -> None:
    alone = render(pipeline, num_frames=33)
    assert np.array_equal(render(pipeline, [33, 9])[:, :33], alone)
    assert np.array_equal(render(pipeline, [30, 9])[:, :30], alone[:, :30])


def test_the_same_storyboard_renders_the_same_frames(pipeline: PapercutPipeline) -> None:
    first, again, other = (render(pipeline, [9, 21, 5], seed) for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_every_shot_follows_its_own_prompt(pipeline: PapercutPipeline) -> None:
    both = render(pipeline, [9, 9])
    changed = render(pipeline, [9, 9], prompt_embeds=EMBEDS[[0, 2]])
    assert np.array_equal(both[:, :9], changed[:, :9])
    assert not np.array_equal(both[:, 9:], changed[:, 9:])


def second_shot(pipeline: PapercutPipeline, first: float) -> np.ndarray:
    """The second of two shots, from the same noise, after a first one that begins with a picture of one grey."""
    picture = torch.full((32, 48, 3), first)
    noise = torch.randn(1, 16, 5, 2, 3, generator=torch.Generator().manual_seed(2))
    return np.asarray(render(pipeline, [5, 9], latents=noise, image=picture)[:, 5:])


def test_a_later_shot_looks_back_at_the_first_if_the_model_knows_anchors(anchored: PapercutPipeline) -> None:
    assert not np.array_equal(second_shot(anchored, -0.8), second_shot(anchored, 0.8))
    old = build_tiny_pipeline(anchors=False)
    assert np.array_equal(second_shot(old, -0.8), second_shot(old, 0.8))


def test_texts_of_all_shots_are_encoded_once_by_the_real_tower(anchored: PapercutPipeline) -> None:
    asked: list[list[str]] = []
    encode = anchored.encode_prompt

    class Listening(PapercutPipeline):
        def encode_prompt(self, prompts: Any) -> torch.Tensor:
            asked.append(list(prompts))
            return encode(prompts)

    listening = Listening(**anchored.components)
    listening.set_progress_bar_config(disable=True)
    render(listening, [33, 5], prompt_embeds=None, prompt=["a red car", "a dog"], negative_prompt=None)
    assert asked == [["a red car", "a dog"]]


def test_steps_are_counted_over_shots_and_the_callback_can_tell_which_one_it_is(anchored: PapercutPipeline) -> None:
    seen: list[tuple[int, int, int]] = []

    def watch(pipe: PapercutPipeline, step: int, _: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        seen.append((step, pipe.current_shot, tensors["latents"].shape[2]))
        assert pipe.num_timesteps == 10
        return {}

    render(anchored, [17, 5, 33], callback_on_step_end=watch)
    assert [step for step, _, _ in seen] == list(range(10))
    assert [shot for _, shot, _ in seen] == [0, 0, 1, 1, 2, 2, 2, 2, 2, 2]
    assert [count for _, _, count in seen] == [5, 5, 2, 2, 4, 4, 7, 7, 9, 9]


def test_the_preview_shows_the_window_in_work(anchored: PapercutPipeline) -> None:
    pictures = []

    def watch(pipe: PapercutPipeline, step: int, _: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        pictures.append(pipe.preview(tensors["latents"]))
        assert np.array_equal(pictures[-1], pipe.preview(tensors["denoised"]))
        return {}

    names = ["latents", "denoised"]
    render(anchored, [61], callback_on_step_end=watch, callback_on_step_end_tensor_inputs=names)
    last_of_each_window = pictures[1::2]
    assert len({picture.tobytes() for picture in last_of_each_window}) == len(last_of_each_window)


def test_a_pipeline_can_be_told_when_it_decodes(anchored: PapercutPipeline) -> None:
    steps_at: list[int] = []
    steps = 0

    def count(*_: Any) -> dict[str, Any]:
        nonlocal steps
        steps += 1
        return {}

    @contextmanager
    def decoding() -> Any:
        steps_at.append(steps)
        yield

    render(anchored, [61], callback_on_step_end=count, decoding=decoding)
    assert steps_at[0] < steps  # while the shot is still being made
    assert steps_at[-1] == steps


def test_a_minute_is_rendered_in_one_call(anchored: PapercutPipeline) -> None:
    assert render(anchored, num_frames=481, num_inference_steps=1).shape[1] == 481
    assert render(anchored, [160, 160, 160], num_inference_steps=1).shape[1] == 480
    assert render(anchored, [201, 101, 202], num_inference_steps=1).shape[1] == 504


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"shot_frames": [5, 5], "prompt_embeds": EMBEDS}, "got 3 prompts for 2 shots"),
        ({"shot_frames": []}, "expected at least one of at least 1"),
        ({"shot_frames": [5, 0]}, "expected at least one of at least 1"),
        ({"shot_frames": [480, 25]}, "got 505 frames, expected at most 504"),
        ({"fast": True}, "expected a folder with a component `student`"),
    ],
)
def test_what_cannot_be_rendered_is_refused(anchored: PapercutPipeline, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        render(anchored, **changes)


# --- given latents under noise


def test_given_latents_can_be_noised_and_the_model_is_told(
    anchored: PapercutPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = render(anchored, [33])
    monkeypatch.setattr(sampling, "RECENT_NOISE", 0.2)
    noised = render(anchored, [33])
    assert np.array_equal(noised, render(anchored, [33]))
    first_window = 13  # later frames share the piece that is decoded with latents of the next window
    assert not np.array_equal(noised[:, 17:], clean[:, 17:])
    assert np.abs(noised[:, :first_window].astype(int) - clean[:, :first_window]).max() <= 2


# --- the student


def test_fast_uses_the_student_without_guidance_in_eight_steps(quick: PapercutPipeline) -> None:
    steps: list[int] = []

    def watch(pipe: PapercutPipeline, step: int, _: Any, __: Any) -> dict[str, Any]:
        assert pipe.guidance_scale == 1.0
        steps.append(step)
        return {}

    fast = render(quick, fast=True, num_inference_steps=None, guidance_scale=7.0, callback_on_step_end=watch)
    assert steps == list(range(FAST_STEPS))
    assert quick.student is not None
    as_teacher = PapercutPipeline(quick.student, quick.codec, quick.scheduler)
    as_teacher.set_progress_bar_config(disable=True)
    assert np.array_equal(fast, render(as_teacher, guidance_scale=1.0, num_inference_steps=FAST_STEPS))


def test_folders_with_and_without_a_student_load(quick: PapercutPipeline, tmp_path: Path) -> None:
    for with_student in (True, False):
        saved = build_tiny_pipeline(student=with_student)
        folder = tmp_path / str(with_student)
        saved.save_pretrained(folder)
        loaded = PapercutPipeline.from_pretrained(folder, local_files_only=True, use_safetensors=True)
        loaded.set_progress_bar_config(disable=True)
        assert (loaded.student is not None) is with_student
        assert np.array_equal(render(loaded, [5, 9]), render(saved, [5, 9]))
