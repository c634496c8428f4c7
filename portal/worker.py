"""The render worker: takes clips off the queue, has them rendered, writes down what came of it.

Knows DBOS and the portal's rows; knows no torch: `composition.py` hands in the renderers and the mp4 writer. One worker
serves one slot (a GPU, or this machine's CPU) and renders one clip at a time.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from dbos import DBOS, DBOSPortableJSONSerializer, SQLAlchemyDatasource

from model.spec import (
    Critic,
    Frames,
    Progress,
    RenderCancelled,
    RenderedVideo,
    Renderer,
    RenderFailed,
    VideoJoiner,
    VideoWriter,
)
from portal.begun import Begun
from portal.moments import now
from portal.outcome import Outcome
from portal.progress_writer import ProgressWriter
from portal.reaper import adopt_orphans, close_abandoned
from portal.slot import Slot
from portal.study import Finding, Study, StudyTools
from storage import clips as rows
from storage import library as library_rows
from storage import model_versions as version_rows
from storage.database import Database, DatabaseFault
from storage.jobs import REFINE_WORKFLOW, RENDER_WORKFLOW, engine_config, queue_name, refine_queue_name
from storage.media import MediaKind, MediaStore
from storage.words import ClipStatus

log = logging.getLogger("dailies.worker")

MAX_ATTEMPTS = 5
"""Times a clip may be begun. One that keeps killing its worker is given up, so that the others are served."""
POLLING_SECONDS = 0.18
"""An idle worker asks for clips this often: a clip waits half of it on an empty queue, and every question costs the
CPU."""
REFINEMENT_POLLING_SECONDS = 2.0
"""And this often for refinements, which take minutes: nobody notices when one begins a second later."""
REAPING_SECONDS = 2.0
DRAIN_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Tools:
    """What the worker is handed."""

    renderers: Mapping[str, Renderer]
    """By the model's name."""
    write_video: VideoWriter
    join_videos: VideoJoiner
    encode_picture: Callable[[Frames], bytes]
    study: StudyTools
    """For refinements of these models, between clips."""
    device_thread: Executor
    """The one thread that renders, the same that loaded the models. OpenMP gives each thread that computes a team of
    its own, and from the second team on all of them sleep where one would spin: on two cores half as fast."""
    critics: Mapping[str, Critic] = field(default_factory=dict)
    """By the model's name; models that nobody can judge have none."""


