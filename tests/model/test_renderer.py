"""The renderer on three real pipeline classes with tiny random weights (tests/model/tiny_pipelines.py).

What they paint is noise, but every step, callback, codec and file on the way is the library's own.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from model.checkpoint import ModelLoadError
from model.previews import PreviewBudget, Previewer
from model.renderer import DiffusersRenderer, load
from model.seed import fenced_randomness, shot_seed
from model.spec import (
    Aspect,
    Capabilities,
    Progress,
    RenderCancelled,
    RenderedVideo,
    Renderer,
    RenderFailed,
    RenderSpec,
    Shot,
    Size,
)
from tests.model.tiny_pipelines import save_tiny_hunyuan, save_tiny_ltx, save_tiny_wan

SAVERS: dict[str, Callable[[Path], Path]] = {
    "wan": save_tiny_wan,
    "ltx": save_tiny_ltx,
    "hunyuan": save_tiny_hunyuan,
}
CAPABILITIES = Capabilities(
    sizes={Aspect.WIDE: Size(96, 64)},
    fps=8,
    max_seconds=4,
    default_steps=3,
    max_steps=10,
    default_guidance=3.0,
    frame_step=8,  # fits all three
)
SPEC = RenderSpec((Shot("a spotted dog at a window", 1.0),), Size(96, 64), fps=8, seed=7, steps=3, guidance=3.0)


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("checkpoints")
    return {name: save(folder / name) for name, save in SAVERS.items()}


@pytest.fixture(params=SAVERS)
def renderer(request: pytest.FixtureRequest, checkpoints: dict[str, Path]) -> DiffusersRenderer:
    return load(checkpoints[request.param], None, CAPABILITIES, device="cpu")


@pytest.fixture
def wan(checkpoints: dict[str, Path]) -> DiffusersRenderer:
    return load(checkpoints["wan"], None, CAPABILITIES, device="cpu")


@pytest.fixture
def wan_copy(checkpoints: dict[str, Path], tmp_path: Path) -> Path:
    """A checkpoint that a test may damage."""
    return Path(shutil.copytree(checkpoints["wan"], tmp_path / "copy"))


def never() -> bool:
    return False


def rendered(renderer: DiffusersRenderer, spec: RenderSpec) -> tuple[RenderedVideo, list[Progress]]:
    progress: list[Progress] = []
    return renderer.render(spec, progress.append, never), progress


def stop_after(steps: int, seen: list[Progress]) -> Callable[[], bool]:
    return lambda: len(seen) >= steps


# --- what comes out


def test_a_clip_has_the_size_and_length_asked_for(renderer: DiffusersRenderer) -> None:
    as_promised: Renderer = renderer  # mypy holds it to the protocol
    video = as_promised.render(SPEC, lambda _: None, never)
    assert video.frames.shape == (9, 64, 96, 3)
    assert video.frames.dtype == np.uint8
    assert video.frames.std() > 1
    assert video.fps == 8


def test_the_same_spec_renders_the_same_frames(renderer: DiffusersRenderer) -> None:
    first, _ = rendered(renderer, SPEC)
    torch.rand(5)  # what others draw in between does not matter
    again, _ = rendered(renderer, SPEC)
    assert np.array_equal(first.frames, again.frames)


def test_another_seed_renders_other_frames(renderer: DiffusersRenderer) -> None:
    assert not np.array_equal(rendered(renderer, SPEC)[0].frames, rendered(renderer, replace(SPEC, seed=8))[0].frames)


def test_every_word_of_the_spec_reaches_the_pipeline(renderer: DiffusersRenderer) -> None:
    plain, _ = rendered(renderer, SPEC)
    changes = [
        replace(SPEC, shots=(Shot("zzz", 1.0),)),
        replace(SPEC, guidance=9.0),
        replace(SPEC, negative_prompt="blurred"),
        replace(SPEC, steps=4),
    ]
    for changed in changes:
        assert not np.array_equal(plain.frames, rendered(renderer, changed)[0].frames), changed


def test_frames_do_not_depend_on_how_often_a_preview_was_worth_its_time(
    renderer: DiffusersRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = []
    for share in (0.0, 1e9):
        monkeypatch.setattr(PreviewBudget, "__init__", _budget_of(share))
        frames.append(rendered(renderer, SPEC)[0].frames)
    assert np.array_equal(frames[0], frames[1])


def _budget_of(share: float) -> Callable[[PreviewBudget], None]:
    def start(budget: PreviewBudget) -> None:
        budget.share, budget.spent_seconds, budget.last_seconds = share, 0.0, 0.0

    return start


def test_the_bill_lists_the_stages_and_adds_them_up(renderer: DiffusersRenderer) -> None:
    video, _ = rendered(renderer, SPEC)
    assert set(video.timings) == {"denoise", "decode", "preview"}
    assert all(seconds > 0 for seconds in video.timings.values())
    assert video.gpu_seconds == pytest.approx(sum(video.timings.values()))


@pytest.mark.parametrize("previews", [True, False])
def test_the_time_a_listener_takes_is_not_billed_to_the_device(
    wan: DiffusersRenderer, monkeypatch: pytest.MonkeyPatch, previews: bool
) -> None:
    """On a clock that only the listener moves, a whole render costs nothing."""
    monkeypatch.setattr(PreviewBudget, "allows", lambda *_: previews)
    now = 0.0
    monkeypatch.setattr("model.billing.time.perf_counter", lambda: now)

    def listen(_: Progress) -> None:
        nonlocal now
        now += 1000.0

    assert wan.render(SPEC, listen, never).gpu_seconds == 0.0
    assert now == 3000.0


# --- several shots


def test_shots_follow_each_other_with_hard_cuts(renderer: DiffusersRenderer) -> None:
    two = replace(SPEC, shots=(SPEC.shots[0], Shot("people pass", 2.0)))
    video, progress = rendered(renderer, two)
    assert video.frames.shape == (8 + 16, 64, 96, 3)
    assert np.array_equal(video.frames[:8], rendered(renderer, SPEC)[0].frames[:8])
    second = replace(SPEC, shots=(two.shots[1],), seed=shot_seed(SPEC.seed, 1))
    assert np.array_equal(video.frames[8:], rendered(renderer, second)[0].frames[:16])
    assert [(report.step, report.steps, report.shot) for report in progress] == [
        *((step, 6, 0) for step in (1, 2, 3)),
        *((step, 6, 1) for step in (4, 5, 6)),
    ]


def test_seeds_of_shots_are_fixed_and_all_different() -> None:
    assert shot_seed(7, 0) == 7
    assert shot_seed(7, 1) == 7768823104508221553  # in every version: records must render again
    seeds = [shot_seed(seed, shot) for seed, shot in itertools.product(range(50), range(20))]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**63 for seed in seeds)


# --- progress and previews


def test_every_step_is_reported_and_the_first_shows_a_picture(renderer: DiffusersRenderer) -> None:
    _, progress = rendered(renderer, SPEC)
    assert [(report.step, report.steps) for report in progress] == [(1, 3), (2, 3), (3, 3)]
    preview = progress[0].preview
    assert preview is not None
    assert preview.shape == (64, 96, 3)
    assert preview.dtype == np.uint8
    assert preview.std() > 1


def test_the_last_preview_is_like_the_clip(checkpoints: dict[str, Path]) -> None:
    """Wan decodes its first latent frame alone, so for a clip of one latent frame preview and clip are one picture."""
    one_frame = replace(CAPABILITIES, frame_step=1)
    renderer = load(checkpoints["wan"], None, one_frame, device="cpu")
    spec = replace(SPEC, shots=(Shot("a dog", 0.01),), steps=1)
    video, progress = rendered(renderer, spec)
    assert progress[-1].preview is not None
    assert np.abs(progress[-1].preview.astype(int) - video.frames[0]).max() <= 1


def test_the_last_preview_of_packed_latents_is_laid_out_like_the_clip(
    checkpoints: dict[str, Path],
) -> None:
    """LTX: the picture painted from tokens equals the library's own decoding of the latents they were packed from."""
    renderer = load(checkpoints["ltx"], None, CAPABILITIES, device="cpu")
    pipeline = renderer.pipeline
    latents = torch.randn(1, 8, 2, 2, 3, generator=torch.Generator().manual_seed(1))
    tokens = pipeline._pack_latents(latents)
    painted = Previewer(pipeline, frame_count=9, height=64, width=96).paint(tokens)
    with torch.no_grad(), fenced_randomness(torch.device("cpu"), 0):
        decoded = pipeline.vae.decode(latents[:, :, 1:2]).sample[0, :, 0]
    expected = ((decoded.permute(1, 2, 0) / 2 + 0.5).clamp(0, 1) * 255).round().numpy()
    assert painted is not None
    assert np.abs(painted - expected).max() <= 1


