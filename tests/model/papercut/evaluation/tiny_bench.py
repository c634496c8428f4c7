"""A test bench of the real classes with a handful of random weights: the numbers mean nothing, the ways are real."""

from pathlib import Path

import torch

from model.papercut.critic import Critic
from model.papercut.evaluation.bench import Bench, EvaluateConfig
from tests.model.papercut.tiny_papercut import build_tiny_pipeline


def build_tiny_bench(folder: Path, clips: int = 6, sheets: bool = False) -> Bench:
    """Save a tiny pipeline and a tiny critic, and open a bench with them."""
    build_tiny_pipeline().save_pretrained(folder / "pipeline")
    torch.manual_seed(1)
    Critic(channels=4).save_pretrained(folder / "critic")
    return Bench(
        EvaluateConfig(
            pipeline_dir=folder / "pipeline",
            critic_dir=folder / "critic",
            clips=clips,
            clean_clips=8,
            threads=1,
            sheet_dir=folder / "sheets" if sheets else None,
        )
    )
