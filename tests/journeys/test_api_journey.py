"""The whole story through the HTTP API, on both databases: ask, watch, play, rate, freeze, export.

The model is a tiny random-weights checkpoint of the real classes; everything else is what people run.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from model.video import read_frames
from tests.studio_house import open_house, tiny_models

PROMPT = 'A "stylish" woman walks 🐕\nin the rain — ابحث \u202e end\\n'


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_from_a_prompt_to_a_rated_clip_in_an_exported_dataset(
    database: str, tmp_path: Path, tiny_model: Path, request: pytest.FixtureRequest
) -> None:
    url = "" if database == "sqlite" else request.getfixturevalue("postgres_url")
    with (
        open_house(tmp_path, DAILIES_MODELS=tiny_models(tiny_model), DAILIES_DATABASE_URL=url) as house,
        house.client() as client,
    ):
        answer = client.post("/api/v1/clips", json={"prompt": PROMPT, "seconds": 2, "aspect": "16:9", "seed": 7})
        assert answer.status_code == 202, answer.text
        asked = answer.json()["clips"][0]
        assert asked["status"] == "queued"
        assert asked["position"] == 1

        with client.stream("GET", f"/api/v1/clips/{asked['id']}/events", timeout=120) as stream:
            events = [
                json.loads(line.removeprefix("data:")) for line in stream.iter_lines() if line.startswith("data:")
            ]
        assert [events[0]["status"], events[-1]["status"]] == ["queued", "ready"]
        steps = [event["step"] for event in events if event["status"] == "rendering"]
        assert steps == sorted(steps)
        assert max(steps) == events[-1]["steps"] == 4

        clip = client.get(f"/api/v1/clips/{asked['id']}").json()
        assert clip["prompt"].encode() == PROMPT.encode()
        assert (clip["seed"], clip["model"], clip["status"]) == (7, "tiny", "ready")
        assert clip["gpu_seconds"] > 0

        video = client.get(f"/api/v1/clips/{asked['id']}/video")
        assert video.headers["content-type"] == "video/mp4"
        part = client.get(f"/api/v1/clips/{asked['id']}/video", headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, video.content[10:20])
        (tmp_path / "clip.mp4").write_bytes(video.content)
        frames, fps = read_frames(tmp_path / "clip.mp4")
        assert (frames.shape, fps) == ((17, 64 * 4, 112 * 4, 3), 8.0)

        rated = client.put(f"/api/v1/clips/{asked['id']}/rating", json={"overall": 4, "comment": PROMPT})
        assert rated.status_code == 200, rated.text
        figures = client.get("/api/v1/dashboard").json()
        assert figures["mean"] == 4

        frozen = client.post("/api/v1/datasets", json={"name": "first light", "filters": {"min_rating": 3}})
        assert frozen.status_code == 201, frozen.text
        archive = client.get(f"/api/v1/datasets/{frozen.json()['id']}/export", params={"format": "canonical"})
        with zipfile.ZipFile(io.BytesIO(archive.content)) as folder:
            row = json.loads(folder.read("metadata.jsonl"))
            assert row["prompt"].encode() == PROMPT.encode()
            assert row["ratings"][0]["comment"].encode() == PROMPT.encode()
            assert folder.read(row["file_name"]) == video.content

        printed = house.run("export", "--out", str(tmp_path / "export"))
        assert "1 clips" in printed
        assert (tmp_path / "export" / row["file_name"]).read_bytes() == video.content

        # As a kill would leave it: not all is there, and nothing says so but the marker.
        dataset_id = re.findall("[0-9a-f]{64}", printed)[0]
        (tmp_path / "export").rename(tmp_path / ".export.unfinished")
        (tmp_path / ".export.unfinished" / "manifest.json").unlink()
        marker = {"dataset_id": dataset_id, "export_format": "canonical"}
        (tmp_path / ".export.unfinished" / ".unfinished.json").write_text(json.dumps(marker))
        assert dataset_id in house.run("export", "--out", str(tmp_path / "export"))
        assert (tmp_path / "export" / "manifest.json").exists()

        again = client.post("/api/v1/clips", json={"prompt": PROMPT, "seconds": 2, "aspect": "16:9", "seed": 7}).json()[
            "clips"
        ][0]
        repeated = house.wait_for_status(client, again["id"], "ready", "failed")
        assert repeated["sha256"] == clip["sha256"], "the same record renders the same file"


def test_bad_requests_get_a_sentence_and_write_nothing(tmp_path: Path, tiny_model: Path) -> None:
    with (
        open_house(tmp_path, DAILIES_MODELS=tiny_models(tiny_model), DAILIES_WORKERS="0") as house,
        house.client() as client,
    ):
        wrong = [
            {"prompt": "", "seconds": 2},
            {"prompt": "x" * 10_000, "seconds": 2},
            {"prompt": "a", "seconds": 0},
            {"prompt": "a", "seconds": 1000},
            {"prompt": "a", "seconds": "soon"},
            {"prompt": "a", "seconds": 2, "aspect": "21:9"},
            {"prompt": "a", "seconds": 2, "model": "unknown"},
            {"prompt": "a", "seconds": 2, "seed": 2**70},
            {"prompt": "a", "shots": [{"prompt": "b", "seconds": 1}]},
            {"prompt": "half \ud83d", "seconds": 2},
            {"seconds": 2},
            {"prompt": "a", "nonsense": 1},
            [],
        ]
        for body in wrong:
            answer = client.post(
                "/api/v1/clips", content=json.dumps(body), headers={"Content-Type": "application/json"}
            )
            assert answer.status_code == 422, (body, answer.text)
            assert answer.json()["error"]["message"].endswith("."), answer.text
        for path in ("/api/v1/clips/nothing", "/api/v1/clips/nothing/video", "/api/v1/datasets/nothing/export"):
            assert client.get(path).status_code == 404
        assert client.put("/api/v1/clips/nothing/rating", json={"overall": 6}).status_code == 422
        assert client.put("/api/v1/clips/nothing/rating", json={"overall": 5}).status_code == 404
        assert client.get("/api/v1/clips").json()["clips"] == []


def test_a_running_clip_is_cancelled_and_the_next_one_is_rendered(tmp_path: Path, tiny_model: Path) -> None:
    models = tiny_models(tiny_model, steps=20)
    with open_house(tmp_path, DAILIES_MODELS=models) as house, house.client() as client:
        long = client.post("/api/v1/clips", json={"prompt": "long", "seconds": 8, "steps": 60}).json()["clips"][0]
        house.wait_for_status(client, long["id"], "rendering")
        assert client.delete(f"/api/v1/clips/{long['id']}").status_code == 200
        cancelled = house.wait_for_status(client, long["id"], "cancelled", "ready")
        assert cancelled["status"] == "cancelled"
        assert cancelled["step"] < 60
        assert client.get(f"/api/v1/clips/{long['id']}/video").status_code == 404
        short = client.post("/api/v1/clips", json={"prompt": "short", "seconds": 1}).json()["clips"][0]
        house.wait_for_status(client, short["id"], "ready")
