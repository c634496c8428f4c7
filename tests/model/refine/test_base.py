"""Where a refinement looks: at the levels of noise at which the base's own sampler takes its steps."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, WanPipeline

from model.refine.base import base_of
from tests.model.papercut.tiny_papercut import build_tiny_pipeline
from tests.model.tiny_pipelines import save_tiny_wan

EVEN = torch.tensor([0.25, 0.5, 0.75])


def test_papercut_is_asked_where_its_sampler_steps() -> None:
    pipeline = build_tiny_pipeline()
    pipeline.scheduler.set_timesteps(sigmas=EVEN.tolist())
    assert torch.allclose(base_of(pipeline).noise_levels(EVEN), pipeline.scheduler.sigmas[:3])


def test_wan_is_asked_as_its_scheduler_is_shifted(tmp_path: Path) -> None:
    save_tiny_wan(tmp_path / "wan")
    pipeline = WanPipeline.from_pretrained(tmp_path / "wan")
    pipeline.scheduler = FlowMatchEulerDiscreteScheduler(shift=5.0)
    middle = float(base_of(pipeline).noise_levels(EVEN)[1])
    assert middle == pytest.approx(5 / 6)
