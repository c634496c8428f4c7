"""The studio page without a browser: its form, its examples, its handlers behind Gradio's own client protocol."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from portal.errors import InvalidRequest
from portal.models import Offer
from tests.conftest import CAPABILITIES, Room
from tests.webapp.conftest import Web
from webapp.pages.asked_fields import parse_seed
from webapp.pages.examples import EXAMPLES
from webapp.pages.studio import Studio


def call(web: Web, browser: Any, name: str, data: list[Any]) -> list[Any]:
    """Call a handler as Gradio's page does, and return its outputs."""
    config = browser.get("/studio/config").json()
    index = next(number for number, call in enumerate(config["dependencies"]) if call["api_name"] == name)
    body = {"data": data, "fn_index": config["dependencies"][index]["id"], "session_hash": "test"}
    assert browser.post("/studio/gradio_api/queue/join", json=body).status_code == 200
    with browser.stream("GET", "/studio/gradio_api/queue/data?session_hash=test") as stream:
        for line in stream.iter_lines():
            if line.startswith("data:") and '"process_completed"' in line:
                message = json.loads(line.removeprefix("data:"))
                assert message["success"], message
                outputs: list[Any] = message["output"]["data"]
                return outputs
    raise AssertionError("the handler never completed")


def test_generate_queues_the_clip_of_whoever_is_signed_in(web: Web) -> None:
    prompt = 'a "red" car 🐕\nand <b>rain</b>'

    fields = [prompt, "tiny", "1:1", 2.5, " 42 ", 1, False, "", "", ""]
    [answer] = call(web, web.browser(web.room.artist), "generate", fields)

    [clip] = web.program(web.room.artist).get("/api/v1/clips").json()["clips"]
    assert (clip["prompt"], clip["aspect"], clip["seconds"], clip["seed"]) == (prompt, "1:1", 2.5, 42)
    assert (clip["model"], clip["rewritten_prompt"], clip["fast"]) == ("tiny", None, False)
    assert f'clip-ids="{clip["id"]}"' in answer
    assert "Your clip is in line" in answer


def test_generate_takes_the_shots_along_as_the_artist_saw_them_and_a_press_makes_one_clip(web: Web) -> None:
    shots = [
        {"prompt": "a scarlet car", "seconds": 2, "rewritten": "a red car, edited"},
        {"prompt": "a scarlet dog", "seconds": 1.5},  # nobody has seen its reading yet
        {"prompt": "a scarlet cat", "seconds": 1, "rewritten": "a scarlet cat"},  # as written
    ]
    fields = ["a car, then a dog", "tiny", "16:9", 4, "", 1, False, json.dumps(shots), "", "press-1"]
    browser = web.browser(web.room.artist)

    [answer] = call(web, browser, "generate", fields)
    [again] = call(web, browser, "generate", fields)

    [clip] = web.program(web.room.artist).get("/api/v1/clips").json()["clips"]
    assert answer == again
    assert [(shot["prompt"], shot["seconds"], shot["rewritten"]) for shot in clip["shots"]] == [
        ("a scarlet car", 2.0, "a red car, edited"),
        ("a scarlet dog", 1.5, "In the theatre: a red dog"),
        ("a scarlet cat", 1.0, None),
    ]


def test_another_model_brings_its_own_seconds_and_its_quick_take(room: Room) -> None:
    quick = replace(CAPABILITIES, max_seconds=60.0, fast_steps=4)
    room.portal.models.offer([Offer("tiny", "nowhere", None, CAPABILITIES), Offer("quick", "nowhere", None, quick)])

    seconds, fast = Studio(room.portal).suit("quick")

    assert seconds.maximum == 60
    assert (fast.visible, fast.value) == (True, False)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (["", "tiny", "1:1", 2, "", 1, False, "", "", ""], "The prompt is empty"),
        (["a car", "tiny", "1:1", 2, "seven", 1, False, "", "", ""], "is not a whole number"),
        (["a car", "tiny", "1:1", 2, "99999999999", 1, False, "", "", ""], "out of range"),
        (["a car", "tiny", "1:1", 2, "", 1, True, "", "", ""], "The model tiny has no quick take"),
        (["a car", "tiny", "1:1", 2, "", 1, False, '[{"prompt": 1}]', "", ""], "shots that cannot be read"),
        (["a car", "tiny", "1:1", 2, "", 1, False, '[{"prompt": "a", "seconds": 9}]', "", ""], "at most 8"),
        (["a car", "tiny", "1:1", 2, "", 1, False, "", "[1]", ""], "a beginning that cannot be read"),
        (["a car", "tiny", "1:1", 2, "", 1, False, "", '{"upload": "x"}', ""], "The model tiny cannot begin with"),
        (["a car", "tiny", "1:1", 2, "", 1, False, "", '{"extends": "x"}', ""], "There is no clip"),
    ],
)
def test_a_refusal_is_a_sentence_beside_the_button(web: Web, data: list[Any], words: str) -> None:
    [answer] = call(web, web.browser(web.room.artist), "generate", data)

    assert 'role="alert"' in answer
    assert words in answer
    assert web.program(web.room.artist).get("/api/v1/clips").json()["clips"] == []


def test_no_handler_is_offered_to_gradio_clients_and_nothing_of_the_maker_is_loaded(web: Web) -> None:
    config = web.browser(web.room.artist).get("/studio/config").json()

    assert {dependency["api_visibility"] for dependency in config["dependencies"]} == {"private"}
    assert not config["analytics_enabled"]
    assert not config["connect_heartbeat"]
    assert config["footer_links"] == []
    assert "http" not in "".join(config.get("stylesheets") or [])


def test_an_empty_seed_leaves_the_choice_to_the_studio() -> None:
    assert parse_seed("  ") is None
    assert parse_seed("007") == 7
    for wrong in ("-1", "1.5", "٣", "1e3"):
        with pytest.raises(InvalidRequest, match="not a whole number"):
            parse_seed(wrong)


def test_every_example_can_be_asked_for(web: Web) -> None:
    program = web.program(web.room.artist)

    assert len(EXAMPLES) >= 6
    for prompt in EXAMPLES.values():
        assert program.post("/api/v1/clips", json={"prompt": prompt}).status_code == 202
