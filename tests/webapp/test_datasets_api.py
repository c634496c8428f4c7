"""Datasets over HTTP: looking, freezing, listing, exporting."""

from __future__ import annotations

import io
import zipfile

import httpx
import pytest

from storage.exports.formats import ExportFormat
from storage.tables import MemberRow
from tests.portal.finished_clips import finished_clip
from tests.webapp.conftest import Web

PROMPT = "a dog 🐕"


def rated(web: Web, stars: int, prompt: str = PROMPT) -> str:
    clip_id = finished_clip(web.room, web.room.artist, prompt, content=f"{prompt} {stars}".encode())
    web.room.portal.ratings.rate(web.room.artist, clip_id, stars)
    return clip_id


def archive(answer: httpx.Response) -> zipfile.ZipFile:
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_a_selection_is_looked_at_frozen_and_listed(web: Web) -> None:
    rated(web, 5)
    rated(web, 2)
    rated(web, 1, "a cat")
    maintainer = web.program(web.room.maintainer)
    selection = {"filters": {"words": "DOG", "from": "2020-01-01", "models": ["tiny"], "rater_roles": ["artist"]}}

    preview = maintainer.post("/api/v1/datasets/preview", json=selection)
    frozen = maintainer.post("/api/v1/datasets", json={"name": "dogs", **selection})

    assert preview.status_code == 200
    assert preview.json()["counts"] == {
        "clips": 2, "ratings": 2, "raters": 1, "prompts": 1, "pairs": 1,
        "splits": {"train": 2, "validation": 0, "test": 0}, "groups": 1,
    }  # fmt: skip
    assert [warning.split(",")[0] for warning in preview.json()["warnings"]] == ["All clips are of one prompt"]
    assert frozen.status_code == 201
    assert frozen.json()["counts"] == preview.json()["counts"]
    assert frozen.json()["filters"] == {"min_raters": 1, **selection["filters"]}
    assert maintainer.get("/api/v1/datasets").json() == {"datasets": [frozen.json()]}
    assert maintainer.get(f"/api/v1/datasets/{frozen.json()['id']}").json() == {**frozen.json(), "withdrawn": []}


@pytest.mark.parametrize("chosen", ExportFormat)
def test_every_format_is_streamed_as_a_zip(web: Web, chosen: ExportFormat) -> None:
    rated(web, 5)
    rated(web, 2)
    maintainer = web.program(web.room.maintainer)
    frozen = maintainer.post("/api/v1/datasets", json={"name": "pair"}).json()

    answer = maintainer.get(f"/api/v1/datasets/{frozen['id']}/export", params={"format": chosen})

    disposition = answer.headers["content-disposition"]
    assert disposition == f'attachment; filename="dailies-{frozen["id"][:12]}-{chosen}.zip"'
    with archive(answer) as files:
        assert files.testzip() is None
        assert "README.md" in files.namelist()
        assert len(files.namelist()) > 1


def test_a_download_that_is_broken_off_disturbs_nobody(web: Web) -> None:
    clip_id = finished_clip(web.room, web.room.artist, PROMPT, content=bytes(range(256)) * 100_000)
    web.room.portal.ratings.rate(web.room.artist, clip_id, 4)
    maintainer = web.program(web.room.maintainer)
    path = f"/api/v1/datasets/{maintainer.post('/api/v1/datasets', json={'name': 'large'}).json()['id']}/export"

    with maintainer.stream("GET", path) as answer:
        assert next(answer.iter_raw()).startswith(b"PK")

    with archive(maintainer.get(path)) as files:
        assert files.testzip() is None


def test_withdrawn_clips_are_named(web: Web) -> None:
    clip_id = rated(web, 5)
    maintainer = web.program(web.room.maintainer)
    frozen = maintainer.post("/api/v1/datasets", json={"name": "soon withdrawn"}).json()
    with web.room.portal.database.writing() as session:
        session.get_one(MemberRow, web.room.artist.id).consents_to_training = False
    assert maintainer.get(f"/api/v1/datasets/{frozen['id']}").json()["withdrawn"] == [clip_id]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"filters": {"stars": 3}}, "“filters.stars” is not known"),
        ({"filters": {"min_rating": "4"}}, "“filters.min_rating”"),
        ({"filters": {"min_rating": True}}, "“filters.min_rating”"),
        ({"filters": {"min_raters": 1.5}}, "“filters.min_raters”"),
        ({"filters": {"min_raters": 10**30}}, "raters was asked for"),
        ({"filters": {"from": "yesterday"}}, "“filters.from”"),
        ({"filters": {"from": "2026-02-01", "until": "2026-01-01"}}, "which is before"),
        ({"filters": {"models": "tiny"}}, "“filters.models”"),
        ({"filters": {"models": [1]}}, "“filters.models.0”"),
        ({"filters": {"rater_roles": ["king"]}}, "“filters.rater_roles.0”"),
        ({"filters": {"words": "nul\x00"}}, "NUL character"),
        ({"filters": None}, "“filters”"),
        ({"pair_gap": 0}, "choose 0.1 to 4"),
        ({"pair_gap": "1"}, "“pair_gap”"),
    ],
)
def test_a_selection_that_makes_no_sense_is_a_sentence(web: Web, body: dict[str, object], sentence: str) -> None:
    maintainer = web.program(web.room.maintainer)
    for path, more in (("/api/v1/datasets/preview", {}), ("/api/v1/datasets", {"name": "none"})):
        answer = maintainer.post(path, json={**body, **more})
        assert answer.status_code == 422
        assert sentence in answer.json()["error"]["message"]
    assert maintainer.get("/api/v1/datasets").json() == {"datasets": []}


def test_pairs_that_are_not_there_are_no_export(web: Web) -> None:
    rated(web, 5)
    maintainer = web.program(web.room.maintainer)
    frozen = maintainer.post("/api/v1/datasets", json={"name": "one"}).json()
    answer = maintainer.get(f"/api/v1/datasets/{frozen['id']}/export?format=videodpo")
    assert answer.status_code == 422
    assert "no preference pairs" in answer.json()["error"]["message"]


def test_only_maintainers_are_answered(web: Web) -> None:
    asked = [("GET", ""), ("POST", "/preview"), ("GET", f"/{'f' * 64}"), ("GET", f"/{'f' * 64}/export")]
    for member in (web.room.artist, web.room.curator):
        program = web.program(member)
        for method, path in asked:
            answer = program.request(method, f"/api/v1/datasets{path}", json={} if method == "POST" else None)
            assert answer.status_code == 403, path
