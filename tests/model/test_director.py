"""Shots in frames, and what real pipeline classes with tiny random weights can do with a storyboard.

What such weights paint is noise, so whether a subject survives a cut is not tested here (`model.papercut.evaluation`
measures it on trained weights); that what is looked back at reaches the next shot is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import LTXConditionPipeline, WanImageToVideoPipeline

from model.director import Take, link_of, plan_takes, storyboarder, weaker_link
from model.renderer import DiffusersRenderer, load
from model.spec import (
    Aspect,
    Capabilities,
    Progress,
    RenderCancelled,
    RenderedVideo,
    RenderFailed,
    RenderSpec,
    Shot,
    ShotLink,
    Size,
)
from tests.model.papercut.tiny_papercut import build_tiny_pipeline
from tests.model.tiny_pipelines import save_tiny_hunyuan, save_tiny_ltx, save_tiny_wan, save_tiny_wan22
from tests.stills import clouds, likeness, picture_file

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation")
"""LTXConditionPipeline hands its scheduler a tensor where that makes an array of it."""

CAPABILITIES = Capabilities(
    sizes={Aspect.WIDE: Size(96, 64)},
    fps=8,
    max_seconds=60,
    default_steps=2,
    max_steps=10,
    default_guidance=3.0,
    shot_link=ShotLink.WINDOW,
)
SHOTS = (Shot("a spotted dog at a window", 1.0), Shot("people pass behind it", 2.2), Shot("the dog sleeps", 0.8))
SPEC = RenderSpec(SHOTS, Size(96, 64), fps=8, seed=7, steps=2, guidance=3.0)


def save_tiny_papercut(folder: Path) -> Path:
    build_tiny_pipeline(student=True).save_pretrained(folder)
    return folder


def save_tiny_wan22_i2v(folder: Path) -> Path:
    return save_tiny_wan22(folder, WanImageToVideoPipeline)


def save_tiny_ltx_condition(folder: Path) -> Path:
    return save_tiny_ltx(folder, LTXConditionPipeline)


SAVERS: dict[str, tuple[Callable[[Path], Path], ShotLink]] = {
    "papercut": (save_tiny_papercut, ShotLink.WINDOW),
    "wan22": (save_tiny_wan22, ShotLink.WINDOW),
    "wan22-i2v": (save_tiny_wan22_i2v, ShotLink.WINDOW),
    "ltx-condition": (save_tiny_ltx_condition, ShotLink.LAST_FRAME),
    "ltx": (save_tiny_ltx, ShotLink.CUT),
    "wan": (save_tiny_wan, ShotLink.CUT),
    "hunyuan": (save_tiny_hunyuan, ShotLink.CUT),
}
STORYBOARDED = ["papercut", "wan22", "ltx-condition", "wan"]
"""One of each kind; `wan22-i2v` runs the code of `wan22`, and shots that cut are tested with the renderer."""


@pytest.fixture(scope="module")
def renderers(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], DiffusersRenderer]:
    """Renderers by name, loaded once, each asked for a window whatever it can do."""
    folder, loaded = tmp_path_factory.mktemp("checkpoints"), dict[str, DiffusersRenderer]()

    def renderer(name: str) -> DiffusersRenderer:
        if name not in loaded:
            step = 8 if name.startswith("ltx") else 4
            path = SAVERS[name][0](folder / name)
            loaded[name] = load(path, None, replace(CAPABILITIES, frame_step=step), device="cpu")
        return loaded[name]

    return renderer


def never() -> bool:
    return False


def rendered(renderer: DiffusersRenderer, spec: RenderSpec = SPEC) -> tuple[RenderedVideo, list[Progress]]:
    progress: list[Progress] = []
    return renderer.render(spec, progress.append, never), progress


# --- shots in frames


def test_one_shot_is_as_long_as_the_codec_can_come_to_it() -> None:
    assert plan_takes([Shot("a", 2.1)], CAPABILITIES) == [Take("a", 17, 17)]
    assert plan_takes([Shot("a", 60.0)], CAPABILITIES) == [Take("a", 481, 481)]


@pytest.mark.parametrize("seconds", [(5.0,) * 12, (1.3,) * 12, (0.5, 59.5), (2.2, 2.2, 2.2), (7.7, 0.9, 3.1)])
@pytest.mark.parametrize("fps", [8, 16, 24])
@pytest.mark.parametrize("frame_step", [1, 4, 8])
def test_every_cut_falls_on_the_frame_nearest_to_its_time(
    seconds: tuple[float, ...], fps: int, frame_step: int
) -> None:
    capabilities = replace(CAPABILITIES, fps=fps, frame_step=frame_step)
    takes = plan_takes([Shot("x", length) for length in seconds], capabilities)
    ends = np.cumsum([take.frames for take in takes])
    assert np.abs(ends - np.cumsum(seconds) * fps).max() <= 0.5
    for take in takes:
        assert take.rendered % frame_step == 1 % frame_step
        assert take.frames <= take.rendered <= take.frames + 2 * frame_step


def test_a_shot_too_short_to_be_seen_is_still_one_frame() -> None:
    takes = plan_takes([Shot("a", 0.01), Shot("b", 1.0)], CAPABILITIES)
    assert [take.frames for take in takes] == [1, 7]


# --- what pipelines can do


@pytest.mark.parametrize("name", SAVERS)
def test_what_links_shots_is_read_off_the_pipeline_and_a_promise_beyond_it_is_logged(
    renderers: Callable[[str], DiffusersRenderer], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline, link = renderers(name).pipeline, SAVERS[name][1]
    assert link_of(pipeline) is link
    assert (storyboarder(pipeline) is not None) is (link is ShotLink.WINDOW)
    with caplog.at_level(logging.WARNING, "model.renderer"):
        renderer = DiffusersRenderer(pipeline, CAPABILITIES, torch.device("cpu"))
    assert renderer.capabilities.shot_link is link
    assert ("cannot link shots by 'window'" in caplog.text) is (link is not ShotLink.WINDOW)


def test_a_setting_may_ask_for_less_than_the_pipeline_can_do(renderers: Callable[[str], DiffusersRenderer]) -> None:
    assert weaker_link(ShotLink.WINDOW, ShotLink.LAST_FRAME) is ShotLink.LAST_FRAME
    for name, shots in (("papercut", [0, 0, 1, 1, 1, 1, 2, 2]), ("wan22", [0, 0, 1, 1, 2, 2])):
        pipeline = renderers(name).pipeline
        cutting = DiffusersRenderer(pipeline, replace(CAPABILITIES, shot_link=ShotLink.CUT), torch.device("cpu"))
        video, progress = rendered(cutting)
        assert cutting.capabilities.shot_link is ShotLink.CUT
        assert [report.shot for report in progress] == shots
        changed = replace(SPEC, shots=(Shot("zzz zzz zzz", 1.0), *SHOTS[1:]))
        assert np.array_equal(rendered(cutting, changed)[0].frames[8:], video.frames[8:])


@pytest.mark.parametrize("name", ["papercut", "wan22"])
def test_a_model_with_a_window_can_be_chained_by_the_last_frame_instead(
    renderers: Callable[[str], DiffusersRenderer], name: str
) -> None:
    chained = replace(CAPABILITIES, shot_link=ShotLink.LAST_FRAME)
    renderer = DiffusersRenderer(renderers(name).pipeline, chained, torch.device("cpu"))
    video, _ = rendered(renderer)
    changed = replace(SPEC, shots=(Shot("zzz zzz zzz", 1.0), *SHOTS[1:]))
    assert video.frames.shape == (32, 64, 96, 3)
    assert not np.array_equal(rendered(renderer, changed)[0].frames[8:], video.frames[8:])


# --- whole storyboards


@pytest.mark.parametrize("name", STORYBOARDED)
def test_a_storyboard_has_its_length_and_counts_its_steps(
    renderers: Callable[[str], DiffusersRenderer], name: str
) -> None:
    video, progress = rendered(renderers(name))
    assert video.frames.shape == (32, 64, 96, 3)
    assert video.frames.dtype == np.uint8
    steps = progress[-1].steps
    assert [report.step for report in progress] == list(range(1, steps + 1))
    assert all(report.steps == steps for report in progress[-2:])
    assert [report.shot for report in progress] == sorted(report.shot for report in progress)
    assert {report.shot for report in progress} == {0, 1, 2}
    assert progress[0].preview is not None
    assert set(video.timings) == {"denoise", "decode", "preview"}


@pytest.mark.parametrize("name", STORYBOARDED)
def test_the_same_storyboard_renders_the_same_frames(renderers: Callable[[str], DiffusersRenderer], name: str) -> None:
    first, again = (rendered(renderers(name))[0].frames for _ in range(2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, rendered(renderers(name), replace(SPEC, seed=8))[0].frames)


@pytest.mark.parametrize("name", STORYBOARDED)
def test_the_first_shot_is_what_its_prompt_renders_alone(
    renderers: Callable[[str], DiffusersRenderer], name: str
) -> None:
    alone = rendered(renderers(name), replace(SPEC, shots=SHOTS[:1]))[0].frames
    assert np.array_equal(rendered(renderers(name))[0].frames[:8], alone[:8])


@pytest.mark.parametrize("name", STORYBOARDED)
def test_what_came_before_reaches_a_later_shot_where_shots_are_linked(
    renderers: Callable[[str], DiffusersRenderer], name: str
) -> None:
    """Only the first prompt changes; later shots have the same prompt and noise as before."""
    changed = replace(SPEC, shots=(Shot("zzz zzz zzz", 1.0), *SHOTS[1:]))
    before, after = (rendered(renderers(name), spec)[0].frames for spec in (SPEC, changed))
    assert not np.array_equal(before[:8], after[:8])
    assert np.array_equal(before[8:], after[8:]) is (SAVERS[name][1] is ShotLink.CUT)


@pytest.mark.parametrize("name", ["papercut", "wan22", "ltx-condition"])
def test_a_clip_begins_with_the_still_that_it_is_given(
    renderers: Callable[[str], DiffusersRenderer], name: str
) -> None:
    still, other = clouds(96, 64), clouds(96, 64, seed=1)
    spec = replace(SPEC, shots=SHOTS[:1])

    begun, _ = rendered(renderers(name), replace(spec, first_frame=picture_file(still, "WEBP", lossless=True)))

    assert begun.frames.shape == rendered(renderers(name), spec)[0].frames.shape
    if name == "papercut":  # the codecs of the others have random weights, so what they paint is noise
        assert likeness(begun.frames[0], still) > likeness(begun.frames[0], other) + 12
    again, _ = rendered(renderers(name), replace(spec, first_frame=picture_file(other, "WEBP", lossless=True)))
    assert not np.array_equal(begun.frames, again.frames)


def test_a_first_frame_for_a_model_that_takes_none_is_told_in_a_sentence(
    renderers: Callable[[str], DiffusersRenderer], caplog: pytest.LogCaptureFixture
) -> None:
    promised = replace(renderers("wan").capabilities, takes_first_frame=True)
    wan = DiffusersRenderer(renderers("wan").pipeline, promised, torch.device("cpu"))

    assert not wan.capabilities.takes_first_frame
    assert "takes no first frame" in caplog.text
    with pytest.raises(RenderFailed, match="cannot begin with a picture after all"):
        rendered(wan, replace(SPEC, first_frame=picture_file(clouds(96, 64))))


@pytest.mark.parametrize("name", ["papercut", "wan22", "ltx-condition"])
def test_a_cancel_takes_effect_within_one_step_of_any_shot(
    renderers: Callable[[str], DiffusersRenderer], name: str
) -> None:
    before = rendered(renderers(name))[0].frames
    seen: list[Progress] = []
    with pytest.raises(RenderCancelled):
        renderers(name).render(SPEC, seen.append, lambda: len(seen) >= 3)
    assert len(seen) == 3
    assert seen[-1].shot == 1
    assert np.array_equal(rendered(renderers(name))[0].frames, before)


def test_a_minute_of_twelve_shots_is_sixty_seconds(renderers: Callable[[str], DiffusersRenderer]) -> None:
    minute = replace(SPEC, shots=tuple(Shot(f"shot {index}", 5.0) for index in range(12)), steps=1, guidance=1.0)
    video, _ = rendered(renderers("papercut"), minute)
    assert len(video.frames) == 480


# --- the fast setting


def test_fast_renders_with_the_student(renderers: Callable[[str], DiffusersRenderer]) -> None:
    plain, _ = rendered(renderers("papercut"))
    fast, progress = rendered(renderers("papercut"), replace(SPEC, fast=True))
    assert not np.array_equal(plain.frames, fast.frames)
    assert len(progress) == progress[-1].steps


def test_fast_without_a_student_is_told_in_a_sentence(renderers: Callable[[str], DiffusersRenderer]) -> None:
    with pytest.raises(RenderFailed, match="no fast setting"):
        rendered(renderers("wan"), replace(SPEC, fast=True))
