"""What is asked for survives the death of any process, once and only once."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx

from tests.studio_house import PATIENCE_SECONDS, StudioHouse, open_house, tiny_models


def clips_of(client: httpx.Client) -> list[dict[str, Any]]:
    clips: list[dict[str, Any]] = client.get("/api/v1/clips").json()["clips"]
    return clips


def kill_the_worker_in_the_middle_of_a_clip(house: StudioHouse, client: httpx.Client) -> None:
    """Waits for a clip that this worker began itself, not one that a killed worker left behind as `rendering`."""
    already_begun = {clip["id"]: clip["started_at"] for clip in clips_of(client)}

    def in_the_middle() -> bool:
        return any(
            clip["status"] == "rendering" and clip["started_at"] != already_begun[clip["id"]] and clip["step"] > 0
            for clip in clips_of(client)
        )

    house.wait_for(in_the_middle, "a worker to be in the middle of a clip")
    before = house.worker_pids()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    house.wait_for(lambda: not set(before) & set(house.worker_pids()), "the worker to be dead")


def test_six_clips_survive_three_killed_workers(tmp_path: Path, tiny_model: Path) -> None:
    models = tiny_models(tiny_model, steps=60)
    with open_house(tmp_path, DAILIES_MODELS=models) as house, house.client() as client:
        for number in range(6):
            client.post("/api/v1/clips", json={"prompt": f"clip {number}", "seconds": 6, "seed": number})
        for _ in range(3):
            kill_the_worker_in_the_middle_of_a_clip(house, client)
        house.wait_for(lambda: {clip["status"] for clip in clips_of(client)} == {"ready"}, "all to be ready")
        clip_ids = [clip["id"] for clip in clips_of(client)]
        assert len(clip_ids) == 6
        for clip_id in clip_ids:
            with client.stream("GET", f"/api/v1/clips/{clip_id}/events") as stream:
                finished = [line for line in stream.iter_lines() if line.startswith("data:") and '"ready"' in line]
            assert len(finished) == 1, f"clip {clip_id} was finished {len(finished)} times"
    with closing(sqlite3.connect(tmp_path / "data" / "dailies.sqlite")) as database:
        attempts = database.execute("SELECT sum(attempts) FROM clips").fetchone()[0]
    # A kill between the end of a render and the start of the next costs no attempt.
    assert 6 < attempts <= 6 + 3


def test_a_request_whose_answer_was_lost_makes_one_clip(tmp_path: Path, tiny_model: Path) -> None:
    """The web process is killed while requests with one key pour in; the retry finds what was written."""
    with open_house(tmp_path, DAILIES_MODELS=tiny_models(tiny_model), DAILIES_WORKERS="0") as house:
        client = house.client()
        order = {"prompt": "once", "seconds": 1, "idempotency_key": "the-one"}
        answered = threading.Event()
        threads = [
            threading.Thread(target=ask_until_nobody_answers, args=(house, client, order, answered)) for _ in "abc"
        ]
        for thread in threads:
            thread.start()
        assert answered.wait(PATIENCE_SECONDS)
        house.kill_web()
        for thread in threads:
            thread.join()
        house.start()
        answer = client.post("/api/v1/clips", json=order)
        assert answer.status_code == 202, answer.text
        clips = client.get("/api/v1/clips").json()["clips"]
        assert [clip["id"] for clip in clips] == [answer.json()["clips"][0]["id"]]
        client.close()


def ask_until_nobody_answers(
    house: StudioHouse, client: httpx.Client, order: dict[str, object], answered: threading.Event
) -> None:
    with httpx.Client(base_url=house.url, headers=client.headers, timeout=PATIENCE_SECONDS) as own:
        while True:
            try:
                own.post("/api/v1/clips", json=order)
            except httpx.TransportError:
                return
            answered.set()


def test_a_full_disk_fails_the_clip_with_the_reason_and_leaves_no_half_file(
    tmp_path: Path, tiny_model: Path, small_disk: Callable[[Path, int], Path]
) -> None:
    media = small_disk(tmp_path / "data" / "media", 64)
    with open_house(tmp_path, DAILIES_MODELS=tiny_models(tiny_model)) as house, house.client() as client:
        clip_id = client.post("/api/v1/clips", json={"prompt": "too large", "seconds": 8}).json()["clips"][0]["id"]
        clip = house.wait_for_status(client, clip_id, "failed", "ready")
        assert clip["status"] == "failed"
        assert clip["error"] == "The video could not be written: No space left on device. Tell a maintainer."
        assert client.get(f"/api/v1/clips/{clip_id}/video").status_code == 404
    assert [path for path in media.rglob("*") if path.suffix == ".mp4" or path.parent.name == "incoming"] == []


def test_a_living_worker_adopts_the_clip_of_a_dead_slot(tmp_path: Path, tiny_model: Path) -> None:
    models = tiny_models(tiny_model, steps=60)
    with open_house(tmp_path, DAILIES_MODELS=models, DAILIES_WORKERS="0") as house, house.client() as client:
        client.post("/api/v1/clips", json={"prompt": "orphan", "seconds": 6})
        with house.extra_worker("doomed:0") as doomed:
            house.wait_for(lambda: clips_of(client)[0]["step"] > 0, "the doomed worker to begin")
            doomed.kill()
            doomed.wait()
        with house.extra_worker("other:0"):
            house.wait_for(lambda: clips_of(client)[0]["status"] == "ready", "another slot to finish it")


def test_a_disk_that_fills_up_under_the_database_costs_no_clip(
    tmp_path: Path, tiny_model: Path, small_disk: Callable[[Path, int], Path]
) -> None:
    data = small_disk(tmp_path / "data", 8192)
    with open_house(tmp_path, DAILIES_MODELS=tiny_models(tiny_model, steps=60)) as house, house.client() as client:
        # Two, so that the worker is not done before the disk is full.
        client.post("/api/v1/clips", json={"prompt": "patient", "seconds": 6, "count": 2})
        house.wait_for(lambda: any(clip["step"] > 0 for clip in clips_of(client)), "a clip to be begun")
        fill(data / "filler")
        house.wait_for(lambda: "leaving: " in house.printed(), "the worker to notice")
        (data / "filler").unlink()
        house.wait_for(
            lambda: [clip["status"] for clip in clips_of(client)] == ["ready", "ready"], "both to be ready after all"
        )


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(b"x" * 1024)


def test_a_studio_stopped_by_sigterm_leaves_no_worker_behind(tmp_path: Path, tiny_model: Path) -> None:
    with open_house(tmp_path, DAILIES_MODELS=tiny_models(tiny_model)) as house:
        house.wait_for(lambda: "serves tiny" in house.printed(), "the worker to serve")
        house.stop(signal.SIGTERM)
        assert house.worker_pids() == []


def test_a_second_studio_on_the_same_port_is_refused_with_a_sentence(tmp_path: Path, tiny_model: Path) -> None:
    with open_house(tmp_path, DAILIES_MODELS=tiny_models(tiny_model), DAILIES_WORKERS="0") as house:
        refused = house.try_to_run("serve")
        assert refused.returncode == 1
        assert "choose another DAILIES_PORT" in refused.stderr
        assert "Traceback" not in refused.stderr
