"""Every refusal has its status, one shape and a sentence."""

from __future__ import annotations

import json
from http import HTTPStatus

import pytest

from portal import errors as portal_errors
from portal.errors import PortalError, TooMuch
from tests.portal.finished_clips import finished_clip
from tests.webapp.conftest import Web
from webapp.errors import STATUS, portal_error_response, validation_sentence


def test_every_class_of_portal_error_has_a_status() -> None:
    classes = {
        value
        for value in vars(portal_errors).values()
        if isinstance(value, type) and issubclass(value, PortalError) and value is not PortalError
    }

    assert set(STATUS) == classes


def test_too_much_says_when_to_come_back() -> None:
    response = portal_error_response(TooMuch("The queue is full.", retry_after_seconds=30))

    assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert response.headers["retry-after"] == "30"
    assert response.body == b'{"error":{"code":"too_much","message":"The queue is full."}}'


BAD_ORDERS: list[tuple[object, str]] = [
    ({}, "give either “prompt” or “shots”"),
    ({"prompt": "a", "shots": [{"prompt": "a", "seconds": 1}]}, "give either “prompt” or “shots”"),
    ({"prompt": ""}, "The prompt is empty"),
    ({"prompt": "  \n "}, "The prompt is empty"),
    ({"prompt": "x" * 10_000}, "10,000 characters"),
    ({"prompt": "a", "seconds": 0}, "0 seconds"),
    ({"prompt": "a", "seconds": 1000}, "1000 seconds"),
    ({"prompt": "a", "seconds": "long"}, "“seconds”"),
    ({"prompt": "a", "aspect": "2:1"}, "2:1"),
    ({"prompt": "a", "aspect": 1}, "“aspect”"),
    ({"prompt": "a", "model": "unknown"}, "There is no model 'unknown'"),
    ({"prompt": "a", "seed": -1}, "seed -1"),
    ({"prompt": "a", "seed": 2**80}, "out of range"),
    ({"prompt": "a", "seed": 1.5}, "“seed”"),
    ({"prompt": "a", "steps": 0}, "0 steps"),
    ({"prompt": "a", "guidance": 1e9}, "guidance"),
    ({"prompt": "a", "count": 0}, "0 variations"),
    ({"prompt": "a", "promt": "b"}, "Field “promt” is not known here"),
    ({"prompt": "a", "rewrite": "yes"}, "“rewrite”"),
    ({"prompt": "a", "fast": True}, "The model tiny has no quick take"),
    ({"shots": [{"prompt": "a", "seconds": 0.5}] * 13}, "13 shots were asked for; at most 12"),
    ({"shots": [{"prompt": "a", "seconds": 4}] * 3}, "12 seconds were asked for; this model renders at most 8"),
    ({"shots": [{"prompt": "a", "seconds": 1}, {"prompt": " ", "seconds": 1}]}, "prompt of shot 2 is empty"),
    ({"shots": [{"prompt": "a", "seconds": 1, "rewritten": ""}]}, "rewritten prompt is empty"),
    ({"prompt": 5}, "“prompt”"),
    ({"prompt": "a\u0000b"}, "NUL"),
    ({"shots": []}, "write a prompt"),
    ({"shots": [{"prompt": "a"}]}, "“shots.0.seconds” is missing"),
    ({"shots": [{"prompt": "a", "seconds": 1}], "seconds": 2}, "leave “seconds” out"),
    ([], "Send one JSON object"),
]


def test_a_bad_order_is_refused_with_a_sentence_and_nothing_is_written(web: Web) -> None:
    program = web.program(web.room.artist)
    for order, words in BAD_ORDERS:
        answer = program.post("/api/v1/clips", json=order)

        assert answer.status_code == 422, order
        assert words in answer.json()["error"]["message"], (order, answer.text)
        assert answer.json()["error"]["code"] == "invalid_request"
        assert len(answer.content) < 1000
    assert program.get("/api/v1/clips").json() == {"clips": [], "next_cursor": None}


