"""Extending a clip, other takes of one, what either is refused for. The model paints the clouds that it is told to."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.spec import Progress, RenderedVideo, RenderSpec
from model.video import encode_preview, join_mp4, read_frames, write_mp4
from portal.clip import Clip
from portal.clip_request import ClipRequest
from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound
from portal.models import Offer
from portal.opening import FirstFrame
from portal.outcome import Outcome
from portal.shot import AskedShot
from portal.slot import Slot
from portal.study import StudyTools
from portal.worker import Tools, Worker
from storage import clips as rows
from storage.exports.formats import ExportFormat
from storage.media import MediaKind
from tests.conftest import CAPABILITIES, Room
from tests.portal.finished_clips import film, finished_clip
from tests.stills import clouds, likeness, pixels

WILLING = replace(CAPABILITIES, takes_first_frame=True)
MORE = ClipRequest(shots=(AskedShot("it turns left", 1.0),))


class Painter:
    """A model that begins with the still it is given and goes on in clouds of its seed."""

    capabilities = WILLING

    def __init__(self) -> None:
        self.heard: list[RenderSpec] = []

    def render(
        self, spec: RenderSpec, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]
    ) -> RenderedVideo:
        self.heard.append(spec)
        count = self.capabilities.frame_count(spec.seconds)
        frames = np.stack([clouds(48, 32, spec.seed % 1000 + index) for index in range(count)])
        if spec.first_frame is not None:
            frames[0] = pixels(spec.first_frame)
        return RenderedVideo(frames, spec.fps, gpu_seconds=3.0)


@pytest.fixture
def painter(room: Room) -> Painter:
    room.portal.models.offer([Offer("tiny", "nowhere", None, WILLING)])
    return Painter()


def rendered(room: Room, painter: Painter, clip: Clip, folder: Path) -> Clip:
    """The clip after a worker had it in hand."""
    study = StudyTools({}, folder / "refinements")
    tools = Tools({"tiny": painter}, write_mp4, join_mp4, encode_preview, study, ThreadPoolExecutor(1))
    worker = Worker(room.portal.database, room.media, tools, Slot("test:0", room.portal.database, folder / "locks"))
    outcome: Outcome = worker.render(clip.id)
    with room.portal.database.writing() as session:
        row = rows.by_id(session, clip.id)
        assert row is not None
        outcome.conclude(row)
    return room.portal.clips.get(room.artist, clip.id)


def film_of(room: Room, clip: Clip) -> np.ndarray:
    assert clip.sha256 is not None, clip.error
    return read_frames(room.media.find(clip.sha256, MediaKind.VIDEO).path)[0]


def test_an_extended_clip_is_the_old_film_followed_by_what_goes_on_from_its_last_frame(
    room: Room, painter: Painter, tmp_path: Path
) -> None:
    source_id = finished_clip(room, room.artist, content=film(room, seeds=range(17)))
    source = room.portal.clips.get(room.artist, source_id)

    [asked] = room.portal.clips.ask_for(room.artist, replace(MORE, extends=source_id, seed=40))
    clip = rendered(room, painter, asked, tmp_path)

    assert (clip.extends, clip.kept_shots, clip.kept_seconds, clip.seconds) == (source_id, 1, 2.0, 3.0)
    assert [shot.prompt for shot in clip.shots] == ["a red car", "it turns left"]
    [spec] = painter.heard
    assert [shot.prompt for shot in spec.shots] == ["it turns left"]
    assert spec.first_frame is not None
    assert likeness(pixels(spec.first_frame), clouds(48, 32, seed=16)) > 25
    frames = film_of(room, clip)
    assert (len(frames), clip.frames) == (17 + 8, 17 + 8)
    assert np.array_equal(frames[:17], film_of(room, source))
    shrunk = frames[17, 2::4, 2::4]
    assert likeness(shrunk, clouds(48, 32, seed=41)) > likeness(shrunk, clouds(48, 32, seed=40)) + 8


def test_what_is_extended_can_be_extended_again_as_long_as_it_fits(
    room: Room, painter: Painter, tmp_path: Path
) -> None:
    source_id = finished_clip(room, room.artist, content=film(room, seeds=range(17)))
    [asked] = room.portal.clips.ask_for(room.artist, replace(MORE, extends=source_id))
    once = rendered(room, painter, asked, tmp_path)

    [asked] = room.portal.clips.ask_for(room.artist, replace(MORE, extends=once.id))
    twice = rendered(room, painter, asked, tmp_path)

    assert (twice.kept_shots, twice.seconds, twice.frames) == (2, 4.0, 33)
    assert np.array_equal(film_of(room, twice)[:25], film_of(room, once))
    with pytest.raises(InvalidRequest, match="With the 4 seconds that are there the film would last 9"):
        room.portal.clips.ask_for(room.artist, replace(MORE, shots=(AskedShot("on and on", 5.0),), extends=twice.id))


def test_an_extension_whose_film_is_gone_fails_with_a_sentence(room: Room, painter: Painter, tmp_path: Path) -> None:
    source_id = finished_clip(room, room.artist, content=film(room, seeds=range(17)))
    [asked] = room.portal.clips.ask_for(room.artist, replace(MORE, extends=source_id))
    room.portal.clips.video(room.artist, source_id).path.unlink()

    clip = rendered(room, painter, asked, tmp_path)

    assert clip.error is not None
    assert "which this clip begins with, is missing" in clip.error


def test_other_takes_differ_in_their_seed_alone_and_name_the_first(
    room: Room, painter: Painter, tmp_path: Path
) -> None:
    source_id = finished_clip(room, room.artist, content=film(room, seeds=range(17)))
    shots = (AskedShot("a scarlet car", 1.0, "a red car"),)
    wish = ClipRequest(shots, aspect="1:1", steps=7, guidance=4.5, negative_prompt="blur")
    [asked] = room.portal.clips.ask_for(room.artist, replace(wish, aspect="16:9", extends=source_id, count=1))
    clip = rendered(room, painter, asked, tmp_path)

    takes = room.portal.clips.vary(room.artist, clip.id, 3, idempotency_key="again")

    assert room.portal.clips.vary(room.artist, clip.id, 3, idempotency_key="again") == takes
    assert {take.take_of for take in takes} == {clip.id}
    assert len({clip.seed, *(take.seed for take in takes)}) == 4
    for take in takes:
        same = ("shots", "aspect", "steps", "guidance", "negative_prompt", "model", "seconds", "kept_shots")
        assert [getattr(take, name) for name in same] == [getattr(clip, name) for name in same]
        assert (take.extends, take.first_frame_sha256) == (source_id, clip.first_frame_sha256)
    assert rendered(room, painter, takes[0], tmp_path).frames == clip.frames
    [further] = room.portal.clips.vary(room.artist, takes[0].id, 1)
    assert further.take_of == clip.id


def test_takes_of_one_press_name_the_first_of_them(room: Room) -> None:
    first, *others = room.portal.clips.ask_for(room.artist, replace(MORE, count=3))
    assert [clip.take_of for clip in (first, *others)] == [None, first.id, first.id]


def test_nobody_extends_or_varies_what_is_not_theirs_or_not_ready(room: Room, painter: Painter) -> None:
    clip_id = finished_clip(room, room.artist, content=film(room, seeds=range(17)))
    waiting = room.portal.clips.ask_for(room.artist, MORE)[0].id

    def extend(member_name: str, source: str) -> object:
        return room.portal.clips.ask_for(getattr(room, member_name), replace(MORE, extends=source))

    def vary(member_name: str, source: str) -> object:
        return room.portal.clips.vary(getattr(room, member_name), source, 2)

    for deed in (extend, vary):
        with pytest.raises(NotFound):
            deed("other_artist", clip_id)
        with pytest.raises(Forbidden, match="only the artist who asked for it can"):
            deed("curator", clip_id)
        with pytest.raises(Conflict, match="it is queued"):
            deed("artist", waiting)
    both = replace(MORE, extends=clip_id, first_frame=FirstFrame(clip_id=clip_id))
    with pytest.raises(InvalidRequest, match="Name one"):
        room.portal.clips.ask_for(room.artist, both)
    with pytest.raises(Conflict, match="the model paints 32 × 32"):
        room.portal.clips.ask_for(room.artist, replace(MORE, extends=clip_id, aspect="1:1"))


def test_what_begins_with_a_picture_is_compared_with_what_begins_with_the_same_one_and_marked_in_datasets(
    room: Room, painter: Painter, tmp_path: Path
) -> None:
    source_id = finished_clip(room, room.artist, content=film(room, seeds=range(17)))
    begun = replace(MORE, first_frame=FirstFrame(clip_id=source_id), count=2)
    one, other = room.portal.clips.ask_for(room.artist, begun)
    [plain] = room.portal.clips.ask_for(room.artist, MORE)
    with room.portal.database.reading() as session:
        hashes = [row.storyboard_hash for row in (rows.by_id(session, clip.id) for clip in (one, other, plain)) if row]
    assert hashes[0] == hashes[1] != hashes[2]

    rendered(room, painter, one, tmp_path)
    room.portal.ratings.rate(room.curator, one.id, 4)
    dataset = room.portal.datasets.freeze(room.maintainer, "begun")
    folder = tmp_path / "export"
    room.portal.datasets.export_to(dataset.id, folder, ExportFormat.CANONICAL)
    [line] = (folder / "metadata.jsonl").read_text().splitlines()
    assert json.loads(line)["first_frame_sha256"] == one.first_frame_sha256
    assert "1 of the clips begin with a picture" in (folder / "README.md").read_text()
