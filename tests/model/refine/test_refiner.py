"""Refinement on a Papercut and a Wan of the real classes with a handful of random weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from model.refine.adapter import fingerprint
from model.refine.refiner import PipelineRefiner
from model.renderer import DiffusersRenderer, load
from model.spec import (
    Aspect,
    Capabilities,
    RefinedAdapter,
    RefineMethod,
    RefineProgress,
    RefineRefused,
    RefineSpec,
    RefineStopped,
    RenderFailed,
    RenderSpec,
    Shot,
    Size,
)
from tests.model.papercut.tiny_papercut import build_tiny_pipeline
from tests.model.refine.rated_folder import write_rated_folder
from tests.model.tiny_pipelines import save_tiny_ltx, save_tiny_wan

CAPABILITIES = Capabilities(
    sizes={Aspect.WIDE: Size(48, 32)}, fps=8, max_seconds=4, default_steps=2, max_steps=10, default_guidance=1.0
)
CLIP = RenderSpec((Shot("a paper house", 1.0),), Size(48, 32), fps=8, seed=7, steps=2, guidance=1.0)


@pytest.fixture
def papercut() -> DiffusersRenderer:
    return DiffusersRenderer(build_tiny_pipeline(student=True), CAPABILITIES, torch.device("cpu"))


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rated_folder(tmp_path_factory.mktemp("rated") / "dataset")


def spec(dataset: Path, folder: Path, method: RefineMethod = RefineMethod.DPO, steps: int = 6) -> RefineSpec:
    return RefineSpec(dataset, method, folder / "work", folder / "adapter", rank=2, max_steps=steps)


def refine(renderer: DiffusersRenderer, wanted: RefineSpec) -> tuple[RefinedAdapter, list[RefineProgress]]:
    seen: list[RefineProgress] = []
    return PipelineRefiner(renderer).refine(wanted, seen.append, lambda: False), seen


def stopping_after(calls: int) -> Callable[[], bool]:
    left = iter([False] * calls)
    return lambda: next(left, True)


def pixels(renderer: DiffusersRenderer, wanted: RenderSpec = CLIP) -> bytes:
    return renderer.render(wanted, lambda _: None, lambda: False).frames.tobytes()


@pytest.mark.parametrize("method", list(RefineMethod))
def test_a_refinement_makes_an_adapter_that_changes_clips_and_leaves_the_base_as_it_was(
    papercut: DiffusersRenderer, dataset: Path, tmp_path: Path, method: RefineMethod
) -> None:
    before, identity = pixels(papercut), fingerprint(papercut.pipeline.transformer)
    made, seen = refine(papercut, spec(dataset, tmp_path, method, steps=20))
    assert [progress.step for progress in seen] == list(range(1, len(seen) + 1))
    assert seen[19].validation_loss is not None
    assert made.metrics["validation_loss"] < made.metrics["validation_loss_before"]
    assert made.adapter.path == tmp_path / "adapter" / "adapter.safetensors"
    assert fingerprint(papercut.pipeline.transformer) == identity
    assert pixels(papercut) == before
    assert pixels(papercut, replace(CLIP, adapter=made.adapter)) != before
    assert pixels(papercut) == before


def test_a_refinement_that_was_stopped_goes_on_as_if_it_had_not_been(
    papercut: DiffusersRenderer, dataset: Path, tmp_path: Path
) -> None:
    whole, _ = refine(papercut, spec(dataset, tmp_path / "whole"))
    halting = spec(dataset, tmp_path / "halting")
    for calls in (2, 7, 7):  # while clips are encoded, then twice between steps
        with pytest.raises(RefineStopped):
            PipelineRefiner(papercut).refine(halting, lambda _: None, stopping_after(calls))
        assert not halting.out.exists()
        pixels(papercut)  # an artist's clip comes in between
    resumed, seen = refine(papercut, halting)
    assert seen[0].step > 1
    assert resumed.adapter.sha256 == whole.adapter.sha256


def test_another_seed_makes_another_adapter(papercut: DiffusersRenderer, dataset: Path, tmp_path: Path) -> None:
    one, _ = refine(papercut, spec(dataset, tmp_path / "one"))
    other, _ = refine(papercut, replace(spec(dataset, tmp_path / "other"), seed=1))
    assert one.adapter.sha256 != other.adapter.sha256


def test_a_refinement_may_go_on_from_a_parent(papercut: DiffusersRenderer, dataset: Path, tmp_path: Path) -> None:
    parent, _ = refine(papercut, spec(dataset, tmp_path / "parent", steps=20))
    of_parent = pixels(papercut, replace(CLIP, adapter=parent.adapter))  # stays on, unused, beside the one in work
    child, _ = refine(papercut, replace(spec(dataset, tmp_path / "child", steps=20), parent=parent.adapter))
    pixels(papercut, replace(CLIP, adapter=child.adapter))
    assert pixels(papercut, replace(CLIP, adapter=parent.adapter)) == of_parent
    assert child.metrics["validation_loss_before"] == pytest.approx(parent.metrics["validation_loss"], rel=1e-3)


def test_any_wan_pipeline_can_be_refined(dataset: Path, tmp_path: Path) -> None:
    renderer = load(save_tiny_wan(tmp_path / "wan"), None, CAPABILITIES, "cpu")
    before = pixels(renderer)
    made, _ = refine(renderer, spec(dataset, tmp_path, RefineMethod.RWR, steps=3))
    assert pixels(renderer, replace(CLIP, adapter=made.adapter)) is not None
    assert pixels(renderer) == before


def test_other_pipelines_are_refused_by_name(dataset: Path, tmp_path: Path) -> None:
    renderer = load(save_tiny_ltx(tmp_path / "ltx"), None, CAPABILITIES, "cpu")
    with pytest.raises(RefineRefused, match="A LTXPipeline cannot be refined here"):
        refine(renderer, spec(dataset, tmp_path))


@pytest.mark.parametrize(
    ("options", "method", "sentence"),
    [
        ({"splits": ["test"]}, RefineMethod.RWR, "nothing to learn from.*2 kept for testing"),
        ({"splits": ["train"]}, RefineMethod.RWR, "A dataset of one prompt has no validation split"),
        ({"stars": (3.0, 3.0)}, RefineMethod.RWR, "have the same 3 stars"),
        ({"pairs": False}, RefineMethod.DPO, "the training split has no preference pairs"),
        ({"shots": 2}, RefineMethod.RWR, "6 storyboards of several shots"),
    ],
)
def test_a_dataset_from_which_nothing_can_be_learned_is_refused_with_the_reason(
    papercut: DiffusersRenderer, tmp_path: Path, options: dict[str, object], method: RefineMethod, sentence: str
) -> None:
    folder = write_rated_folder(tmp_path / "dataset", **options)  # type: ignore[arg-type]
    with pytest.raises(RefineRefused, match=sentence):
        refine(papercut, spec(folder, tmp_path, method))
    assert not (tmp_path / "adapter").exists()


def test_a_folder_without_a_dataset_is_refused(papercut: DiffusersRenderer, tmp_path: Path) -> None:
    with pytest.raises(RefineRefused, match=r"metadata\.jsonl cannot be read"):
        refine(papercut, spec(tmp_path, tmp_path))


def test_a_work_folder_of_another_refinement_is_refused(
    papercut: DiffusersRenderer, dataset: Path, tmp_path: Path
) -> None:
    refine(papercut, spec(dataset, tmp_path, steps=2))
    with pytest.raises(RefineRefused, match="holds another refinement"):
        refine(papercut, spec(dataset, tmp_path, RefineMethod.RWR, steps=2))


def test_an_adapter_that_was_altered_is_missing_or_of_another_base_is_refused_by_the_name_of_its_file(
    papercut: DiffusersRenderer, dataset: Path, tmp_path: Path
) -> None:
    made, _ = refine(papercut, spec(dataset, tmp_path, steps=2))
    foreign = DiffusersRenderer(build_tiny_pipeline(anchors=False), CAPABILITIES, torch.device("cpu"))
    with pytest.raises(RenderFailed, match=r"adapter.safetensors was made for another base"):
        pixels(foreign, replace(CLIP, adapter=made.adapter))
    with pytest.raises(RefineRefused, match=r"adapter.safetensors was made for another base"):
        refine(foreign, replace(spec(dataset, tmp_path / "child"), parent=made.adapter))
    content = bytearray(made.adapter.path.read_bytes())
    content[-1] ^= 1
    made.adapter.path.write_bytes(content)
    with pytest.raises(RenderFailed, match=r"adapter.safetensors was altered"):
        pixels(papercut, replace(CLIP, adapter=made.adapter))
    made.adapter.path.unlink()
    with pytest.raises(RenderFailed, match=r"adapter.safetensors is missing"):
        pixels(papercut, replace(CLIP, adapter=made.adapter))


def test_the_fast_setting_has_no_adapters(papercut: DiffusersRenderer, dataset: Path, tmp_path: Path) -> None:
    made, _ = refine(papercut, spec(dataset, tmp_path, steps=2))
    with pytest.raises(RenderFailed, match="This version has no fast setting"):
        pixels(papercut, replace(CLIP, adapter=made.adapter, fast=True))