def test_latents_of_an_unknown_layout_have_no_preview(wan: DiffusersRenderer) -> None:
    assert Previewer(wan.pipeline, 9, 64, 96).paint(torch.zeros(1, 24, 16)) is None


def test_a_codec_that_cannot_preview_does_not_lose_the_render(
    wan: DiffusersRenderer, caplog: pytest.LogCaptureFixture
) -> None:
    without, _ = rendered(wan, SPEC)
    previewer = Previewer(wan.pipeline, 9, 64, 96)
    assert previewer.paint(torch.zeros(1, 16, 3, 0, 0)) is None
    assert "no previews of this clip" in caplog.text
    assert previewer.paint(torch.zeros(1, 16, 3, 8, 12)) is None  # asked once, not again
    assert np.array_equal(without.frames, rendered(wan, SPEC)[0].frames)


def test_a_large_preview_is_shrunk_to_512_pixels(wan: DiffusersRenderer) -> None:
    picture = Previewer(wan.pipeline, 1, 576, 1024).paint(torch.randn(1, 16, 1, 72, 128))
    assert picture is not None
    assert picture.shape == (288, 512, 3)


def test_previews_keep_to_their_share_of_the_time() -> None:
    budget = PreviewBudget(share=0.05)
    assert budget.allows(0.0)  # the first is free
    budget.charge(1.0)
    assert not budget.allows(39.0)  # a second one would make 2 of 39
    assert budget.allows(40.0)
    budget.charge(3.0)
    assert not budget.allows(139.0)
    assert budget.allows(140.0)


