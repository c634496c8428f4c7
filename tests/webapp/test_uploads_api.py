"""Pictures over HTTP: sent as they are, seen by whoever sent them, and gone on from. What a clip would cost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.models import Offer
from tests.conftest import CAPABILITIES
from tests.portal.finished_clips import film, finished_clip
from tests.stills import bomb, clouds, picture_file, pixels
from tests.webapp.conftest import Web

ORDER = {"prompt": "a red car", "seconds": 2}


@pytest.fixture
def willing(web: Web) -> Web:
    """A studio whose model can begin with a picture."""
    web.room.portal.models.offer([Offer("tiny", "nowhere", None, replace(CAPABILITIES, takes_first_frame=True))])
    return web


def test_a_picture_is_sent_looked_at_and_begun_with_by_its_sender_alone(willing: Web) -> None:
    program, other = willing.program(willing.room.artist), willing.program(willing.room.other_artist)
    assert program.get("/api/v1/models").json()["models"][0]["capabilities"]["takes_first_frame"]

    sent = program.post("/api/v1/uploads", content=picture_file(clouds(), "JPEG"))

    assert (sent.status_code, sent.json()["width"], sent.json()["height"]) == (201, 300, 200)
    upload = sent.json()["id"]
    assert program.get(f"/api/v1/uploads/{upload}").json() == sent.json()
    picture = program.get(f"/media/uploads/{upload}.webp")
    assert (picture.headers["content-type"], pixels(picture.content).shape) == ("image/webp", (200, 300, 3))
    asked = program.post("/api/v1/clips", json={**ORDER, "first_frame": upload})
    clip = asked.json()["clips"][0]["id"]
    assert pixels(program.get(f"/media/clips/{clip}/first-frame.webp").content).shape == (32, 48, 3)

    assert other.get(f"/api/v1/uploads/{upload}").status_code == 404
    assert other.get(f"/media/uploads/{upload}.webp").status_code == 404
    assert other.get(f"/media/clips/{clip}/first-frame.webp").status_code == 404
    assert other.post("/api/v1/clips", json={**ORDER, "first_frame": upload}).status_code == 404
    assert other.post("/api/v1/clips", json={**ORDER, "first_frame": {"clip": clip}}).status_code == 404


def test_a_bomb_a_wrong_type_and_a_flood_are_refused_and_the_site_stays_up(web: Web) -> None:
    program = web.program(web.room.artist)
    for content, status, words in [
        (bomb(), 422, "30,000 × 30,000 pixels"),
        (b"<html></html>", 422, "no picture in PNG, JPEG or WebP"),
        (b"", 422, "no picture"),
        (bytes(16_500_000), 413, "16.5 MB; a picture may have 16"),
    ]:
        answer = program.post("/api/v1/uploads", content=content, headers={"Content-Type": "image/png"})
        assert answer.status_code == status
        assert words in answer.json()["error"]["message"]
    assert program.post("/api/v1/uploads", content=iter([bytes(1_000_000)] * 18)).status_code == 413
    assert program.get("/healthz").status_code == 200
    assert web.anonymous().post("/api/v1/uploads", content=picture_file(clouds())).status_code == 401


def test_a_clip_is_extended_and_varied(willing: Web) -> None:
    program = willing.program(willing.room.artist)
    source = finished_clip(willing.room, willing.room.artist, content=film(willing.room, range(17)))

    extended = program.post("/api/v1/clips", json={"prompt": "it turns", "seconds": 1, "extends": source})
    varied = program.post(f"/api/v1/clips/{source}/variations", json={"count": 3})

    assert (extended.status_code, varied.status_code) == (202, 202)
    clip = program.get(f"/api/v1/clips/{extended.json()['clips'][0]['id']}").json()
    assert (clip["extends"], clip["seconds"], clip["kept_seconds"], clip["kept_shots"]) == (source, 3.0, 2.0, 1)
    takes = [program.get(f"/api/v1/clips/{take['id']}").json() for take in varied.json()["clips"]]
    assert [take["take_of"] for take in takes] == [source] * 3
    other = willing.program(willing.room.other_artist)
    assert other.post(f"/api/v1/clips/{source}/variations", json={}).status_code == 404
    assert other.post("/api/v1/clips", json={**ORDER, "extends": source}).status_code == 404


def test_the_cost_is_told_before_anything_is_asked_for(web: Web) -> None:
    program = web.program(web.room.artist)

    told = program.get("/api/v1/estimate", params={"seconds": 2, "count": 2})

    assert told.json() == {
        "model": "tiny",
        "gpu_seconds": None,
        "ready_seconds": None,
        "clips_ahead": 0,
        "measured_clips": 0,
        "quota_gpu_seconds": None,
        "left_gpu_seconds": None,
        "refusal": None,
    }
    assert program.get("/api/v1/estimate", params={"seconds": 99}).status_code == 422
    assert program.get("/api/v1/clips").json()["clips"] == []
