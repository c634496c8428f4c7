"""The study: where a worker refines its base between clips.

A refinement is one long job that gives way: as soon as a clip waits for its base, it stops after the step in hand,
keeps its work, and goes on when nobody waits any more. A worker that leaves or dies leaves it to the next one. Knows
rows and files; learning itself is handed in.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from model.spec import RefineMethod, RefineProgress, Refiner, RefineRefused, RefineSpec, RefineStopped
from portal.adapter_file import adapter_file
from portal.datasets import Datasets
from portal.errors import PortalError
from portal.moments import now
from storage import model_versions as version_rows
from storage import refinements as rows
from storage.database import Database, DatabaseFault, Session
from storage.media import MediaKind, MediaStore
from storage.tables import ModelVersionRow, RefinementRow
from storage.words import ModelStatus, RefinementStatus

log = logging.getLogger("dailies.study")

LEARNED_NOTHING = (
    "Nothing was learned that holds for prompts of the validation split, so no version was made: it would render as "
    "its parent does. Rate more clips, or more takes of each prompt."
)
POLLING_SECONDS = 0.5
PROGRESS_SECONDS = 1.0
"""Progress is written at most this often; where the validation split was looked at, always."""


class Leaving(BaseException):
    """The worker leaves with a refinement in hand. No `Exception`, so that DBOS takes it for no result: the job stays
    pending, and whoever serves the slot next goes on with it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one refinement. Goes through DBOS's checkpoint, so it is plain values."""

    status: str
    error: str | None = None
    adapter_sha256: str | None = None
    metrics: dict[str, float] | None = None
    settings: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class StudyTools:
    """What the study is handed."""

    refiners: Mapping[str, Refiner]
    """By the base's name."""
    folder: Path
    """Where datasets and checkpoints of refinements under way are kept."""


class Study:
    """Refines with the bases of one worker.

    Args:
        database: where rows are kept.
        media: where files are kept.
        tools: what refines, and where its work is kept.
        device_thread: the one thread that computes; clips are rendered in it, too.
        is_leaving: set when the worker is to stop.
    """

    def __init__(
        self,
        database: Database,
        media: MediaStore,
        tools: StudyTools,
        device_thread: Executor,
        is_leaving: threading.Event,
    ) -> None:
        self._database = database
        self._media = media
        self._tools = tools
        self._device_thread = device_thread
        self._is_leaving = is_leaving

    def refine(self, refinement_id: str) -> Finding:
        """Refine until it is done; every fault becomes a finding that says so.

        Raises:
            Leaving: the worker is to stop; what was learned is kept.
            DatabaseFault: the database could not be written to.
        """
        begun = self._begin(refinement_id)
        if isinstance(begun, Finding):
            return begun
        base, spec = begun
        try:
            self._export(refinement_id, spec.dataset_folder)
            return self._learn(refinement_id, base, spec)
        except (RefineRefused, PortalError) as error:
            return Finding(RefinementStatus.FAILED.value, str(error))
        except DatabaseFault:
            raise
        except OSError as error:
            log.exception("refinement %s could not be written", refinement_id)
            sentence = f"The refinement's files could not be written: {error.strerror or error}."
            return Finding(RefinementStatus.FAILED.value, sentence)
        except Exception as error:
            # Whatever a model of somebody else's making raises belongs to this refinement, not to the worker.
            log.exception("refinement %s failed", refinement_id)
            return Finding(RefinementStatus.FAILED.value, f"The refinement failed: {type(error).__name__}: {error}")

    def conclude(self, session: Session, refinement_id: str, finding: Finding) -> None:
        """Write down what came of a refinement; a version that came of it is a candidate from then on."""
        row = rows.by_id(session, refinement_id, for_update=True)
        if row is None or row.status.is_final:
            return
        row.status = RefinementStatus(finding.status)
        row.finished_at = now()
        row.error = finding.error
        if finding.adapter_sha256 is not None:
            row.metrics = finding.metrics or {}
            row.settings = finding.settings or {}
            session.add(_candidate(session, row, finding.adapter_sha256))

    def tidy(self, refinement_id: str) -> None:
        """Throw away what only a refinement under way needs."""
        shutil.rmtree(self._tools.folder / refinement_id, ignore_errors=True)

    def _begin(self, refinement_id: str) -> tuple[str, RefineSpec] | Finding:
        with self._database.writing() as session:
            row = rows.by_id(session, refinement_id, for_update=True)
            if row is None or row.status.is_final or row.cancel_requested:
                return Finding(RefinementStatus.CANCELLED.value)
            row.status = RefinementStatus.LEARNING
            row.started_at = row.started_at or now()
            parent = version_rows.by_name(session, row.parent)
            sha256 = None if parent is None else parent.adapter_sha256
            folder = self._tools.folder / refinement_id
            spec = RefineSpec(
                dataset_folder=folder / "dataset",
                method=RefineMethod(row.method),
                work_dir=folder / "work",
                out=folder / "adapter",
                parent=None if sha256 is None else adapter_file(self._media, sha256),
                seed=row.seed,
                rank=row.rank,
                max_steps=row.max_steps,
            )
            return row.base, spec

    def _export(self, refinement_id: str, folder: Path) -> None:
        """Write the dataset once; the folder takes its name when all is in it."""
        if folder.exists():
            return
        with self._database.reading() as session:
            row = rows.by_id(session, refinement_id)
            dataset_id = "" if row is None else row.dataset_id
        folder.parent.mkdir(parents=True, exist_ok=True)
        Datasets(self._database, self._media).export_to(dataset_id, folder)

    def _learn(self, refinement_id: str, base: str, spec: RefineSpec) -> Finding:
        refiner = self._tools.refiners[base]
        note = _Notes(self._database, refinement_id)
        while True:
            self._wait_for_artists(refinement_id, base)
            if self._is_cancelled(refinement_id):
                return Finding(RefinementStatus.CANCELLED.value)
            try:
                made = self._device_thread.submit(
                    refiner.refine, spec, note, lambda: self._gives_way(refinement_id, base)
                ).result()
            except RefineStopped:
                continue
            if not made.metrics.get("best_step"):
                return Finding(RefinementStatus.FAILED.value, LEARNED_NOTHING)
            stored = self._media.keep(MediaKind.ADAPTER, partial(_copy, made.adapter.path))
            return Finding(
                RefinementStatus.DONE.value,
                adapter_sha256=stored.sha256,
                metrics=dict(made.metrics),
                settings=dict(made.settings),
            )

    def _gives_way(self, refinement_id: str, base: str) -> bool:
        return self._is_leaving.is_set() or self._is_cancelled(refinement_id) or self._is_wanted(base)

    def _wait_for_artists(self, refinement_id: str, base: str) -> None:
        while True:
            if self._is_leaving.is_set():
                raise Leaving
            if self._is_cancelled(refinement_id) or not self._is_wanted(base):
                return
            self._is_leaving.wait(POLLING_SECONDS)

    def _is_wanted(self, base: str) -> bool:
        with self._database.reading() as session:
            return rows.is_base_wanted(session, base)

    def _is_cancelled(self, refinement_id: str) -> bool:
        with self._database.reading() as session:
            row = rows.by_id(session, refinement_id)
            return row is None or row.cancel_requested or row.status.is_final