# --- cancelling


def test_a_cancel_takes_effect_within_one_step(renderer: DiffusersRenderer) -> None:
    seen: list[Progress] = []
    with pytest.raises(RenderCancelled):
        renderer.render(replace(SPEC, steps=10), seen.append, stop_after(2, seen))
    assert len(seen) == 2


def test_a_cancel_before_the_start_renders_nothing(renderer: DiffusersRenderer) -> None:
    seen: list[Progress] = []
    with pytest.raises(RenderCancelled):
        renderer.render(SPEC, seen.append, lambda: True)
    assert seen == []


def test_after_a_cancel_the_next_clip_is_what_it_would_have_been(renderer: DiffusersRenderer) -> None:
    before, _ = rendered(renderer, SPEC)
    seen: list[Progress] = []
    with pytest.raises(RenderCancelled):
        renderer.render(replace(SPEC, seed=1, steps=5), seen.append, stop_after(2, seen))
    after, _ = rendered(renderer, SPEC)
    assert np.array_equal(before.frames, after.frames)


def test_a_fault_of_the_listener_comes_through(renderer: DiffusersRenderer) -> None:
    def broken(_: Progress) -> None:
        raise ConnectionError("the database is gone")

    with pytest.raises(ConnectionError, match="the database is gone"):
        renderer.render(SPEC, broken, never)
    assert rendered(renderer, SPEC)[0].frames.any()


# --- what is refused, and how failures read


def test_two_renders_at_once_are_refused(wan: DiffusersRenderer) -> None:
    refusals: list[str] = []

    def render_again(_: Progress) -> None:
        with pytest.raises(RuntimeError, match="one per thread") as caught:
            wan.render(SPEC, lambda _: None, never)
        refusals.append(str(caught.value))

    wan.render(SPEC, render_again, never)
    assert len(refusals) == 3


def test_a_spec_of_another_frame_rate_or_without_shots_is_refused(wan: DiffusersRenderer) -> None:
    for wrong in (replace(SPEC, fps=24), replace(SPEC, shots=())):
        with pytest.raises(ValueError, match="expected one shot or more at 8"):
            wan.render(wrong, lambda _: None, never)


def poison(folder: Path, component: str, name: str, value: float) -> None:
    """Overwrite one weight of a checkpoint."""
    path = folder / component / "diffusion_pytorch_model.safetensors"
    weights = load_file(path)
    weights[name] = torch.full_like(weights[name], value)
    save_file(weights, path, metadata={"format": "pt"})


def test_values_that_are_no_colours_are_told_in_a_sentence(wan_copy: Path) -> None:
    poison(wan_copy, "transformer", "proj_out.bias", float("nan"))
    with pytest.raises(RenderFailed, match="no colours"):
        rendered(load(wan_copy, None, CAPABILITIES, device="cpu"), SPEC)


def test_a_clip_that_is_black_throughout_is_told_in_a_sentence(wan_copy: Path) -> None:
    poison(wan_copy, "vae", "decoder.conv_out.bias", -100.0)
    with pytest.raises(RenderFailed, match="came out black"):
        rendered(load(wan_copy, None, CAPABILITIES, device="cpu"), SPEC)


