"""The HTTP API as programs use it, and its documentation."""

from __future__ import annotations

import io
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

from model.spec import Rewrite
from tests.portal.finished_clips import finished_clip
from tests.small_rewriter import NEAREST
from tests.webapp.conftest import Web

PROMPT = 'A "stylish" dog 🐕\nin the rain — ابحث \u202e end\\n'


def test_a_prompt_comes_back_byte_for_byte_and_the_open_choices_are_told(web: Web) -> None:
    program = web.program(web.room.artist)

    answer = program.post("/api/v1/clips", json={"prompt": PROMPT, "seconds": 2, "aspect": "1:1"})

    assert answer.status_code == 202
    asked = answer.json()["clips"]
    assert [(clip["status"], clip["position"]) for clip in asked] == [("queued", 1)]
    clip = program.get(f"/api/v1/clips/{asked[0]['id']}").json()
    assert clip["prompt"].encode() == PROMPT.encode()
    assert clip["shots"] == [{"prompt": PROMPT, "seconds": 2.0, "rewritten": None}]
    assert (clip["rewritten_prompt"], clip["fast"]) == (None, False)
    assert (clip["aspect"], clip["width"], clip["height"], clip["model"]) == ("1:1", 32, 32, "tiny")
    assert 0 <= clip["seed"] < 2**32
    assert clip["is_mine"]


def test_a_storyboard_keeps_its_shots(web: Web) -> None:
    program = web.program(web.room.artist)
    shots = [
        {"prompt": "a red car", "seconds": 1.5, "rewritten": None},
        {"prompt": "a blue car", "seconds": 2.0, "rewritten": "a blue car drives from left to right"},
    ]

    asked = program.post("/api/v1/clips", json={"shots": shots, "count": 2, "seed": 5}).json()["clips"]

    clips = [program.get(f"/api/v1/clips/{clip['id']}").json() for clip in asked]
    assert [clip["shots"] for clip in clips] == [shots, shots]
    assert [clip["seed"] for clip in clips] == [5, 6]
    assert [clip["prompt"] for clip in clips] == ["a red car\na blue car"] * 2
    assert clips[0]["rewritten_prompt"] == "a red car\na blue car drives from left to right"


def test_a_prompt_is_rewritten_on_request_and_stays_as_it_was_written(web: Web) -> None:
    program = web.program(web.room.artist)

    asked = program.post("/api/v1/clips", json={"prompt": "a scarlet car", "rewrite": True}).json()["clips"][0]

    clip = program.get(f"/api/v1/clips/{asked['id']}").json()
    assert (clip["prompt"], clip["rewritten_prompt"]) == ("a scarlet car", "In the theatre: a red car")


def test_what_the_model_would_read_is_told_before_anything_is_rendered(web: Web) -> None:
    program = web.program(web.room.artist)

    told = program.post("/api/v1/prompts", json={"prompt": "🐕 a scarlet Xylo\nit runs", "seconds": 3}).json()

    assert told == {
        "shots": [
            {
                "prompt": "🐕 a scarlet Xylo\nit runs",
                "seconds": 3.0,
                "rewritten": "In the theatre: 🐕 a red Xylo\nit runs",
                "marks": [{"start": 12, "stop": 16, "text": "Xylo", "nearest": NEAREST}],
            }
        ],
        "storyboard": [{"prompt": "🐕 a scarlet Xylo", "seconds": 1.5}, {"prompt": "it runs", "seconds": 1.5}],
        "shot_link": "cut",
    }
    assert program.get("/api/v1/clips").json()["clips"] == []


def test_the_shots_of_a_storyboard_are_read_one_by_one(web: Web) -> None:
    shots = [{"prompt": "a scarlet car", "seconds": 1.5}, {"prompt": "it stops"}]

    told = web.program(web.room.artist).post("/api/v1/prompts", json={"shots": shots, "model": "tiny"}).json()

    assert [(shot["rewritten"], shot["seconds"]) for shot in told["shots"]] == [
        ("In the theatre: a red car", 1.5),
        ("it stops", 4.0),
    ]
    assert told["storyboard"] == []


