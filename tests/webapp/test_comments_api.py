"""Comments over HTTP: who may, and what a wrong one is told."""

from __future__ import annotations

from tests.portal.finished_clips import finished_clip
from tests.webapp.conftest import Web

STRANGE = '<img src=x onerror="alert(1)">\nكلب 🐕 '


def test_a_comment_is_written_read_by_others_and_deleted_by_its_author_alone(web: Web) -> None:
    clip = finished_clip(web.room, web.room.artist)
    path = f"/api/v1/clips/{clip}/comments"
    artist, curator = web.program(web.room.artist), web.program(web.room.curator)

    made = artist.post(path, json={"at_seconds": 1, "text": STRANGE})

    assert made.status_code == 201
    comment = made.json()
    assert (comment["text"], comment["at_seconds"], comment["frame"], comment["is_mine"]) == (STRANGE, 1, 9, True)
    assert curator.get(path).json()["comments"] == [{**comment, "is_mine": False}]
    assert curator.get(f"/api/v1/clips/{clip}").json()["comment_count"] == 1
    refused = curator.delete(f"{path}/{comment['id']}")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")
    assert artist.delete(f"{path}/{comment['id']}").json() == comment
    assert artist.delete(f"{path}/{comment['id']}").status_code == 404
    assert artist.get(path).json() == {"comments": []}


def test_a_comment_that_makes_no_sense_is_refused_in_a_sentence(web: Web) -> None:
    clip = finished_clip(web.room, web.room.artist)
    path = f"/api/v1/clips/{clip}/comments"
    program = web.program(web.room.artist)
    wrong: list[tuple[object, str]] = [
        ({"at_seconds": 1}, "“text” is missing"),
        ({"text": "x"}, "“at_seconds” is missing"),
        ({"at_seconds": "1", "text": "x"}, "“at_seconds” does not fit"),
        ({"at_seconds": True, "text": "x"}, "“at_seconds” does not fit"),
        ({"at_seconds": 10**400, "text": "x"}, "“at_seconds” does not fit"),
        ({"at_seconds": -1, "text": "x"}, "A comment at -1 seconds was given, and the clip is 2.125 seconds long."),
        ({"at_seconds": 3, "text": "x"}, "Pin it to a moment from 0 to 2.125."),
        ({"at_seconds": 1, "text": ""}, "The comment is empty."),
        ({"at_seconds": 1, "text": "x" * 2001}, "The comment has 2,001 characters; at most 2,000 fit."),
        ({"at_seconds": 1, "text": 5}, "“text” does not fit"),
        ({"at_seconds": 1, "text": "x", "colour": "red"}, "“colour” is not known here"),
    ]
    for body, sentence in wrong:
        answer = program.post(path, json=body)
        assert answer.status_code == 422, body
        assert sentence in answer.json()["error"]["message"]
    for number in (b"NaN", b"Infinity"):
        body_bytes = b'{"at_seconds": ' + number + b', "text": "x"}'
        answer = program.post(path, content=body_bytes, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422
    assert program.get(path).json() == {"comments": []}


def test_comments_of_a_hidden_clip_answer_like_those_of_one_that_never_was(web: Web) -> None:
    clip = finished_clip(web.room, web.room.artist)
    web.program(web.room.artist).post(f"/api/v1/clips/{clip}/comments", json={"at_seconds": 0, "text": "secret"})
    absent = "0" * 8 + clip[8:]
    other = web.program(web.room.other_artist)
    for method, rest, body in [
        ("GET", "", None),
        ("POST", "", {"at_seconds": 0, "text": "x"}),
        ("DELETE", f"/{clip}", None),
    ]:
        hidden = other.request(method, f"/api/v1/clips/{clip}/comments{rest}", json=body)
        never = other.request(method, f"/api/v1/clips/{absent}/comments{rest}", json=body)
        assert hidden.status_code == never.status_code == 404
        assert hidden.text.replace(clip, absent) == never.text


def test_the_description_lists_the_tags_and_aspects_that_there_are(web: Web) -> None:
    description = web.program(web.room.artist).get("/api/openapi.json").json()
    fields = description["components"]["schemas"]["RatingBody"]["properties"]
    [tags, _] = fields["tags"]["anyOf"]
    assert "wrong colour" in tags["items"]["enum"]
    assert "temporal_consistency" in fields["aspects"]["description"]
