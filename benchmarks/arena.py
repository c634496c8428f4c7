"""The figure of the arena: how long the next pair takes at size. Knows the HTTP API and how to seed a database.

`ARENA_CLIPS=20000 python -m benchmarks arena` measures a smaller one; `DAILIES_DATABASE_URL` names an empty PostgreSQL
to measure instead of SQLite.
"""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.figures import Figure
from benchmarks.scale_seed import seed
from storage.database import Database
from storage.tables import ClipRow
from tests.studio_house import open_house

CLIPS = 100_000
RATINGS_EACH = 2
ASKED = 40


def arena(folder: Path) -> list[Figure]:
    """Time from the question to the answer of `GET /api/v1/comparisons/next`, with a vote between two of them."""
    clips = int(os.environ.get("ARENA_CLIPS", CLIPS))
    with open_house(folder, DAILIES_WORKERS="0") as house, house.client() as client:
        database = Database(
            os.environ.get("DAILIES_DATABASE_URL", f"sqlite:///{house.folder / 'data' / 'dailies.sqlite'}")
        )
        seed(database, clips, RATINGS_EACH)
        with database.writing() as session:
            # Two takes each of half as many prompts; the seeds are the clips' numbers.
            pair = sa.cast(ClipRow.seed - ClipRow.seed % 2, sa.Text)
            values = {"storyboard_hash": pair, "aspect": "16:9", "steps": 20 + ClipRow.seed % 2}
            session.execute(sa.update(ClipRow).values(values))
        database.close()
        seconds: list[float] = []
        for _ in range(ASKED):
            started = time.perf_counter()
            answer = client.get("/api/v1/comparisons/next")
            seconds.append(time.perf_counter() - started)
            path = f"/api/v1/comparisons/{answer.raise_for_status().json()['id']}"
            client.post(path, json={"verdict": "tie"}).raise_for_status()
    p95 = statistics.quantiles(seconds, n=20)[-1]
    measured = f"{1000 * statistics.median(seconds):.0f} / {1000 * p95:.0f} ms"
    return [Figure(f"next pair among {clips // 2:,} pairs of {clips:,} clips, median / p95", measured, "p95 ≤ 300 ms")]