class Worker:
    """Serves one slot until it is told to stop."""

    def __init__(self, database: Database, media: MediaStore, tools: Tools, slot: Slot) -> None:
        self._database = database
        self._media = media
        self._tools = tools
        self._slot = slot
        self._is_leaving = threading.Event()
        self._study = Study(database, media, tools.study, tools.device_thread, self._is_leaving)

    def run(self, stop: threading.Event, is_slot_held: Callable[[], bool]) -> None:
        """Serve until `stop` is set, then finish the clip in hand and return. The caller holds the slot."""
        self._media.sweep()
        queues = {queue_name(model): POLLING_SECONDS for model in self._tools.renderers}
        queues |= {refine_queue_name(model): REFINEMENT_POLLING_SECONDS for model in self._tools.study.refiners}
        DBOS(config=engine_config(self._database, self._slot.name))
        DBOS.listen_queues(list(queues))
        self._register()
        DBOS.launch()
        for queue, seconds in queues.items():
            DBOS.register_queue(queue, worker_concurrency=1, polling_interval_sec=seconds)
        log.info("slot %s serves %s", self._slot.name, ", ".join(self._tools.renderers))
        try:
            while not stop.wait(REAPING_SECONDS):
                if not is_slot_held():
                    _leave_at_once("the slot's lock is lost, so another worker may take the slot")
                self._reap()
        finally:
            self._is_leaving.set()
            DBOS.destroy(workflow_completion_timeout_sec=DRAIN_SECONDS)

    def _reap(self) -> None:
        try:
            adopt_orphans(self._database, self._slot)
            close_abandoned(self._database)
        except DatabaseFault:
            log.exception("could not look after dead workers; trying again")

    def _register(self) -> None:
        datasource = SQLAlchemyDatasource.create(
            self._database.url, engine=self._database.engine, serializer=DBOSPortableJSONSerializer()
        )

        @DBOS.step()
        def render(clip_id: str) -> dict[str, Any]:
            # Queues of several models may hand out a clip each; there is one device.
            with _nothing_unwritten():
                return asdict(self._tools.device_thread.submit(self.render, clip_id).result())

        @datasource.transaction()
        def conclude(clip_id: str, outcome: dict[str, Any]) -> None:
            clip = rows.by_id(datasource.sql_session(), clip_id, for_update=True)
            if clip is not None and not clip.status.is_final:
                Outcome(**outcome).conclude(clip)
                if clip.status is ClipStatus.READY and clip.shared_at is not None:
                    library_rows.add(datasource.sql_session(), clip, now())
                rows.add_event(datasource.sql_session(), clip, now())

        @DBOS.workflow(name=RENDER_WORKFLOW, max_recovery_attempts=10 * MAX_ATTEMPTS)
        def render_clip(clip_id: str) -> None:
            outcome = render(clip_id)
            with _nothing_unwritten():
                conclude(clip_id, outcome)

        self._register_refinement(datasource)

    def _register_refinement(self, datasource: SQLAlchemyDatasource) -> None:
        @DBOS.step()
        def refine(refinement_id: str) -> dict[str, Any]:
            with _nothing_unwritten():
                return asdict(self._study.refine(refinement_id))

        @datasource.transaction()
        def conclude_refinement(refinement_id: str, finding: dict[str, Any]) -> None:
            self._study.conclude(datasource.sql_session(), refinement_id, Finding(**finding))

        @DBOS.workflow(name=REFINE_WORKFLOW, max_recovery_attempts=10 * MAX_ATTEMPTS)
        def refine_model(refinement_id: str) -> None:
            finding = refine(refinement_id)
            with _nothing_unwritten():
                conclude_refinement(refinement_id, finding)
            self._study.tidy(refinement_id)

    def render(self, clip_id: str) -> Outcome:
        """Render one clip and store its file; every fault of the render becomes an outcome that says so.

        Raises:
            DatabaseFault: the database could not be written to; nothing is known of the clip.
        """
        begun = self._begin(clip_id)
        if isinstance(begun, Outcome):
            return begun
        renderer = self._tools.renderers[begun.base]
        try:
            with ProgressWriter(partial(self.write_progress, clip_id)) as note:
                video = renderer.render(begun.spec, note, lambda: self._is_cancelled(clip_id))
            if self._is_cancelled(clip_id):
                return Outcome(ClipStatus.CANCELLED.value)
            outcome = self._store(video, renderer.capabilities.display_scale, begun)
            return replace(outcome, as_asked=self._as_asked(begun, video))
        except RenderCancelled:
            return Outcome(ClipStatus.CANCELLED.value)
        except DatabaseFault:
            raise
        except RenderFailed as error:
            return Outcome(ClipStatus.FAILED.value, error=str(error))
        except OSError as error:
            log.exception("clip %s could not be stored", clip_id)
            sentence = f"The video could not be written: {error.strerror or error}. Tell a maintainer."
            return Outcome(ClipStatus.FAILED.value, error=sentence)
        except Exception as error:
            # Whatever a model of somebody else's making raises belongs to this clip, not to the worker.
            log.exception("clip %s failed", clip_id)
            return Outcome(ClipStatus.FAILED.value, error=f"The model failed: {type(error).__name__}: {error}")

    def _begin(self, clip_id: str) -> Begun | Outcome:
        with self._database.writing() as session:
            clip = rows.by_id(session, clip_id, for_update=True)
            if clip is None or clip.status.is_final:
                return Outcome(ClipStatus.CANCELLED.value)
            if clip.cancel_requested:
                return Outcome(ClipStatus.CANCELLED.value)
            if clip.attempts >= MAX_ATTEMPTS:
                return Outcome(
                    ClipStatus.FAILED.value,
                    error=f"The worker died {MAX_ATTEMPTS} times while it rendered this clip, so it was given up.",
                )
            before = None if clip.extends is None else rows.by_id(session, clip.extends)
            try:
                begun = Begun.of(clip, version_rows.by_name(session, clip.model), before, self._media)
            except FileNotFoundError as error:
                log.exception("clip %s cannot begin", clip_id)
                sentence = f"{Path(error.filename).name}, which this clip begins with, is missing. Tell a maintainer."
                return Outcome(ClipStatus.FAILED.value, error=sentence)
            clip.attempts += 1
            clip.status = ClipStatus.RENDERING
            clip.started_at = now()
            clip.step = 0
            rows.add_event(session, clip, now())
            return begun

    def _store(self, video: RenderedVideo, display_scale: int, begun: Begun) -> Outcome:
        started = time.perf_counter()
        frames = begun.new_frames(video.frames)
        poster = frames[len(frames) // 2]
        write, join = self._tools.write_video, self._tools.join_videos
        stored = self._media.keep(
            MediaKind.VIDEO,
            lambda path: begun.write_film(frames, video.fps, path, scale=display_scale, write=write, join=join),
        )
        picture = self._media.keep_bytes(MediaKind.PICTURE, self._tools.encode_picture(poster))
        return Outcome(
            ClipStatus.READY.value,
            sha256=stored.sha256,
            poster_sha256=picture.sha256,
            frames=begun.film_frames + len(frames),
            gpu_seconds=video.gpu_seconds,
            timings={**video.timings, "store": time.perf_counter() - started},
        )

    def _as_asked(self, begun: Begun, video: RenderedVideo) -> dict[str, bool] | None:
        """What the model's critic says of the first shot. No clip is lost because nobody could judge it."""
        critic = self._tools.critics.get(begun.base)
        if critic is None:
            return None
        shot = begun.spec.shots[0]
        try:
            return dict(critic(shot.prompt, video.frames[: round(shot.seconds * video.fps)]))
        except Exception:
            log.exception("the critic of %s failed", begun.base)
            return None

    def write_progress(self, clip_id: str, progress: Progress) -> None:
        """Write one step of a render down, with its preview if it has one."""
        preview = None
        if progress.preview is not None:
            preview = self._media.keep_bytes(MediaKind.PICTURE, self._tools.encode_picture(progress.preview)).sha256
        with self._database.writing() as session:
            clip = rows.by_id(session, clip_id)
            if clip is None or clip.status is not ClipStatus.RENDERING:
                return
            clip.step = progress.step
            clip.total_steps = progress.steps
            rows.add_event(session, clip, now(), preview)

    def _is_cancelled(self, clip_id: str) -> bool:
        with self._database.reading() as session:
            clip = rows.by_id(session, clip_id)
            return clip is None or clip.cancel_requested


@contextmanager
def _nothing_unwritten() -> Iterator[None]:
    """Leave at once when the database fails, before DBOS takes the failure for the job's result.

    A worker that cannot write is no better than a dead one, and dead workers are taken care of: whoever serves the slot
    next begins the clip again.
    """
    try:
        yield
    except DatabaseFault:
        log.exception("the database cannot be written to")
        _leave_at_once("what came of a clip could not be written down")


def _leave_at_once(reason: str) -> NoReturn:
    log.critical("leaving: %s", reason)
    logging.shutdown()
    os._exit(os.EX_TEMPFAIL)