def test_prompts_are_read_for_members_only(web: Web) -> None:
    assert web.anonymous().post("/api/v1/prompts", json={"prompt": "a car"}).status_code == 401


def test_a_slow_rewriter_holds_nobody_else_up(web: Web) -> None:
    rewriter = Waiting()
    web.room.rewriters["tiny"] = rewriter
    program, other = web.program(web.room.artist), web.program(web.room.other_artist)
    # More at once than there are threads for the other routes.
    with ThreadPoolExecutor(60) as askers:
        asked = [askers.submit(program.post, "/api/v1/prompts", json={"prompt": "a car"}) for _ in range(60)]
        assert rewriter.begun.wait(30)

        answer = other.get("/api/v1/models")

        rewriter.may_end.set()
        assert answer.status_code == 200
        assert {reading.result().status_code for reading in asked} == {200}


class Waiting:
    """A rewriter that takes its time: as long as the test wants."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.may_end = threading.Event()

    def rewrite(self, prompt: str) -> Rewrite:
        self.begun.set()
        assert self.may_end.wait(60)
        return Rewrite(prompt)


def test_the_same_key_makes_one_clip_in_the_body_or_in_the_header(web: Web) -> None:
    program = web.program(web.room.artist)
    order = {"prompt": "a red car", "seconds": 2}

    in_body = program.post("/api/v1/clips", json={**order, "idempotency_key": "k1"}).json()["clips"]
    in_header = program.post("/api/v1/clips", json=order, headers={"Idempotency-Key": "k1"}).json()["clips"]
    assert [clip["id"] for clip in in_body] == [clip["id"] for clip in in_header]

    other = program.post("/api/v1/clips", json={**order, "prompt": "b", "idempotency_key": "k1"})
    both = program.post("/api/v1/clips", json={**order, "idempotency_key": "k1"}, headers={"Idempotency-Key": "k2"})
    assert (other.status_code, both.status_code) == (409, 422)
    assert len(program.get("/api/v1/clips").json()["clips"]) == 1


def test_clips_are_listed_newest_first_by_the_page_and_by_filter(web: Web) -> None:
    program = web.program(web.room.artist)
    ids = [finished_clip(web.room, web.room.artist, prompt=f"car {number}") for number in range(5)]
    finished_clip(web.room, web.room.other_artist, prompt="somebody else's car")
    program.put(f"/api/v1/clips/{ids[2]}/rating", json={"overall": 4, "comment": "näh"})

    first = program.get("/api/v1/clips", params={"limit": 3}).json()
    second = program.get("/api/v1/clips", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [clip["id"] for clip in first["clips"] + second["clips"]] == ids[::-1]
    assert second["next_cursor"] is None

    def found(**filters: str) -> list[str]:
        return [clip["id"] for clip in program.get("/api/v1/clips", params=filters).json()["clips"]]

    assert found(q="car 3") == [ids[3]]
    assert found(stars="4") == found(min_rating="3.5") == [ids[2]]
    assert found(status="failed") == found(model="other") == []
    assert program.get("/api/v1/clips", params={"status": "done"}).status_code == 422
    assert program.get("/api/v1/clips", params={"limit": 1000}).status_code == 422
    assert program.get("/api/v1/clips", params={"cursor": "nonsense"}).status_code == 422

    curator = web.program(web.room.curator)
    assert len(curator.get("/api/v1/clips").json()["clips"]) == 6
    assert curator.get("/api/v1/clips", params={"mine": "true"}).json()["clips"] == []


def test_a_clip_is_cancelled_once_and_stays_so(web: Web) -> None:
    program = web.program(web.room.artist)
    clip = program.post("/api/v1/clips", json={"prompt": "a red car"}).json()["clips"][0]["id"]

    assert program.delete(f"/api/v1/clips/{clip}").json()["status"] == "cancelled"
    assert program.delete(f"/api/v1/clips/{clip}").json()["status"] == "cancelled"


def test_a_rating_is_revised_and_curators_see_who_said_what(web: Web) -> None:
    clip = finished_clip(web.room, web.room.artist)
    artist, curator = web.program(web.room.artist), web.program(web.room.curator)

    artist.put(f"/api/v1/clips/{clip}/rating", json={"overall": 2, "comment": "🐕", "tags": ["extra limbs"]})
    revised = artist.put(f"/api/v1/clips/{clip}/rating", json={"overall": 5, "aspects": {"text_alignment": 4}}).json()
    curator.put(f"/api/v1/clips/{clip}/rating", json={"overall": 3})

    assert (revised["overall"], revised["comment"], revised["revision"]) == (5, "🐕", 2)
    assert (revised["aspects"], revised["tags"]) == ({"text_alignment": 4}, ["extra limbs"])
    seen = curator.get(f"/api/v1/clips/{clip}").json()
    assert (seen["my_rating"]["overall"], seen["mean_rating"], seen["rating_count"], seen["is_mine"]) == (
        3,
        4,
        2,
        False,
    )
    said = curator.get(f"/api/v1/clips/{clip}/ratings").json()["ratings"]
    assert [(verdict["member_name"], verdict["overall"]) for verdict in said] == [("ada", 5), ("cleo", 3)]

    figures = curator.get("/api/v1/dashboard").json()
    assert (figures["clips"], figures["rated"], figures["ratings"], figures["mean"]) == (1, 1, 2, 4)
    assert figures["distribution"] == {"1": 0, "2": 0, "3": 1, "4": 0, "5": 1}
    assert figures["by_model"] == [{"model": "tiny", "clips": 1, "ratings": 2, "mean": 4}]


def test_a_dataset_is_frozen_and_streamed_as_a_zip(web: Web) -> None:
    clip = finished_clip(web.room, web.room.artist, prompt=PROMPT, content=b"film")
    maintainer = web.program(web.room.maintainer)
    assert maintainer.post("/api/v1/datasets", json={"name": "none yet"}).status_code == 422
    maintainer.put(f"/api/v1/clips/{clip}/rating", json={"overall": 4})

    frozen = maintainer.post("/api/v1/datasets", json={"name": "all", "filters": {"min_rating": 3}})
    assert frozen.status_code == 201
    assert (frozen.json()["counts"]["clips"], frozen.json()["counts"]["ratings"]) == (1, 1)
    assert maintainer.post("/api/v1/datasets", json={"name": "all", "filters": {"stars": 3}}).status_code == 422

    answer = maintainer.get(f"/api/v1/datasets/{frozen.json()['id']}/export")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        films = [name for name in archive.namelist() if name.endswith(".mp4")]
        assert [archive.read(name) for name in films] == [b"film"]
    assert maintainer.get("/api/v1/datasets/none/export").status_code == 404
    assert maintainer.get(f"/api/v1/datasets/{frozen.json()['id']}/export?format=tar").status_code == 422


def test_the_models_on_offer_say_what_may_be_asked_of_them(web: Web) -> None:
    models = web.program(web.room.artist).get("/api/v1/models").json()["models"]

    assert [(model["name"], model["is_default"]) for model in models] == [("tiny", True)]
    assert models[0]["capabilities"]["sizes"] == {"16:9": [48, 32], "1:1": [32, 32]}
    assert models[0]["capabilities"]["max_seconds"] == 8
    told = models[0]["capabilities"]
    assert (told["shot_link"], told["max_shots"], told["fast_steps"]) == ("cut", 12, None)


def test_the_documentation_is_for_members_and_names_no_other_host(web: Web) -> None:
    assert web.anonymous(Accept="text/html").get("/api/docs").status_code == 303
    assert web.anonymous().get("/api/openapi.json").status_code == 401
    browser = web.browser(web.room.artist)

    page = browser.get("/api/docs").text
    description = browser.get("/api/openapi.json").json()

    for path in description["paths"]:
        assert f"<code>{path}</code>" in page
    assert "idempotency_key" in page
    foreign = [part for part in page.split("http")[1:] if not part.startswith(f"{web.url.removeprefix('http')}/")]
    assert foreign == []
    assert "<script>" not in page
