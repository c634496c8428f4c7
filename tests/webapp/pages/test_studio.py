"""The studio page without a browser: its form, its examples, its handlers behind Gradio's own client protocol."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.errors import InvalidRequest
from tests.webapp.conftest import Web
from webapp.pages.studio import EXAMPLES, parse_seed


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

    [answer] = call(web, web.browser(web.room.artist), "generate", [prompt, "tiny", "1:1", 2.5, " 42 "])

    [clip] = web.program(web.room.artist).get("/api/v1/clips").json()["clips"]
    assert (clip["prompt"], clip["aspect"], clip["seconds"], clip["seed"]) == (prompt, "1:1", 2.5, 42)
    assert clip["model"] == "tiny"
    assert f'clip-ids="{clip["id"]}"' in answer
    assert "Your clip is in line" in answer


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (["", "tiny", "1:1", 2, ""], "The prompt is empty"),
        (["a car", "tiny", "1:1", 2, "seven"], "is not a whole number"),
        (["a car", "tiny", "1:1", 2, "99999999999"], "out of range"),
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
