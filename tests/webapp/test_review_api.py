"""Reviews over HTTP: the queue, decisions, and what each refusal is called."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from tests.portal.finished_clips import finished_clip
from tests.webapp.conftest import Web


def test_a_curator_is_led_through_the_queue_and_decides(web: Web) -> None:
    clip_id = finished_clip(web.room, web.room.artist)
    curator = web.program(web.room.curator)
    assert curator.get("/api/v1/reviews/next").status_code == 204
    curator.put(f"/api/v1/clips/{clip_id}/rating", json={"overall": 2})

    waiting = curator.get("/api/v1/reviews/next")
    assert waiting.headers["cache-control"] == "no-store"
    assert (waiting.json()["clip"]["id"], waiting.json()["count"]) == (clip_id, 1)
    assert curator.get(f"/api/v1/clips/{clip_id}/review").status_code == 404
    decided = curator.put(f"/api/v1/clips/{clip_id}/review", json={"decision": "excluded", "reason": "=1+1 <b>"})

    assert decided.status_code == 200
    assert curator.get(f"/api/v1/clips/{clip_id}/review").json() == decided.json()
    assert (decided.json()["reason"], decided.json()["member_name"]) == ("=1+1 <b>", "cleo")
    assert curator.get("/api/v1/reviews/next").status_code == 204


def test_what_cannot_be_decided_is_refused_by_name(web: Web) -> None:
    clip_id = finished_clip(web.room, web.room.artist)
    path = f"/api/v1/clips/{clip_id}/review"
    curator, artist = web.program(web.room.curator), web.program(web.room.artist)

    assert curator.put(path, json={"decision": "excluded"}).status_code == 422
    assert curator.put(path, json={"decision": "perhaps"}).status_code == 422
    assert curator.put("/api/v1/clips/nothing/review", json={"decision": "approved"}).status_code == 404
    assert curator.get("/api/v1/reviews/next?after=nothing").status_code == 404
    for refused in (
        artist.put(path, json={"decision": "approved"}),
        artist.get(path),
        artist.get("/api/v1/reviews/next"),
    ):
        assert refused.status_code == 403


def test_what_judgements_say_is_for_curators(web: Web) -> None:
    curator, artist = web.program(web.room.curator), web.program(web.room.artist)

    said = curator.get("/api/v1/dashboard/judgement").json()
    assert said["leaderboard"] == []
    assert datetime.fromisoformat(said["as_of"]) <= datetime.now(UTC)
    assert artist.get("/api/v1/dashboard/judgement").status_code == 403
    assert artist.get("/api/v1/dashboard/models.csv").status_code == 403
    assert curator.get("/api/v1/dashboard/nothing.csv").status_code == 422


@pytest.mark.parametrize("table", ["models", "stars", "leaderboard", "agreement", "voters", "words"])
def test_every_table_comes_as_csv(web: Web, table: str) -> None:
    for number, stars in enumerate((1, 5)):
        clip_id = finished_clip(web.room, web.room.artist, content=str(number).encode())
        for member in (web.room.curator, web.room.maintainer):
            web.room.portal.ratings.rate(member, clip_id, stars)

    answer = web.program(web.room.curator).get(f"/api/v1/dashboard/{table}.csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="dailies-{table}.csv"'
    header, *rows = csv.reader(io.StringIO(answer.text, newline=""))
    assert all(len(row) == len(header) for row in rows)
    expected = {
        "models": [["tiny", "2", "4", "3.0"]],
        "stars": [["1", "2"], ["2", "0"], ["3", "0"], ["4", "0"], ["5", "2"]],
        "agreement": [["1.0", "1.0", "1.0", "2", "4"]],
    }
    assert rows == expected.get(table, [])
