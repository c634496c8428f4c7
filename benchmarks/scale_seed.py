"""Fills a database with shared and rated clips, to see what a studio of years is like to search. They have no films.

`python -m benchmarks.scale_seed sqlite:////tmp/seed/dailies.sqlite --clips 100000 --ratings 10`; the database is one
that a studio has opened before, with nothing in it that anybody would miss.
"""

from __future__ import annotations

import argparse
import random
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from model.spec import Aspect
from storage import rating_tallies
from storage.database import Database
from storage.library import search_form
from storage.tables import ClipRow, LibraryEntryRow, MemberRow, ModelVersionRow, RatingRow, Table
from storage.words import ClipStatus, Role

RATERS = 40
BATCH = 5000
FIRST_SHARED = datetime(2026, 1, 1, tzinfo=UTC)
SIZES = {Aspect.WIDE: (192, 112), Aspect.SQUARE: (144, 144), Aspect.TALL: (112, 192)}

RARE_WORD = "hippogriff"
RARE_EVERY = 5000
"""One prompt in so many has the rare word, which a search has to look for through all of them."""

WORDS = re.findall(
    r"\w+",
    "a the woman man dog horse boat car kite balloon red blue green amber pink black white long small old "
    "wet dusty street harbour forest beach desert meadow window bridge station night dawn dusk noon rain "
    "snow fog wind walks runs drives drifts turns stands slowly past behind over under with and in on "
    "neon lantern paper camera follows rises falls glow ",
)


def seed(database: Database, clips: int, ratings_each: int) -> None:
    """Add so many shared clips, each with about so many ratings."""
    draw = random.Random(1)  # noqa: S311 (the same library every time)
    with database.writing() as session:
        model = session.scalars(sa.select(ModelVersionRow.name).order_by(ModelVersionRow.is_default.desc())).first()
        if model is None:
            raise ValueError("this database names no model; open the studio on it once, then seed it")
        raters = [str(uuid.UUID(int=draw.getrandbits(128))) for _ in range(RATERS)]
        session.execute(sa.insert(MemberRow), [_member(rater, number) for number, rater in enumerate(raters)])
    for start in range(0, clips, BATCH):
        rows: dict[type[Table], list[dict[str, Any]]] = {ClipRow: [], LibraryEntryRow: [], RatingRow: []}
        for number in range(start, min(clips, start + BATCH)):
            clip = _clip(draw, number, model, draw.choice(raters))
            quality = draw.uniform(1.5, 4.5)
            given = draw.sample(raters, min(RATERS, draw.randint(0, 2 * ratings_each)))
            stars = [min(5, max(1, round(draw.gauss(quality, 1)))) for _ in given]
            rows[ClipRow].append(clip)
            rows[LibraryEntryRow].append(_entry(clip, stars))
            rows[RatingRow] += _ratings(clip, given, stars)
        with database.writing() as session:
            for table, values in rows.items():
                session.execute(sa.insert(table), values)
    with database.writing() as session:
        rating_tallies.recount(session)


def _member(member_id: str, number: int) -> dict[str, Any]:
    return {
        "id": member_id,
        "email": f"{member_id}@example.org",
        "name": f"Rater {number}",
        "role": Role.ARTIST,
        "consents_to_training": True,
        "created_at": FIRST_SHARED,
    }


def _clip(draw: random.Random, number: int, model: str, member_id: str) -> dict[str, Any]:
    words = draw.choices(WORDS, k=draw.randint(8, 40))
    if number % RARE_EVERY == 0:
        words[len(words) // 2] = RARE_WORD
    prompt = " ".join(words).capitalize() + "."
    aspect = draw.choice(list(SIZES))
    width, height = SIZES[aspect]
    at = FIRST_SHARED + timedelta(seconds=number)
    return {
        "id": str(uuid.UUID(int=draw.getrandbits(128))),
        "member_id": member_id,
        "model": model,
        "status": ClipStatus.READY,
        "created_at": at,
        "started_at": at,
        "finished_at": at,
        "shared_at": at,
        "shots": [{"prompt": prompt, "seconds": 4.0, "rewritten": f"{prompt} {prompt}"}],
        "prompt": prompt,
        "negative_prompt": "",
        "aspect": aspect.value,
        "width": width,
        "height": height,
        "fps": 8,
        "seconds": 4.0,
        "seed": number,
        "steps": 20,
        "guidance": 3.0,
        "fast": False,
        "consents_to_training": True,
        "request_hash": f"{number:064x}",
        "ordinal": 0,
        "tag": 0,
        "cancel_requested": False,
        "attempts": 1,
        "step": 20,
        "total_steps": 20,
        "sha256": f"{number:064x}",
        "poster_sha256": f"{number:064x}",
        "frames": 33,
        "gpu_seconds": 2.0,
        "timings": {"render": 2.0},
    }


def _entry(clip: dict[str, Any], stars: list[int]) -> dict[str, Any]:
    return {
        "clip_id": clip["id"],
        "shared_at": clip["shared_at"],
        "model": clip["model"],
        "aspect": clip["aspect"],
        "search_text": search_form(clip["prompt"]),
        "rating_count": len(stars),
        "star_sum": sum(stars),
        "member_id": clip["member_id"],
    }


def _ratings(clip: dict[str, Any], raters: list[str], stars: list[int]) -> Iterator[dict[str, Any]]:
    for member_id, overall in zip(raters, stars, strict=True):
        yield {
            "clip_id": clip["id"],
            "member_id": member_id,
            "revision": 1,
            "is_current": True,
            "overall": overall,
            "aspects": {},
            "tags": [],
            "comment": "",
            "created_at": clip["created_at"],
        }


def main() -> None:
    """Seed the database named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="sqlite:///PATH or postgresql+psycopg://…")
    parser.add_argument("--clips", type=int, default=100_000)
    parser.add_argument("--ratings", type=int, default=10, help="of each clip, on average")
    chosen = parser.parse_args()
    database = Database(chosen.url)
    seed(database, chosen.clips, chosen.ratings)
    database.close()


if __name__ == "__main__":
    main()
