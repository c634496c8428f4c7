"""What becomes of a clip in the worker's hands. The queue itself is tried in journeys/test_crashes.py."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from model.renderer import load
from model.spec import (
    Capabilities,
    Critic,
    Frames,
    Progress,
    RenderedVideo,
    Renderer,
    RenderFailed,
    RenderSpec,
    Shot,
)
from model.video import encode_preview, join_mp4, read_frames, write_mp4
from portal.clip_request import ClipRequest
from portal.models import Offer
from portal.outcome import Outcome
from portal.shot import AskedShot
from portal.slot import Slot
from portal.study import StudyTools
from portal.worker import MAX_ATTEMPTS, Tools, Worker
from storage import clips as clip_rows
from storage.database import DatabaseFault
from storage.media import MediaKind
from storage.words import ClipStatus
from tests.conftest import CAPABILITIES, Room


def worker(room: Room, renderer: Renderer, tmp_path: Path, critic: Critic | None = None) -> Worker:
    study = StudyTools({}, tmp_path / "refinements")
    critics = {} if critic is None else {"tiny": critic}
    tools = Tools({"tiny": renderer}, write_mp4, join_mp4, encode_preview, study, ThreadPoolExecutor(1), critics)
    return Worker(room.portal.database, room.media, tools, Slot("test:0", room.portal.database, tmp_path / "locks"))


def ask(room: Room) -> str:
    return room.portal.clips.ask_for(room.artist, ClipRequest(shots=(AskedShot("a red car", 2.0),), seed=3))[0].id


@dataclass
class FaultyRenderer:
    """A model of somebody else's making that raises what it is given."""

    fault: Exception
    capabilities: Capabilities = CAPABILITIES

    def render(
        self, spec: RenderSpec, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]
    ) -> RenderedVideo:
        raise self.fault


def test_a_rendered_clip_is_stored_with_its_cost_and_a_still_picture(
    room: Room, tmp_path: Path, tiny_model: Path
) -> None:
    clip_id = ask(room)
    outcome = worker(room, load(str(tiny_model), None, CAPABILITIES), tmp_path).render(clip_id)
    assert outcome.status == ClipStatus.READY
    assert outcome.frames == 17
    assert outcome.gpu_seconds is not None
    assert outcome.gpu_seconds > 0
    assert outcome.timings is not None
    assert {"denoise", "decode", "store"} <= outcome.timings.keys()
    assert outcome.sha256 is not None
    frames, _ = read_frames(room.media.find(outcome.sha256, MediaKind.VIDEO).path)
    assert frames.shape == (17, 32 * 4, 48 * 4, 3)
    assert outcome.poster_sha256 is not None
    assert room.media.find(outcome.poster_sha256, MediaKind.PICTURE).size_bytes > 0


def test_the_critic_sees_the_first_shot_and_what_it_says_is_kept(room: Room, tmp_path: Path, tiny_model: Path) -> None:
    shots = (AskedShot("a red car", 1.0, "a red car stands"), AskedShot("a dog", 2.0))
    clip_id = room.portal.clips.ask_for(room.artist, ClipRequest(shots=shots, seed=3))[0].id
    seen = []

    def critic(prompt: str, frames: Frames) -> dict[str, bool]:
        seen.append((prompt, frames.shape))
        return {"subject": True, "colour": False}

    renderer = load(str(tiny_model), None, CAPABILITIES)
    outcome = worker(room, renderer, tmp_path, critic).render(clip_id)
    assert seen == [("a red car stands", (8, 32, 48, 3))]
    with room.portal.database.writing() as session:
        row = clip_rows.by_id(session, clip_id)
        assert row is not None
        outcome.conclude(row)
    assert room.portal.clips.get(room.artist, clip_id).as_asked == {"subject": True, "colour": False}


def test_no_clip_is_lost_because_the_critic_fails(room: Room, tmp_path: Path, tiny_model: Path) -> None:
    def critic(prompt: str, frames: Frames) -> dict[str, bool]:
        raise RuntimeError("nobody taught me that")

    outcome = worker(room, load(str(tiny_model), None, CAPABILITIES), tmp_path, critic).render(ask(room))
    assert (outcome.status, outcome.as_asked) == (ClipStatus.READY, None)


