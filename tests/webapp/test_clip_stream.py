"""Progress as server-sent events: in order, resumable, over when the clip is."""

from __future__ import annotations

import json
from typing import Any

import httpx

from portal.clip_request import ClipRequest
from portal.moments import now
from portal.shot import AskedShot
from storage import clips as rows
from storage.media import MediaKind
from storage.words import ClipStatus
from tests.conftest import Room
from tests.webapp.conftest import Web


def ask(room: Room) -> str:
    return room.portal.clips.ask_for(room.artist, ClipRequest(shots=(AskedShot("a red car", 2.0),)))[0].id


def happen(room: Room, clip_id: str, status: ClipStatus, step: int, preview: bytes | None = None) -> None:
    """Write down what a worker would."""
    sha256 = None if preview is None else room.media.keep_bytes(MediaKind.PICTURE, preview).sha256
    with room.portal.database.writing() as session:
        row = rows.by_id(session, clip_id, for_update=True)
        assert row is not None
        row.status, row.step, row.total_steps, row.started_at = status, step, 4, row.started_at or now()
        rows.add_event(session, row, now(), sha256)


def messages(answer: httpx.Response) -> list[tuple[int | None, dict[str, Any]]]:
    """(id, data) of every event of a stream that has ended."""
    found = []
    for block in answer.text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in lines:
            found.append((int(lines["id"]) if "id" in lines else None, json.loads(lines["data"])))
    return found


def finished(room: Room) -> str:
    clip_id = ask(room)
    for step in range(1, 5):
        happen(room, clip_id, ClipStatus.RENDERING, step, preview=b"picture" if step == 2 else None)
    happen(room, clip_id, ClipStatus.READY, 4)
    return clip_id


def test_a_finished_clip_is_told_from_the_beginning_and_the_stream_ends(web: Web) -> None:
    clip_id = finished(web.room)

    answer = web.browser(web.room.artist).get(f"/api/v1/clips/{clip_id}/events")

    assert answer.headers["content-type"].startswith("text/event-stream")
    told = messages(answer)
    sequences = [sequence for sequence, _ in told]
    assert sequences == list(range(1, len(told) + 1))
    assert [data["status"] for _, data in told] == ["queued", *["rendering"] * 4, "ready"]
    assert [data["step"] for _, data in told][1:] == [1, 2, 3, 4, 4]
    assert {data["steps"] for _, data in told[1:]} == {4}


def test_a_preview_is_named_where_there_is_one_and_can_be_fetched(web: Web) -> None:
    clip_id = finished(web.room)
    browser = web.browser(web.room.artist)

    previews = [data["preview"] for _, data in messages(browser.get(f"/api/v1/clips/{clip_id}/events"))]

    shown = [path for path in previews if path]
    assert len(shown) == 1
    picture = browser.get(shown[0])
    assert (picture.content, picture.headers["content-type"]) == (b"picture", "image/webp")
    assert web.browser(web.room.other_artist).get(shown[0]).status_code == 404


def test_a_reader_resumes_after_the_last_event_it_had(web: Web) -> None:
    clip_id = finished(web.room)
    browser = web.browser(web.room.artist)
    path = f"/api/v1/clips/{clip_id}/events"
    everything = messages(browser.get(path))

    assert messages(browser.get(path, headers={"Last-Event-ID": "3"})) == everything[3:]
    assert messages(browser.get(path, params={"after": 3})) == everything[3:]
    assert messages(browser.get(path, params={"after": 1}, headers={"Last-Event-ID": "3"})) == everything[3:]


def test_a_reader_who_has_everything_still_hears_that_it_is_over(web: Web) -> None:
    clip_id = finished(web.room)

    told = messages(web.browser(web.room.artist).get(f"/api/v1/clips/{clip_id}/events", params={"after": 100}))

    assert [(sequence, data["status"]) for sequence, data in told] == [(None, "ready")]


def test_what_happens_while_somebody_reads_arrives(web: Web) -> None:
    clip_id = ask(web.room)
    browser = web.browser(web.room.artist)
    heard: list[dict[str, Any]] = []
    with browser.stream("GET", f"/api/v1/clips/{clip_id}/events") as stream:
        for line in stream.iter_lines():
            if not line.startswith("data: "):
                continue
            heard.append(json.loads(line.removeprefix("data: ")))
            if len(heard) == 1:
                assert (heard[0]["status"], heard[0]["position"]) == ("queued", 1)
                happen(web.room, clip_id, ClipStatus.RENDERING, 1)
            elif heard[-1]["status"] == "rendering" and heard[-1]["step"] == 1:
                happen(web.room, clip_id, ClipStatus.FAILED, 1)

    assert heard[-1]["status"] == "failed"


def test_the_stream_of_a_member_who_is_disabled_ends(web: Web) -> None:
    clip_id = ask(web.room)
    with web.browser(web.room.artist).stream("GET", f"/api/v1/clips/{clip_id}/events") as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("retry:")
        web.room.portal.people.change(web.room.maintainer, web.room.artist.id, disabled=True)
        assert "rendering" not in "".join(lines)  # and it is over, for else this would wait for more lines


def test_a_change_of_place_in_line_is_told_without_an_id(web: Web) -> None:
    first, second = ask(web.room), ask(web.room)
    browser = web.browser(web.room.artist)
    with browser.stream("GET", f"/api/v1/clips/{second}/events") as stream:
        blocks: list[list[str]] = [[]]
        for line in stream.iter_lines():
            if line:
                blocks[-1].append(line)
                continue
            told = " ".join(blocks[-1])
            blocks.append([])
            if '"position":2' in told:
                web.room.portal.clips.cancel(web.room.artist, first)
            if '"position":1' in told:
                assert "id:" not in told
                break


def test_a_last_event_id_that_is_no_number_is_refused(web: Web) -> None:
    clip_id = finished(web.room)
    browser = web.browser(web.room.artist)
    for wrong in ("abc", "-1", "1.5", "9" * 30):
        answer = browser.get(f"/api/v1/clips/{clip_id}/events", headers={"Last-Event-ID": wrong})
        assert answer.status_code == 422, wrong
