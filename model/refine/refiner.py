"""What the worker is handed: refines the base that a renderer has loaded, in the renderer's own thread.

Puts fresh LoRA layers onto the renderer's transformer and takes them off again, whatever happens, so that the next clip
is rendered by the base as it was. Knows no portal and no database.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from model.refine.adapter import (
    FILE_NAME,
    TARGETS,
    AdapterError,
    add_blank,
    fingerprint,
    put_on,
    rank_of,
    read,
    save,
    take_off,
)
from model.refine.base import base_of
from model.refine.lessons import Lessons
from model.refine.rated_dataset import TRAIN, RatedClip, RatedDataset
from model.refine.run import Run, RunSettings
from model.renderer import DiffusersRenderer
from model.seed import fenced_randomness
from model.spec import RefinedAdapter, RefineMethod, RefineProgress, RefineRefused, RefineSpec

_log = logging.getLogger(__name__)
_IN_WORK = "in_work"


class PipelineRefiner:
    """Refines one loaded base (`model.spec.Refiner`).

    Args:
        renderer: whose pipeline is refined. Not to be called while it renders.
    """

    def __init__(self, renderer: DiffusersRenderer) -> None:
        self._renderer = renderer

    def refine(
        self, spec: RefineSpec, on_progress: Callable[[RefineProgress], None], should_stop: Callable[[], bool]
    ) -> RefinedAdapter:
        """See `model.spec.Refiner`.

        Raises:
            RefineRefused: nothing can be learned, the parent does not fit, or the work folder is another refinement's.
            RefineStopped: `should_stop()` was true; the same call goes on from there.
        """
        with self._renderer.lent() as pipeline:
            base = base_of(pipeline)
            identity = fingerprint(base.transformer)
            dataset = RatedDataset.read(spec.dataset_folder)
            dataset.require(spec.method)
            settings = RunSettings(spec.method, spec.seed, spec.rank, spec.max_steps)
            _claim(spec, identity)
            clips = _needed(dataset, spec.method)
            try:
                rank = _begin(base.transformer, spec, identity)
                lessons = Lessons.encoded(base, clips, spec.work_dir, should_stop)
                run = Run(base, _IN_WORK, dataset, lessons, settings, spec.work_dir / "checkpoint.pt")
                run.train(on_progress, should_stop)
            finally:
                _take_off(base.transformer)
        return self._write(spec, run, dataset, identity, asdict(settings) | {"rank": rank, "targets": TARGETS})

    def _write(
        self, spec: RefineSpec, run: Run, dataset: RatedDataset, identity: str, settings: dict[str, Any]
    ) -> RefinedAdapter:
        state = run.state
        aside = spec.out.with_name(f"{spec.out.name}.part")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        written = save(run.best, identity, aside / FILE_NAME)
        if spec.out.exists():  # of an earlier call whose answer was lost; the same content
            shutil.rmtree(spec.out)
        aside.rename(spec.out)
        metrics = {
            "steps": float(state.step),
            "best_step": float(state.best_step),
            "train_loss": state.loss_sum / max(1, state.step),
            "validation_loss_before": state.first_loss,
            "validation_loss": state.best_loss,
            "seconds": state.seconds,
            "clips": float(len(dataset.split(TRAIN))),
            "pairs": float(len(dataset.pairs(TRAIN))),
        }
        adapter = type(written)(spec.out / FILE_NAME, written.sha256)
        left_out = {"left_out": dict(dataset.left_out), "base_sha256": identity}
        return RefinedAdapter(adapter, metrics, settings | left_out)


def _needed(dataset: RatedDataset, method: RefineMethod) -> list[RatedClip]:
    """The clips that have to be encoded."""
    if method is RefineMethod.RWR:
        return list(dataset.clips)
    both = [clip for pair in dataset.preferences for clip in (pair.chosen, pair.rejected)]
    return list({clip.path: clip for clip in both}.values())


def _claim(spec: RefineSpec, identity: str) -> None:
    """Make the work folder this refinement's own.

    Raises:
        RefineRefused: it holds another one, which would go on as what it is not.
    """
    told = {
        "dataset": hashlib.sha256((spec.dataset_folder / "manifest.json").read_bytes()).hexdigest(),
        "method": spec.method.value,
        "base": identity,
        "parent": None if spec.parent is None else spec.parent.sha256,
        "seed": spec.seed,
        "rank": spec.rank,
        "max_steps": spec.max_steps,
    }
    path = spec.work_dir / "refinement.json"
    if path.exists() and json.loads(path.read_text()) != told:
        raise RefineRefused(
            f"The work folder {spec.work_dir.name} holds another refinement. Choose another folder, or empty it."
        )
    spec.work_dir.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told))


def _begin(transformer: Any, spec: RefineSpec, identity: str) -> int:
    """Put on what is trained: blank layers, or the parent's. Returns their rank."""
    if spec.parent is None:
        with fenced_randomness(transformer.device, spec.seed):
            add_blank(transformer, _IN_WORK, spec.rank)
        return spec.rank
    try:
        layers = read(spec.parent, identity)
        put_on(transformer, _IN_WORK, layers, spec.parent.path)
    except AdapterError as error:
        raise RefineRefused(str(error)) from error
    return rank_of(layers)


def _take_off(transformer: Any) -> None:
    take_off(transformer, _IN_WORK)
    transformer.requires_grad_(False)
