"""Writes the entries of an export to a folder or as a zip stream. Knows names and bytes, not what they mean."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from storage.exports.entry import Entry, Sink

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""A fixed date, so that exporting the same dataset twice gives the same bytes."""


def write_folder(entries: Iterable[Entry], out: Path) -> int:
    """Write the entries below `out` and return how many there were.

    The files are put together in a sibling folder that takes the name `out` when all is there, so that an export that
    was cut short never looks finished.

    Raises:
        FileExistsError: `out` exists and is not an empty folder.
        OSError: the disk is full or failing; nothing is left.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FileExistsError(f"{out} exists and is not an empty folder; choose another place or empty it")
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    count = 0
    try:
        for entry in entries:
            target = unfinished / entry.name
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(entry.content, Path):
                shutil.copyfile(entry.content, target)
            else:
                with target.open("wb") as file:
                    file.writelines(entry.pieces())
            count += 1
        if out.exists():
            out.rmdir()
        unfinished.rename(out)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return count


def zip_stream(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The entries as the bytes of a zip file, a piece at a time; memory stays flat however many there are."""
    sink = Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.name, ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_STORED if entry.is_compact else zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as target:
                for piece in entry.pieces():
                    target.write(piece)
                    yield from sink.drain()
    yield from sink.drain()
