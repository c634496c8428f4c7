"""Clips of an evaluation, kept on disk: another judge, or the same evaluation begun again, takes them from here.

A clip is found again by the weights that made it and by everything that was asked of them. The program that rendered is
no part of that: after a change to the sampler, empty the folder. Knows neither measures nor the judge.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from model.papercut.evaluation.record import weights_digest


class KeptClips:
    """The clips of one model in a folder; several processes may share it.

    Args:
        folder: where clips of all models are kept, a folder for each; made when the first clip comes.
        pipeline_dir: the model.
        critic_dir: the judge, which has no part in a clip though it may lie in the model's folder.
    """

    def __init__(self, folder: Path, pipeline_dir: Path, critic_dir: Path) -> None:
        judge = critic_dir.resolve()
        parts = sorted(part for part in pipeline_dir.iterdir() if part.is_dir() and part.resolve() != judge)
        self._folder = folder / weights_digest(*parts)[:16]

    def find(self, asked: Mapping[str, Any]) -> Tensor | None:
        """The clip uint8 (T, H, W, 3) that was rendered for just this, or None."""
        path = self._path(asked)
        return torch.from_numpy(np.load(path)) if path.exists() else None

    def keep(self, asked: Mapping[str, Any], clip: Tensor) -> None:
        """Keep a clip uint8 (T, H, W, 3). Written whole or not at all."""
        path = self._path(asked)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(f".{os.getpid()}.part")  # another process may be rendering the same clip
        with aside.open("wb") as file:
            np.save(file, clip.numpy())
        aside.rename(path)

    def _path(self, asked: Mapping[str, Any]) -> Path:
        told = json.dumps(asked, sort_keys=True)
        return self._folder / f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.npy"
