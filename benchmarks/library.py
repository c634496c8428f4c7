"""The figure of the library: how long its questions take at size. Knows the HTTP API and how to seed a database.

`LIBRARY_CLIPS=20000 python -m benchmarks library` measures a smaller library; `DAILIES_DATABASE_URL` names an empty
PostgreSQL to measure instead of SQLite.
"""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

import httpx

from benchmarks.figures import Figure
from benchmarks.library_seed import RARE_WORD, seed
from storage.database import Database
from tests.studio_house import open_house

CLIPS = 100_000
RATINGS_EACH = 10
ASKED = 60
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
}


def library(folder: Path) -> list[Figure]:
    """Time from the question to the answer of `GET /api/v1/library`, on this machine over HTTP."""
    clips = int(os.environ.get("LIBRARY_CLIPS", CLIPS))
    with open_house(folder, DAILIES_WORKERS="0") as house, house.client() as client:
        url = os.environ.get("DAILIES_DATABASE_URL", f"sqlite:///{house.folder / 'data' / 'dailies.sqlite'}")
        database = Database(url)
        seed(database, clips, RATINGS_EACH)
        database.close()
        return [_asked(client, clips, what, filters) for what, filters in QUESTIONS.items()]


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
    p95 = statistics.quantiles(seconds, n=20)[-1]
    return Figure(
        f"library of {clips:,} clips, {what}, median / p95",
        f"{1000 * statistics.median(seconds):.0f} / {1000 * p95:.0f} ms",
        "p95 ≤ 300 ms",
    )
