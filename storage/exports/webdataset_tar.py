"""WebDataset: tar shards `train-000000.tar` and so on, with `key.mp4` and `key.json` for each clip, side by side.

The JSON is the clip's row of the canonical table. Knows how a tar file is made; `tarfile` itself would hold a whole
video in memory.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from storage.exports.canonical import record
from storage.exports.entry import Entry, file_pieces
from storage.exports.frozen import Frozen
from storage.exports.manifest import Row
from storage.media import MediaKind

CLIPS_PER_SHARD = 1000
END_OF_ARCHIVE = bytes(2 * tarfile.BLOCKSIZE)


def entries(frozen: Frozen) -> Iterator[Entry]:
    """The shards, split by split."""
    for split in frozen.splits():
        shard: list[Row] = []
        number = 0
        for row in frozen.rows(split):
            shard.append(row)
            if len(shard) == CLIPS_PER_SHARD:
                yield Entry(f"{split}-{number:06d}.tar", partial(_tar, frozen, shard))
                shard, number = [], number + 1
        if shard:
            yield Entry(f"{split}-{number:06d}.tar", partial(_tar, frozen, shard))


def _tar(frozen: Frozen, rows: Sequence[Row]) -> Iterator[bytes]:
    for row in rows:
        video = frozen.media.find(row.sha256, MediaKind.VIDEO)
        yield from _member(f"{row.clip_id}.mp4", video.size_bytes, file_pieces(video.path))
        content = json.dumps(record(row), ensure_ascii=False).encode()
        yield from _member(f"{row.clip_id}.json", len(content), [content])
    yield END_OF_ARCHIVE


def _member(name: str, size_bytes: int, content: Iterable[bytes]) -> Iterator[bytes]:
    header = tarfile.TarInfo(name)
    header.size = size_bytes
    yield header.tobuf(tarfile.USTAR_FORMAT)
    yield from content
    yield bytes(-size_bytes % tarfile.BLOCKSIZE)
