"""The figures of a studio of years: how long library and review page take at size. Knows the HTTP API and how to seed.

`SCALE_CLIPS=20000 python -m benchmarks scale` measures a smaller one; `DAILIES_DATABASE_URL` names an empty PostgreSQL
to measure instead of SQLite.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from benchmarks.figures import Figure
from benchmarks.scale_seed import RARE_WORD, seed
from storage.database import Database
from tests.studio_house import open_house

CLIPS = 100_000
RATINGS_EACH = 10
ASKED = 60
LOOKS = 20
PAGES = 5
"""So many pages into each list, for later pages must not be slower."""

QUESTIONS = {
    "newest": {},
    "newest with two common words": {"q": "red street"},
    "newest with a rare word": {"q": RARE_WORD},
    "newest with words that never occur": {"q": "red xylophone"},
    "newest of one shape": {"aspect": "9:16"},
    "best": {"order": "best"},
    "best of one model and shape": {"order": "best", "model": "papercut", "aspect": "1:1"},
    "best with two common words": {"order": "best", "q": "red street"},
    "best with a rare word": {"order": "best", "q": RARE_WORD},
    "newest with one defect": {"tag": "blur"},
}

REVIEW = {
    "review page": "/review/",
    "dashboard": "/api/v1/dashboard",
    "judgements together": "/api/v1/dashboard/judgement",
    "next clip to decide on": "/api/v1/reviews/next",
    "clips of five stars": "/api/v1/clips?stars=5&limit=12",
}


def scale(folder: Path) -> Iterator[Figure]:
    """Time from the question to the answer, on this machine over HTTP."""
    clips = int(os.environ.get("SCALE_CLIPS", CLIPS))
    with open_house(folder, DAILIES_WORKERS="0") as house, house.client() as client:
        url = os.environ.get("DAILIES_DATABASE_URL", f"sqlite:///{house.folder / 'data' / 'dailies.sqlite'}")
        database = Database(url)
        seed(database, clips, RATINGS_EACH)
        database.close()
        for what, filters in QUESTIONS.items():
            yield _asked(client, clips, what, filters)
        artist = client.get("/api/v1/library", params={"limit": "1"}).json()["clips"][0]["member_id"]
        yield _asked(client, clips, "newest of one member", {"member": artist})
        started = time.perf_counter()
        client.get("/api/v1/dashboard/judgement").raise_for_status()
        yield Figure(
            f"judgements together, first after a start, {clips:,} clips", f"{time.perf_counter() - started:.1f} s", "–"
        )
        for what, address in REVIEW.items():
            yield _looked_at(client, clips, what, address)


def _asked(client: httpx.Client, clips: int, what: str, filters: dict[str, str]) -> Figure:
    seconds: list[float] = []
    while len(seconds) < ASKED:
        cursor: dict[str, str] = {}
        for _ in range(PAGES):
            started = time.perf_counter()
            answer = client.get("/api/v1/library", params={**filters, **cursor, "limit": "12"})
            seconds.append(time.perf_counter() - started)
            page = answer.raise_for_status().json()
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
    return _figure(f"library of {clips:,} clips, {what}", seconds)


def _looked_at(client: httpx.Client, clips: int, what: str, address: str) -> Figure:
    seconds: list[float] = []
    while len(seconds) < LOOKS:
        started = time.perf_counter()
        client.get(address).raise_for_status()
        seconds.append(time.perf_counter() - started)
    return _figure(f"{what}, {clips:,} clips", seconds)


def _figure(what: str, seconds: list[float]) -> Figure:
    p95 = statistics.quantiles(seconds, n=20)[-1]
    return Figure(
        f"{what}, median / p95", f"{1000 * statistics.median(seconds):.0f} / {1000 * p95:.0f} ms", "p95 ≤ 300 ms"
    )
