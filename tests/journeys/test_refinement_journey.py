"""From ratings to a better model: rate, freeze, refine, be interrupted, prove, vote, promote. On a tiny Wan with random
weights: what it paints and learns means nothing, all that happens to it is real."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import httpx

from tests.studio_house import StudioHouse, open_house, tiny_models

PROMPTS = ("a red car in a desert", "a white bird on a beach", "a pink duck in a harbour", "a green boat in a harbour")
"""By their hashes two are for training, one for validation and one for testing."""


def rated_takes(house: StudioHouse, client: httpx.Client) -> None:
    """Two takes of each prompt, five stars and one."""
    answers = [
        client.post("/api/v1/clips", json={"prompt": prompt, "seconds": 1, "count": 2, "steps": 1})
        for prompt in PROMPTS
    ]
    for answer in answers:
        for clip, stars in zip(answer.json()["clips"], (5, 1), strict=True):
            house.wait_for_status(client, clip["id"], "ready")
            assert client.put(f"/api/v1/clips/{clip['id']}/rating", json={"overall": stars}).status_code == 200


def refinement(client: httpx.Client, refinement_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/refinements/{refinement_id}").json()
    return found


def test_ratings_become_a_version_that_survives_a_killed_worker_gives_way_to_artists_and_is_promoted(
    tmp_path: Path, tiny_model: Path
) -> None:
    with open_house(tmp_path, DAILIES_MODELS=tiny_models(tiny_model)) as house, house.client() as client:
        rated_takes(house, client)
        dataset = client.post("/api/v1/datasets", json={"name": "houses"}).json()
        assert dataset["counts"]["splits"] == {"train": 4, "validation": 2, "test": 2}
        order = {"dataset": dataset["id"], "method": "rwr", "max_steps": 60, "rank": 2}
        begun = client.post("/api/v1/models/tiny/refine", json=order)
        assert begun.status_code == 202, begun.text
        wanted = begun.json()["id"]

        house.wait_for(lambda: refinement(client, wanted)["step"] >= 3, "the refinement to be on its way")
        for pid in house.worker_pids():
            os.kill(pid, signal.SIGKILL)
        house.wait_for(lambda: refinement(client, wanted)["step"] >= 20, "another worker to go on")
        [clip] = client.post("/api/v1/clips", json={"prompt": "somebody waits", "seconds": 1}).json()["clips"]
        house.wait_for_status(client, clip["id"], "ready")
        at_the_clip = refinement(client, wanted)
        house.wait_for(lambda: refinement(client, wanted)["status"] == "done", "the refinement to end")
        done = refinement(client, wanted)
        assert at_the_clip["status"] == "learning"
        steps = [point["step"] for point in done["curve"]]
        assert steps == sorted(set(steps))
        assert done["metrics"]["best_step"] > 0

        versions = client.get("/api/v1/models/versions").json()["versions"]
        base, candidate = versions
        assert (candidate["name"], candidate["parent"], candidate["status"]) == ("tiny-r1", "tiny", "candidate")
        assert candidate["dataset_name"] == "houses"
        assert [model["name"] for model in client.get("/api/v1/models").json()["models"]] == ["tiny"]

        proofs = client.post("/api/v1/models/tiny-r1/prove", json={}).json()
        assert {clip["model"] for clip in proofs} == {"tiny", "tiny-r1"}
        assert [clip["seed"] for clip in proofs[0::2]] == [clip["seed"] for clip in proofs[1::2]]
        again = client.post("/api/v1/models/tiny-r1/prove", json={}).json()
        assert [clip["id"] for clip in again] == [clip["id"] for clip in proofs]
        for clip in proofs:
            house.wait_for_status(client, clip["id"], "ready")
        with house.client("eva@example.org", "artist") as artist:
            pair = artist.get("/api/v1/comparisons/next").json()
            named = artist.post(f"/api/v1/comparisons/{pair['id']}", json={"verdict": "left"}).json()
            assert {named["left"]["model"], named["right"]["model"]} == {"tiny", "tiny-r1"}
            refused = artist.post("/api/v1/clips", json={"prompt": "x", "seconds": 1, "model": "tiny-r1"})
            assert refused.status_code == 422
            assert artist.get("/api/v1/models/versions").status_code == 403
        proof = client.get("/api/v1/models/versions").json()["versions"][1]["proof"]
        assert proof["wins"] + proof["losses"] == 1

        promoted = client.post("/api/v1/models/tiny-r1/promote", json={"traffic_percent": 100}).json()
        assert (promoted["status"], promoted["traffic_percent"]) == ("live", 100)
        [clip] = client.post("/api/v1/clips", json={"prompt": "by whoever is chosen", "seconds": 1}).json()["clips"]
        assert house.wait_for_status(client, clip["id"], "ready")["model"] == "tiny-r1"
        assert client.post("/api/v1/models/tiny-r1/retire").json()["status"] == "retired"
        [clip] = client.post("/api/v1/clips", json={"prompt": "by the base again", "seconds": 1}).json()["clips"]
        assert client.get(f"/api/v1/clips/{clip['id']}").json()["model"] == base["name"]
