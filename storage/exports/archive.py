"""Exports as one file: the entries as the bytes of a zip or a tar, a piece at a time. Knows names and bytes."""

from __future__ import annotations

import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import IO

from storage.exports.entry import CHUNK_BYTES, Entry, Sink

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""A fixed date, so that exporting the same dataset twice gives the same bytes."""

SPOOL_BYTES = 16 << 20
"""A tar says a file's size before its bytes, so what is made piece by piece has to wait: beyond this on the disk."""


class ArchiveKind(StrEnum):
    """What an archive is."""

    ZIP = "zip"
    TAR = "tar"


def zip_stream(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The entries as the bytes of a zip file; memory stays flat however many there are."""
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


def tar_stream(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The entries as the bytes of a tar file (POSIX pax), likewise."""
    sink = Sink()
    with tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT, bufsize=CHUNK_BYTES) as archive:
        for entry in entries:
            with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
                for piece in entry.pieces():
                    spool.write(piece)
                info = tarfile.TarInfo(entry.name)
                info.size, info.mode = spool.tell(), 0o644
                spool.seek(0)
                yield from _added(archive, info, spool, sink)
    yield from sink.drain()


STREAMS: Mapping[ArchiveKind, Callable[[Iterable[Entry]], Iterator[bytes]]] = {
    ArchiveKind.ZIP: zip_stream,
    ArchiveKind.TAR: tar_stream,
}


def _added(archive: tarfile.TarFile, info: tarfile.TarInfo, content: IO[bytes], sink: Sink) -> Iterator[bytes]:
    """What `TarFile.addfile` writes, handed out piece by piece where it would write a whole film at once."""
    archive.addfile(info)
    written = 0
    while piece := content.read(CHUNK_BYTES):
        archive.fileobj.write(piece)
        written += len(piece)
        yield from sink.drain()
    padding = -written % tarfile.BLOCKSIZE
    archive.fileobj.write(b"\0" * padding)
    archive.offset += written + padding
    yield from sink.drain()
