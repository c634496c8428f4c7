"""Who may see and rate a clip over HTTP, shared and not, on every path that leads to it."""

from __future__ import annotations

import pytest

from storage import clips as rows
from storage.media import MediaKind
from storage.words import ClipStatus
from tests.portal.finished_clips import finished_clip
from tests.webapp.conftest import Web

OWNER, OTHER, CURATOR, NOBODY = "artist", "other_artist", "curator", "anonymous"

PATHS = (
    "/api/v1/clips/{}",
    "/api/v1/clips/{}/video",
    "/api/v1/clips/{}/events",
    "/api/v1/clips/{}/comments",
    "/media/clips/{}.mp4",
    "/media/clips/{}.mp4?download=true",
    "/media/clips/{}/poster.webp",
    "/media/clips/{}/previews/2.webp",
)


def whole_clip(web: Web) -> str:
    """A ready clip of the artist with a film, a poster and a preview."""
    clip_id = finished_clip(web.room, web.room.artist)
    picture = web.room.media.keep_bytes(MediaKind.PICTURE, b"picture").sha256
    with web.room.portal.database.writing() as session:
        row = rows.by_id(session, clip_id)
        assert row is not None
        row.poster_sha256 = picture
        row.status = ClipStatus.RENDERING
        rows.add_event(session, row, row.created_at, picture)
        session.flush()
        row.status = ClipStatus.READY
        rows.add_event(session, row, row.created_at)
    return clip_id


@pytest.mark.parametrize(
    ("asker", "unshared", "shared"), [(OWNER, 200, 200), (OTHER, 404, 200), (CURATOR, 200, 200), (NOBODY, 401, 401)]
)
def test_a_clip_is_open_to_others_while_it_is_shared_and_no_longer(
    web: Web, asker: str, unshared: int, shared: int
) -> None:
    clip_id = whole_clip(web)
    owner = web.program(web.room.artist)
    client = web.anonymous() if asker == NOBODY else web.program(getattr(web.room, asker))

    for is_shared, expected in ((False, unshared), (True, shared), (False, unshared)):
        assert owner.patch(f"/api/v1/clips/{clip_id}", json={"shared": is_shared}).status_code == 200
        answers = {path: client.get(path.format(clip_id)).status_code for path in PATHS}
        assert answers == dict.fromkeys(PATHS, expected)
        rated = client.put(f"/api/v1/clips/{clip_id}/rating", json={"overall": 3})
        assert rated.status_code == expected


def test_a_hidden_clip_answers_like_one_that_never_was(web: Web) -> None:
    clip_id = whole_clip(web)
    absent = "0" * 8 + clip_id[8:]
    other = web.program(web.room.other_artist)
    for path in PATHS:
        hidden, never = other.get(path.format(clip_id)), other.get(path.format(absent))
        assert (hidden.status_code, hidden.text.replace(clip_id, absent)) == (never.status_code, never.text)


def test_others_see_the_pen_name_and_not_the_address(web: Web) -> None:
    clip_id = whole_clip(web)
    web.program(web.room.artist).patch(f"/api/v1/clips/{clip_id}", json={"shared": True})
    answer = web.program(web.room.other_artist).get(f"/api/v1/clips/{clip_id}")
    assert (answer.json()["member_name"], answer.json()["is_mine"]) == ("ada", False)
    assert web.room.artist.email not in answer.text


@pytest.mark.parametrize("body", [{}, {"shared": "yes"}, {"shared": None}, {"shared": True, "seed": 1}, [], None])
def test_a_change_that_makes_no_sense_changes_nothing(web: Web, body: object) -> None:
    clip_id = whole_clip(web)
    owner = web.program(web.room.artist)
    assert owner.patch(f"/api/v1/clips/{clip_id}", json=body).status_code == 422
    assert owner.get(f"/api/v1/clips/{clip_id}").json()["shared_at"] is None


def test_curators_and_strangers_cannot_share_what_is_not_theirs(web: Web) -> None:
    clip_id = whole_clip(web)
    for member, status in ((web.room.curator, 403), (web.room.maintainer, 403), (web.room.other_artist, 404)):
        assert web.program(member).patch(f"/api/v1/clips/{clip_id}", json={"shared": True}).status_code == status
    assert web.anonymous().patch(f"/api/v1/clips/{clip_id}", json={"shared": True}).status_code == 401