def test_a_bad_draft_is_refused_with_a_sentence(web: Web) -> None:
    program = web.program(web.room.artist)
    bad: list[tuple[object, str]] = [
        ({}, "give either “prompt” or “shots”"),
        ({"prompt": " "}, "The prompt is empty"),
        ({"prompt": "half \ud83d"}, "half of a character"),
        ({"shots": [{"prompt": "a"}], "seconds": 2}, "leave “seconds” out"),
        ({"shots": [{"prompt": "a"}] * 13}, "13 shots"),
        ({"prompt": "a", "model": "sora"}, "There is no model 'sora'"),
    ]
    for draft, words in bad:
        answer = program.post(
            "/api/v1/prompts", content=json.dumps(draft), headers={"Content-Type": "application/json"}
        )

        assert answer.status_code == 422, draft
        assert words in answer.json()["error"]["message"], (draft, answer.text)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"prompt": ', 422),
        (b'{"prompt": "a", "seconds": NaN}', 422),
        (b'{"prompt": "a", "seconds": 1e400}', 422),
        (b'{"prompt": "\\ud800"}', 422),
        (b'{"prompt": "\xff\xfe"}', 400),
        (b"[" * 100_000, 400),
        (b"", 422),
    ],
)
def test_a_body_that_is_hardly_json_is_refused_too(web: Web, body: bytes, status: int) -> None:
    answer = web.program(web.room.artist).post(
        "/api/v1/clips", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == status
    assert answer.json()["error"]["message"]


def test_bad_ratings_and_foreign_clips_are_refused(web: Web) -> None:
    program = web.program(web.room.artist)
    clip = program.post("/api/v1/clips", json={"prompt": "a", "seconds": 1}).json()["clips"][0]["id"]
    stranger = web.program(web.room.other_artist)

    assert program.put(f"/api/v1/clips/{clip}/rating", json={"overall": 6}).status_code == 422
    assert program.put(f"/api/v1/clips/{clip}/rating", json={"overall": True}).status_code == 422
    assert program.put(f"/api/v1/clips/{clip}/rating", json={"overall": "4"}).status_code == 422
    assert program.put(f"/api/v1/clips/{clip}/rating", json={"overall": 4}).status_code == 409
    for method, rest in [("GET", ""), ("DELETE", ""), ("GET", "/events"), ("GET", "/video")]:
        foreign = stranger.request(method, f"/api/v1/clips/{clip}{rest}")
        missing = stranger.request(method, f"/api/v1/clips/no-such-clip{rest}")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.text.replace(clip, "no-such-clip") == missing.text
    assert stranger.put(f"/api/v1/clips/{clip}/rating", json={"overall": 3}).status_code == 404
    assert stranger.get(f"/api/v1/clips/{clip}/ratings").status_code == 403
    assert stranger.get("/api/v1/dashboard").status_code == 403
    assert stranger.post("/api/v1/datasets", json={"name": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"aspects": {"beauty": 3}}, "There is no aspect 'beauty'. Rate any of: visual_quality,"),
        ({"aspects": {"visual_quality": 6}}, "A rating of visual_quality of 6 was given; give 1 to 5 stars."),
        ({"aspects": {"visual_quality": 2.5}}, "“aspects.visual_quality” does not fit"),
        ({"aspects": ["visual_quality"]}, "“aspects” does not fit"),
        ({"tags": ["ugly"]}, "There is no defect tag 'ugly'. Use any of: flicker,"),
        ({"tags": "flicker"}, "“tags” does not fit"),
        ({"comment": "x" * 4001}, "The comment has 4,001 characters; at most 4,000 fit."),
    ],
)
def test_a_rating_that_makes_no_sense_is_refused_in_a_sentence(
    web: Web, part: dict[str, object], sentence: str
) -> None:
    program, clip = web.program(web.room.artist), finished_clip(web.room, web.room.artist)
    answer = program.put(f"/api/v1/clips/{clip}/rating", json={"overall": 3, **part})
    assert answer.status_code == 422
    assert sentence in answer.json()["error"]["message"]
    assert program.get(f"/api/v1/clips/{clip}").json()["my_rating"] is None


def test_an_unknown_path_and_a_wrong_method_have_the_same_shape(web: Web) -> None:
    program = web.program(web.room.artist)

    missing = program.get("/api/v1/nothing")
    wrong = program.patch("/api/v1/clips")

    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (405, "method_not_allowed")


def test_many_problems_are_cut_short() -> None:
    problems = [{"type": "missing", "loc": ("body", f"f{number}"), "msg": "Field required"} for number in range(9)]

    assert validation_sentence(problems).endswith("Field “f2” is missing. And 6 more.")