class _Notes:
    """Writes the curve of a refinement down."""

    def __init__(self, database: Database, refinement_id: str) -> None:
        self._database = database
        self._refinement_id = refinement_id
        self._written_at = -PROGRESS_SECONDS

    def __call__(self, progress: RefineProgress) -> None:
        """Note a step.

        Raises:
            DatabaseFault: the database could not be written to.
        """
        is_due = time.monotonic() - self._written_at >= PROGRESS_SECONDS
        if not is_due and progress.validation_loss is None:
            return
        self._written_at = time.monotonic()
        with self._database.writing() as session:
            row = rows.by_id(session, self._refinement_id, for_update=True)
            if row is None or row.status is not RefinementStatus.LEARNING:
                return
            row.step = progress.step
            # After a worker's death the steps since its last checkpoint are done again.
            kept = [point for point in row.curve if point[0] < progress.step]
            row.curve = [*kept, [progress.step, progress.loss, progress.validation_loss]]


def _candidate(session: Session, refinement: RefinementRow, adapter_sha256: str) -> ModelVersionRow:
    base = version_rows.lock(session, refinement.base)  # two refinements may end at once, and names are counted
    if base is None:
        raise LookupError(f"the base {refinement.base} has no row")
    number = version_rows.refined_count(session, base.name) + 1
    capabilities: Mapping[str, Any] = {**base.capabilities, "fast_steps": None}  # the student has no such adapter
    return ModelVersionRow(
        name=f"{base.name[:56]}-r{number}",
        source=base.source,
        revision=base.revision,
        status=ModelStatus.CANDIDATE,
        is_default=False,
        capabilities=dict(capabilities),
        created_at=now(),
        base=base.name,
        parent=refinement.parent,
        adapter_sha256=adapter_sha256,
        refinement_id=refinement.id,
        traffic_percent=0,
    )


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
