"""Comparisons over HTTP: blind until the vote, one vote, nobody else's, and films that do not give themselves away."""

from __future__ import annotations

import httpx
import pytest

from tests.portal.shared_takes import OTHER_MODEL, PROMPT, offer_two_models, take
from tests.webapp.conftest import Web

NEXT = "/api/v1/comparisons/next"


def two_takes(web: Web) -> list[str]:
    """Two shared takes of the artist, by different models."""
    offer_two_models(web.room)
    return [take(web.room, web.room.artist, model=model, seed=987654321) for model in ("tiny", OTHER_MODEL)]


def secrets_of(web: Web, clip_ids: list[str]) -> set[str]:
    """All that would tell which clip is which, or whose."""
    clips = [web.room.portal.clips.get(web.room.artist, clip_id) for clip_id in clip_ids]
    told = {str(getattr(clip, name)) for clip in clips for name in ("id", "model", "seed", "sha256", "member_id")}
    return told | {web.room.artist.name, web.room.artist.email}


def whole_answer(answer: httpx.Response) -> str:
    """Body and headers."""
    return f"{answer.headers} {answer.content!r}"


def test_a_pair_is_blind_until_the_vote_and_named_after_it(web: Web) -> None:
    clip_ids = two_takes(web)
    voter = web.program(web.room.other_artist)

    answer = voter.get(NEXT)

    pair = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert set(pair) == {"id", "prompt", "aspect", "left", "right"}
    assert (pair["prompt"], pair["aspect"]) == (PROMPT, "16:9")
    assert not [secret for secret in secrets_of(web, clip_ids) if secret in whole_answer(answer)]
    assert voter.get(NEXT).json() == pair

    vote = voter.post(f"/api/v1/comparisons/{pair['id']}", json={"verdict": "tie"})
    assert vote.status_code == 200
    assert {vote.json()[side]["clip_id"] for side in ("left", "right")} == set(clip_ids)
    assert {vote.json()[side]["model"] for side in ("left", "right")} == {"tiny", OTHER_MODEL}
    assert vote.json()["left"]["seed"] == 987654321
    assert (vote.json()["verdict"], vote.json()["is_control"]) == ("tie", False)
    done = voter.get(NEXT)
    assert (done.status_code, done.content) == (204, b"")


def test_the_films_of_a_pair_are_served_in_ranges_and_give_nothing_away(web: Web) -> None:
    clip_ids = two_takes(web)
    voter = web.browser(web.room.other_artist)
    pair = voter.get(NEXT).json()
    films = {}
    for side in ("left", "right"):
        for path in (pair[side]["video_url"], pair[side]["poster_url"]):
            answer = voter.get(path)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "no-store"
            assert "content-disposition" not in answer.headers
            headers = str(answer.headers)
            assert not [secret for secret in secrets_of(web, clip_ids) if secret in headers]
            assert answer.headers["last-modified"].endswith("1970 00:00:00 GMT")
            assert voter.head(path).headers["content-length"] == "36"
            part = voter.get(path, headers={"Range": "bytes=4-7", "If-Range": answer.headers["etag"]})
            assert (part.status_code, part.content) == (206, answer.content[4:8])
        films[side] = voter.get(pair[side]["video_url"]).text
    assert set(films.values()) == set(clip_ids)


def test_nobody_but_its_voter_reaches_a_pair_or_its_films(web: Web) -> None:
    two_takes(web)
    voter = web.program(web.room.other_artist)
    pair = voter.get(NEXT).json()
    vote = f"/api/v1/comparisons/{pair['id']}"
    strangers = [web.program(member) for member in (web.room.artist, web.room.curator, web.room.maintainer)]
    for client, status in [*((stranger, 404) for stranger in strangers), (web.anonymous(), 401)]:
        assert client.post(vote, json={"verdict": "left"}).status_code == status
        for side in ("left", "right"):
            for path in (pair[side]["video_url"], pair[side]["poster_url"]):
                assert client.get(path).status_code == status
    hidden = strangers[1].post(vote, json={"verdict": "left"})
    absent = "0" * 8 + pair["id"][8:]
    never = strangers[1].post(f"/api/v1/comparisons/{absent}", json={"verdict": "left"})
    assert hidden.text.replace(pair["id"], absent) == never.text


def test_a_clip_that_is_taken_back_takes_the_films_with_it(web: Web) -> None:
    clip_ids = two_takes(web)
    voter = web.program(web.room.other_artist)
    pair = voter.get(NEXT).json()
    web.program(web.room.artist).patch(f"/api/v1/clips/{clip_ids[0]}", json={"shared": False})
    for side in ("left", "right"):
        assert voter.get(pair[side]["video_url"]).status_code == 404
    assert voter.post(f"/api/v1/comparisons/{pair['id']}", json={"verdict": "left"}).status_code == 404
    assert voter.get(NEXT).status_code == 204


def test_a_second_vote_is_a_conflict(web: Web) -> None:
    two_takes(web)
    voter = web.program(web.room.other_artist)
    path = f"/api/v1/comparisons/{voter.get(NEXT).json()['id']}"
    assert voter.post(path, json={"verdict": "left"}).status_code == 200
    again = voter.post(path, json={"verdict": "right"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "conflict")
    assert "voted on this pair already: left" in again.json()["error"]["message"]


@pytest.mark.parametrize(
    "body", [{}, {"verdict": "middle"}, {"verdict": None}, {"verdict": "left", "why": 1}, [], None]
)
def test_a_vote_that_makes_no_sense_is_refused_and_casts_nothing(web: Web, body: object) -> None:
    two_takes(web)
    voter = web.program(web.room.other_artist)
    path = f"/api/v1/comparisons/{voter.get(NEXT).json()['id']}"
    assert voter.post(path, json=body).status_code == 422
    assert voter.post(path, json={"verdict": "both_bad"}).status_code == 200


def test_a_side_that_is_none_is_refused(web: Web) -> None:
    two_takes(web)
    voter = web.program(web.room.other_artist)
    pair = voter.get(NEXT).json()
    assert voter.get(pair["left"]["video_url"].replace("left", "middle")).status_code == 422
    assert voter.get("/media/comparisons/none/left.mp4").status_code == 404
