"""Keeps files by the hash of their content. Knows no clips and no members: who may read a file is asked elsewhere.

A file is written to a private name, flushed to the disk, hashed, renamed to its hash, and the folder is flushed: after
that, and only then, may a row point to it. A crash leaves either the whole file or a stray in `incoming/`.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

STRAY_AFTER_SECONDS = 24 * 3600


class MediaKind(StrEnum):
    """What a file is; the value is its ending."""

    VIDEO = "mp4"
    PICTURE = "webp"
    MANIFEST = "json"
    ADAPTER = "safetensors"

    @property
    def media_type(self) -> str:
        """The MIME type."""
        types = {
            MediaKind.VIDEO: "video/mp4",
            MediaKind.PICTURE: "image/webp",
            MediaKind.MANIFEST: "application/json",
            MediaKind.ADAPTER: "application/octet-stream",
        }
        return types[self]


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A whole file on disk, named by the SHA-256 of its bytes."""

    path: Path
    sha256: str
    size_bytes: int
    kind: MediaKind

    @property
    def media_type(self) -> str:
        """The MIME type."""
        return self.kind.media_type


class MediaStore:
    """Content-addressed files below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = root / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)

    def keep(self, kind: MediaKind, write: Callable[[Path], None]) -> MediaFile:
        """Store what `write(path)` puts at the path it is given.

        Raises:
            OSError: the disk is full or failing; nothing of the file is left.
        """
        temporary = self._incoming / f"{uuid.uuid4().hex}.{kind}"
        try:
            write(temporary)
            _flush(temporary)
            digest = sha256_of(temporary)
            size_bytes = temporary.stat().st_size
            final = self._final(digest, kind)
            if not final.parent.exists():
                final.parent.mkdir(exist_ok=True)
                _flush(self.root)
            temporary.replace(final)
            _flush(final.parent)
        finally:
            temporary.unlink(missing_ok=True)
        return MediaFile(final, digest, size_bytes, kind)

    def keep_bytes(self, kind: MediaKind, content: bytes) -> MediaFile:
        """Store `content`."""

        def write(path: Path) -> None:
            path.write_bytes(content)

        return self.keep(kind, write)

    def find(self, sha256: str, kind: MediaKind) -> MediaFile:
        """The file of that hash.

        Raises:
            FileNotFoundError: it was never stored, or somebody removed it.
        """
        path = self._final(sha256, kind)
        return MediaFile(path, sha256, path.stat().st_size, kind)

    def sweep(self, now: float | None = None) -> int:
        """Remove strays that a crash left more than a day ago; returns how many."""
        horizon = (time.time() if now is None else now) - STRAY_AFTER_SECONDS
        swept = 0
        for path in self._incoming.iterdir():
            try:
                if path.stat().st_mtime < horizon:
                    path.unlink()
                    swept += 1
            except FileNotFoundError:
                continue  # another worker finished with it meanwhile
        return swept

    def _final(self, sha256: str, kind: MediaKind) -> Path:
        return self.root / sha256[:2] / f"{sha256}.{kind}"


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
