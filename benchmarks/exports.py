"""Freezing and exporting a studio of years: 100,000 clips with a million ratings. Their films are one small file.

`EXPORT_CLIPS` in the environment changes how many clips there are.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import psutil
import sqlalchemy as sa

from benchmarks.figures import Figure
from benchmarks.scale_seed import seed
from model.papercut.embedder import TowerEmbedder
from model.spec import Aspect, Capabilities, Size
from portal.dataset_filter import DatasetFilter
from portal.datasets import Datasets
from portal.members import Member
from portal.models import Models, Offer
from portal.prompt_groups import PromptGroups
from storage.database import Database
from storage.exports.formats import ExportFormat, export
from storage.exports.frozen import Frozen
from storage.exports.manifest import Manifest
from storage.media import MediaKind, MediaStore
from storage.tables import ClipRow
from storage.words import Role

Answer = TypeVar("Answer")

CLIPS = 100_000
RATINGS_EACH = 10
TAKES = 4
"""Clips of one prompt, so that there are pairs."""

MAINTAINER = Member("max", "max@example.org", "Max", Role.MAINTAINER, consents_to_training=True)

CAPABILITIES = Capabilities(
    sizes={Aspect.WIDE: Size(192, 112)}, fps=8, max_seconds=8, default_steps=20, max_steps=50, default_guidance=3.0
)


def exports(folder: Path) -> Iterator[Figure]:
    """Seconds for comparing prompts, for the count, for freezing, and for all files of each format but the films."""
    clips = int(os.environ.get("EXPORT_CLIPS", CLIPS))
    database, media = Database(f"sqlite:///{folder / 'dailies.sqlite'}"), MediaStore(folder / "media")
    database.migrate()
    Models(database).offer([Offer("papercut", "nowhere", None, CAPABILITIES)])
    seed(database, clips, RATINGS_EACH)
    _give_films_and_takes(database, media)
    embedder = TowerEmbedder()
    before = psutil.Process().memory_info().rss

    groups = PromptGroups(database, embedder)
    seconds, grouping = _timed(groups.complete)
    prompts = len(grouping.first_of or {})
    yield Figure(f"comparing {prompts:,} prompts by what they mean", f"{seconds:.0f} s, once for each process", "–")
    datasets = Datasets(database, media, groups)
    seconds, _ = _timed(lambda: datasets.preview(MAINTAINER, DatasetFilter(words="red street")))
    yield Figure(f"count of two common words among {clips:,} clips", f"{seconds:.1f} s", "–")
    seconds, dataset = _timed(lambda: datasets.freeze(None, "all"))
    frozen = Frozen(dataset.id, Manifest(media.find(dataset.id, MediaKind.MANIFEST).path), media)
    megabytes = frozen.manifest.path.stat().st_size / 1e6
    what = f"freezing {dataset.counts.clips:,} clips with {dataset.counts.ratings:,} ratings"
    yield Figure(what, f"{seconds:.1f} s, {megabytes:.0f} MB", "–")
    for chosen in ExportFormat:
        seconds, size_bytes = _timed(partial(_written_without_films, frozen, chosen))
        written = f"{seconds:.1f} s, {size_bytes / 1e6:.0f} MB"
        yield Figure(f"exporting all of it but the films as {chosen}", written, "≤ 60 s")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before / 2**20
    yield Figure("most memory that any of this took", f"{grown:.0f} MiB", "–")
    database.close()


def _give_films_and_takes(database: Database, media: MediaStore) -> None:
    """One small film for all clips, and one prompt for every few of them, so that there are pairs."""
    film = media.keep_bytes(MediaKind.VIDEO, b"film")
    with database.writing() as session:
        found = session.execute(sa.select(ClipRow.id, ClipRow.prompt).order_by(ClipRow.created_at, ClipRow.id)).all()
        same = [{"id": clip_id, "prompt": found[at - at % TAKES].prompt} for at, (clip_id, _) in enumerate(found)]
        session.execute(sa.update(ClipRow), same)
        session.execute(sa.update(ClipRow).values(sha256=film.sha256))


def _timed(action: Callable[[], Answer]) -> tuple[float, Answer]:
    started = time.perf_counter()
    answer = action()
    return time.perf_counter() - started, answer


def _written_without_films(frozen: Frozen, chosen: ExportFormat) -> int:
    """How many bytes there were."""
    return sum(
        len(piece) for entry in export(frozen, chosen) if not entry.name.endswith(".mp4") for piece in entry.pieces()
    )
