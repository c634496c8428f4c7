"""The command line, as a terminal sees it: what goes to standard output, what is refused and how."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path

import pytest

from commands.studio import open_door
from settings import Settings
from tests.studio_house import StudioHouse


@pytest.fixture
def house(tmp_path: Path) -> StudioHouse:
    """A studio that is not running."""
    return StudioHouse(tmp_path, {})


def add(house: StudioHouse, email: str = "a@b.c") -> str:
    return house.run("member", "add", "--email", email, "--name", "A", "--role", "maintainer")


def test_adding_a_member_prints_a_link_to_set_a_password(house: StudioHouse) -> None:
    assert re.search(rf"{house.url}/join/\S{{40,}}", add(house))


def test_a_token_is_printed_alone(house: StudioHouse) -> None:
    add(house)
    assert re.fullmatch(r"dailies_[\w-]{40,}\n", house.run("token", "--email", "a@b.c"))


def test_an_invitation_is_printed_alone(house: StudioHouse) -> None:
    assert re.fullmatch(rf"{house.url}/join/[\w-]{{40,}}\n", house.run("invite", "--role", "curator"))


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["token", "--email", "nobody@b.c"], "Nobody has the e-mail address 'nobody@b.c'"),
        (["member", "add", "--email", "no address", "--name", "A"], "is not an e-mail address"),
        (["export", "--out", "somewhere"], "No clip matches"),
        (["export", "--out", "."], "is not an empty folder"),
        (["export", "--out", "s3://bucket/folder"], "Install s3fs"),
        (["export", "--out", "carrier-pigeon://coop"], "Protocol not known"),
        (["distil", "--work-dir", "w", "--pipeline", "nowhere"], "nowhere is no Papercut folder"),
        (
            ["export", "--out", "somewhere", "--format", "tar"],
            "There is no export format 'tar'. Choose one of: canonical,",
        ),
        (["train", "--work-dir", "w", "--out", "o", "--device", "cuda"], "no CUDA device"),
        (["train", "--work-dir", "w", "--out", "o", "--device", "cpu", "--start-from", "w"], "no Papercut folder"),
        (["evaluate", "--pipeline", "nowhere"], "nowhere is no pipeline folder"),
        (["evaluate", "--critic", "nowhere"], "nowhere is no critic"),
        (["evaluate", "--rows", "cuts,beauty"], "There is no row beauty in the table"),
        (["evaluate", "--prompts", "none.jsonl"], "none.jsonl cannot be read"),
        (["worker", "--model", "sora"], "There is no model sora"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(house: StudioHouse, command: list[str], sentence: str) -> None:
    refused = house.try_to_run(*command)
    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""


def test_the_facts_that_prompts_can_be_judged_by_are_printed_as_json(house: StudioHouse) -> None:
    labels = json.loads(house.run("evaluate", "--labels"))
    assert {"setting", "subject", "colour", "action", "camera"} <= set(labels)
    assert "dog" in labels["subject"]


def test_a_wrong_setting_is_named_and_its_value_kept_to_itself(tmp_path: Path) -> None:
    house = StudioHouse(tmp_path, {"DAILIES_DATABASE_URL": "mysql://user:secret@host/name"})
    refused = house.try_to_run("token", "--email", "a@b.c")
    assert refused.returncode == 1
    assert "DAILIES_DATABASE_URL is wrong" in refused.stderr
    assert "secret" not in refused.stderr
    assert "Traceback" not in refused.stderr


def test_adding_the_same_address_twice_is_refused(house: StudioHouse) -> None:
    add(house)
    refused = house.try_to_run("member", "add", "--email", "A@B.C", "--name", "B")
    assert refused.returncode == 1
    assert "already has an account" in refused.stderr


def test_the_door_says_that_it_is_tcp_or_asyncio_would_hold_every_answer_back(house: StudioHouse) -> None:
    with open_door(Settings(data_dir=house.folder, port=house.port)) as door:
        assert door.proto == socket.IPPROTO_TCP