class Listener:
    """A renderer that keeps what it was asked to render."""

    capabilities = CAPABILITIES

    def __init__(self) -> None:
        self.heard: list[RenderSpec] = []

    def render(
        self, spec: RenderSpec, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]
    ) -> RenderedVideo:
        self.heard.append(spec)
        raise RenderFailed("only listening")


def test_the_model_is_given_what_the_artist_saw_not_what_was_written(room: Room, tmp_path: Path) -> None:
    room.portal.models.offer([Offer("tiny", "nowhere", None, replace(CAPABILITIES, fast_steps=2))])
    shots = (AskedShot("a dog", 1.0, "a spotted dog sits"), AskedShot("it runs", 1.0))
    clip_id = room.portal.clips.ask_for(room.artist, ClipRequest(shots=shots, fast=True))[0].id
    listener = Listener()

    worker(room, listener, tmp_path).render(clip_id)

    [spec] = listener.heard
    assert spec.shots == (Shot("a spotted dog sits", 1.0), Shot("it runs", 1.0))
    assert (spec.fast, spec.steps) == (True, 2)


def test_progress_is_written_down_with_previews(room: Room, tmp_path: Path, tiny_model: Path) -> None:
    clip_id = ask(room)
    worker(room, load(str(tiny_model), None, CAPABILITIES), tmp_path).render(clip_id)
    events = room.portal.clips.events(room.artist, clip_id)
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert events[-1].step == events[-1].steps == 4
    shown = next(event for event in events if event.has_preview)
    assert room.portal.clips.preview(room.artist, clip_id, shown.sequence).path.read_bytes()[:4] == b"RIFF"


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (RuntimeError("CUDA out of memory"), "The model failed: RuntimeError: CUDA out of memory"),
        (RenderFailed("The model painted no picture."), "The model painted no picture."),
    ],
)
def test_a_fault_of_the_model_becomes_the_clips_reason(
    room: Room, tmp_path: Path, fault: Exception, sentence: str
) -> None:
    assert worker(room, FaultyRenderer(fault), tmp_path).render(ask(room)) == Outcome("failed", error=sentence)


def test_a_clip_cancelled_while_it_waited_is_not_begun(room: Room, tmp_path: Path) -> None:
    clip_id = ask(room)
    room.portal.clips.cancel(room.artist, clip_id)
    outcome = worker(room, FaultyRenderer(AssertionError("it was begun")), tmp_path).render(clip_id)
    assert outcome.status == ClipStatus.CANCELLED


def test_a_clip_cancelled_while_it_renders_stops_at_the_next_step(room: Room, tmp_path: Path, tiny_model: Path) -> None:
    clip_id = ask(room)
    renderer = load(str(tiny_model), None, CAPABILITIES)

    class CancelledAtTheSecondStep:
        capabilities = CAPABILITIES
        steps: list[int] = []  # noqa: RUF012 - one instance, one test

        def render(
            self, spec: RenderSpec, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]
        ) -> RenderedVideo:
            def progress(step: Progress) -> None:
                self.steps.append(step.step)
                if step.step == 2:
                    room.portal.clips.cancel(room.artist, clip_id)
                on_progress(step)

            return renderer.render(spec, progress, should_stop)

    working = worker(room, CancelledAtTheSecondStep(), tmp_path)
    assert working.render(clip_id).status == ClipStatus.CANCELLED
    assert CancelledAtTheSecondStep.steps == [1, 2]


def test_a_database_fault_is_not_taken_for_the_models(room: Room, tmp_path: Path) -> None:
    fault = DatabaseFault("UPDATE clips", {}, Exception("the disk is full"))
    with pytest.raises(DatabaseFault):
        worker(room, FaultyRenderer(fault), tmp_path).render(ask(room))


def test_a_clip_that_keeps_killing_its_worker_is_given_up(room: Room, tmp_path: Path) -> None:
    clip_id = ask(room)

    class Killed(BaseException):
        """Stands for a process that is gone: nothing in the worker may catch it."""

    @dataclass
    class KillingRenderer:
        capabilities: Capabilities = CAPABILITIES

        def render(
            self, spec: RenderSpec, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]
        ) -> RenderedVideo:
            raise Killed

    killing = worker(room, KillingRenderer(), tmp_path)
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(Killed):
            killing.render(clip_id)
    outcome = killing.render(clip_id)
    assert outcome.status == ClipStatus.FAILED
    assert f"died {MAX_ATTEMPTS} times" in (outcome.error or "")
