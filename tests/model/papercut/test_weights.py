"""What ships must work: these tests render with the weights of the repository."""

from pathlib import Path

import numpy as np
import pytest
import torch

from model.papercut.evaluate import SHIPPED
from model.papercut.pipeline import PapercutPipeline


@pytest.fixture(scope="module")
def pipeline() -> PapercutPipeline:
    shipped: PapercutPipeline = PapercutPipeline.from_pretrained(SHIPPED, local_files_only=True)
    shipped.set_progress_bar_config(disable=True)
    return shipped


def render(pipeline: PapercutPipeline, prompt: str, seed: int = 0) -> np.ndarray:
    generator = torch.Generator().manual_seed(seed)
    (clips,) = pipeline(prompt, num_frames=17, num_inference_steps=8, generator=generator, return_dict=False)
    frames: np.ndarray = clips[0]
    return frames


def redness(frames: np.ndarray) -> float:
    """Share of pixels in the middle of the picture that are clearly red."""
    middle = frames[:, 24:84, 38:138]
    red = (middle[..., 0] > 0.55) & (middle[..., 1] < 0.4) & (middle[..., 2] < 0.4)
    return float(red.mean())


def test_the_shipped_folder_is_small_and_holds_no_pickles() -> None:
    files = [path for path in Path(SHIPPED).rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".json", ".safetensors"}
    assert not any("_name_or_path" in path.read_text() for path in files if path.suffix == ".json")
    assert sum(path.stat().st_size for path in files) < 100e6


def test_it_renders_a_moving_picture(pipeline: PapercutPipeline) -> None:
    frames = render(pipeline, "a red car drives left in a desert, static camera")
    assert np.isfinite(frames).all()
    assert frames.std() > 0.1
    assert np.abs(frames[-1] - frames[0]).mean() > 0.01


def test_it_paints_the_subject_in_the_colour_asked(pipeline: PapercutPipeline) -> None:
    red = [redness(render(pipeline, "a red car stands still in a snowy field", seed)) for seed in range(4)]
    blue = [redness(render(pipeline, "a blue car stands still in a snowy field", seed)) for seed in range(4)]
    assert sum(red) / 4 > 0.03
    assert sum(blue) < sum(red) / 5


def test_it_sets_the_stage_asked(pipeline: PapercutPipeline) -> None:
    snow = render(pipeline, "a dog stands still in a snowy field")
    street = render(pipeline, "a dog stands still on a neon street at night")
    assert snow.mean() > street.mean() + 0.2
