"""What operators see: health and counts."""

from __future__ import annotations

from pathlib import Path

from portal.clip_request import ClipRequest
from portal.shot import AskedShot
from tests.webapp.conftest import Web


def test_health_turns_bad_when_the_database_is_gone(web: Web) -> None:
    anonymous = web.anonymous()
    assert anonymous.get("/healthz").json() == {"status": "ok"}

    web.room.portal.database.close()
    database = Path(web.room.portal.database.url.removeprefix("sqlite:///"))
    database.unlink()
    database.mkdir()  # SQLite makes files that are missing, but opens no folder
    answer = anonymous.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "unavailable"


def test_metrics_count_clips_by_status_and_answers_by_route(web: Web) -> None:
    web.room.portal.clips.ask_for(web.room.artist, ClipRequest(shots=(AskedShot("a red car", 2.0),)))
    browser = web.browser(web.room.artist)
    for _ in range(3):
        browser.get("/api/v1/clips/unknown-one")
    web.anonymous().get("/api/v1/models")

    lines = web.anonymous().get("/metrics").text.splitlines()

    assert 'dailies_clips{status="queued"} 1.0' in lines
    assert 'dailies_clips{status="ready"} 0.0' in lines
    assert 'dailies_http_requests_total{method="GET",route="/api/v1/clips/{clip_id}",status="404"} 3.0' in lines
    assert 'dailies_http_requests_total{method="GET",route="(none)",status="401"} 1.0' in lines
    assert 'dailies_http_seconds_to_answer_count{route="/api/v1/clips/{clip_id}"} 3.0' in lines
    assert not any("unknown-one" in line for line in lines)