def test_a_device_without_room_is_told_in_a_sentence(wan: DiffusersRenderer) -> None:
    """No GPU here: the error a GPU raises is raised during the steps by hand; the way out of the pipeline is real."""

    def full(_: Progress) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    with pytest.raises(RenderFailed, match="out of memory at 96×64"):
        wan.render(SPEC, full, never)
    assert rendered(wan, SPEC)[0].frames.any()


# --- loading


@pytest.mark.parametrize("revision", [None, "main", "v1.0", "abc123", "G" * 40])
def test_a_hub_id_without_a_pinned_commit_is_refused(revision: str | None) -> None:
    with pytest.raises(ModelLoadError, match=r"owner/model: got revision .* expected a pinned commit"):
        load("owner/model", revision, CAPABILITIES)


def test_a_pinned_hub_revision_loads_from_the_local_cache(checkpoints: dict[str, Path], tmp_path: Path) -> None:
    """In a process of its own, offline: the hub's library reads its settings when it is imported."""
    commit = "0123456789abcdef0123456789abcdef01234567"
    snapshot = tmp_path / "hub" / "models--studio--tiny-wan" / "snapshots" / commit
    shutil.copytree(checkpoints["wan"], snapshot)
    program = (
        "from tests.model.test_renderer import CAPABILITIES, SPEC, never\n"
        "from model.renderer import load\n"
        f"renderer = load('studio/tiny-wan', '{commit}', CAPABILITIES, device='cpu')\n"
        "print(renderer.render(SPEC, lambda _: None, never).frames.shape)\n"
    )
    environment = os.environ | {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "(9, 64, 96, 3)"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelLoadError, match=r"nowhere: got no folder"):
        load(tmp_path / "nowhere", None, CAPABILITIES)


def test_a_folder_without_an_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelLoadError, match=r"model_index\.json could not be read"):
        load(tmp_path, None, CAPABILITIES)


def test_pickled_weights_are_refused_by_name(wan_copy: Path) -> None:
    weights = wan_copy / "transformer" / "diffusion_pytorch_model.safetensors"
    torch.save(load_file(weights), weights.with_suffix(".bin"))
    weights.unlink()
    with pytest.raises(ModelLoadError, match=r"transformer/diffusion_pytorch_model\.bin"):
        load(wan_copy, None, CAPABILITIES)


def test_code_that_comes_with_weights_is_never_run(wan_copy: Path, tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    (wan_copy / "own.py").write_text(f"open({str(trace)!r}, 'w')\nclass Own: pass\n")
    index = json.loads((wan_copy / "model_index.json").read_text())
    for foreign in ({"_class_name": ["own", "Own"]}, {"transformer": ["own", "Own"]}):
        (wan_copy / "model_index.json").write_text(json.dumps(index | foreign))
        with pytest.raises(ModelLoadError):
            load(wan_copy, None, CAPABILITIES)
    assert not trace.exists()


def test_a_damaged_checkpoint_is_one_clear_error(wan_copy: Path) -> None:
    weights = wan_copy / "transformer" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:200])
    with pytest.raises(ModelLoadError, match=r"WanPipeline could not be loaded .* save it again") as caught:
        load(wan_copy, None, CAPABILITIES)
    assert caught.value.__cause__ is not None


def test_a_pipeline_that_needs_a_picture_is_no_text_to_video_pipeline(wan_copy: Path) -> None:
    index = json.loads((wan_copy / "model_index.json").read_text())
    index |= {"_class_name": "WanVideoToVideoPipeline"}
    (wan_copy / "model_index.json").write_text(json.dumps(index))
    with pytest.raises(ModelLoadError, match="Expected a text-to-video pipeline"):
        load(wan_copy, None, CAPABILITIES)


def test_every_network_is_in_evaluation_mode(renderer: DiffusersRenderer) -> None:
    networks = [part for part in renderer.pipeline.components.values() if isinstance(part, torch.nn.Module)]
    assert len(networks) >= 3
    assert not any(network.training for network in networks)


def test_nothing_is_printed_while_rendering(wan: DiffusersRenderer, capfd: pytest.CaptureFixture[str]) -> None:
    rendered(wan, SPEC)
    assert capfd.readouterr() == ("", "")


def test_rendering_leaves_the_global_generator_as_it_was(renderer: DiffusersRenderer) -> None:
    torch.manual_seed(3)
    expected = torch.rand(4)
    torch.manual_seed(3)
    rendered(renderer, SPEC)
    assert torch.equal(torch.rand(4), expected)
