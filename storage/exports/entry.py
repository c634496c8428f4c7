"""What an export is made of: files with a name and content, and a sink that library writers write through.

Knows bytes, not what they mean.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an export: its bytes, where they lie, or what makes them piece by piece."""

    name: str
    content: bytes | Path | Callable[[], Iterator[bytes]]

    @property
    def is_compact(self) -> bool:
        """Whether compressing it again is a waste of time."""
        return self.name.endswith((".mp4", ".parquet", ".tar"))

    def pieces(self) -> Iterator[bytes]:
        """The content, no more of it in memory than a piece."""
        if isinstance(self.content, bytes):
            yield self.content
        elif isinstance(self.content, Path):
            yield from file_pieces(self.content)
        else:
            yield from self.content()


def file_pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file."""
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


class Sink(io.RawIOBase):
    """Collects what a library writes until it is drained; not seekable, so that what is written can be streamed."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        """Take the bytes."""
        self._pieces.append(bytes(data))
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        """How many bytes were written so far."""
        return self._written

    def drain(self) -> Iterator[bytes]:
        """Hand out and forget what was written since the last time."""
        pieces, self._pieces = self._pieces, []
        yield from pieces
