"""A frozen dataset made by hand: prompts that break readers, in all three splits, with pairs in two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from storage.exports.folder import Task, write_folder
from storage.exports.formats import ExportFormat, export
from storage.exports.frozen import Frozen
from storage.exports.manifest import Heading, Manifest, RatedBy, Row, manifest_json, row_json
from storage.exports.pairs import Pair, PairSource
from storage.exports.splits import Split
from storage.media import MediaKind, MediaStore
from tests.storage.exports.test_manifest import ROW

STRANGE = (
    'She said "go" 🎬, then\n\n\tran\r\naway',
    "=HYPERLINK(\"x\") + 'one', 100 %",
    "كلب يجري ‏في الشارع 🐕‍🦺",
    "@-+ <b>&amp;</b> \\n \\u0041 ’",
    "line\u2028separator\x85and\x0bmore",
    "  spaces at both ends  ",
)
"""Quotes, emoji, line breaks of all kinds, formulas, right-to-left, markup, escapes."""

GAP = 1.0


def clip(number: int, prompt: str, split: Split, stars: int = 3, aspects: dict[str, int] | None = None) -> Row:
    """A clip with one rating; its film is its number."""
    return replace(
        ROW,
        clip_id=f"clip-{number}",
        prompt=prompt,
        shots=({"prompt": prompt, "seconds": 2.0},),
        split=split,
        seed=number,
        ratings=(RatedBy("r", stars, aspects or {}, ("flicker",), prompt, "2026-01-02"),),
    )


def frozen(folder: Path, rows: Sequence[Row], pairs: Sequence[Pair] = (), gap: float | None = GAP) -> Frozen:
    """The rows with their films and pairs as a dataset below `folder`."""
    media = MediaStore(folder / "media")
    kept = [
        replace(row, sha256=media.keep_bytes(MediaKind.VIDEO, film(row)).sha256, size_bytes=len(film(row)))
        for row in rows
    ]
    heading = Heading("By hand", "2026-01-02T03:04:05+00:00", {"min_raters": 1}, gap)
    stored = media.keep_bytes(MediaKind.MANIFEST, b"".join(manifest_json(heading, pairs, map(row_json, kept))))
    return Frozen(stored.sha256, Manifest(stored.path), media)


def film(row: Row) -> bytes:
    """The bytes of the clip's film: any will do, for no writer looks into one."""
    return f"film of {row.clip_id}".encode()


def strange_dataset(folder: Path) -> Frozen:
    """Two takes of each strange prompt, the first one better; prompts go to the splits in turn."""
    splits = [Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.VALIDATION, Split.TEST]
    rows, pairs = [], []
    for number, (prompt, split) in enumerate(zip(STRANGE, splits, strict=True)):
        better, worse = clip(2 * number, prompt, split, stars=5), clip(2 * number + 1, prompt, split, stars=2)
        rows += [better, worse]
        pairs.append(Pair(better.clip_id, worse.clip_id, PairSource.RATINGS, 3.0))
    return frozen(folder, rows, pairs)


def exported(folder: Path, dataset: Frozen, chosen: ExportFormat) -> Path:
    """The folder into which the dataset was exported."""
    write_folder(export(dataset, chosen), folder / "out", Task(dataset.id, chosen))
    return folder / "out"
