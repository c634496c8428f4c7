"""finetrainers: the "two file format", `prompt.txt` and `videos.txt` with a line for each clip.

After https://github.com/a-r-r-o-w/finetrainers/blob/main/docs/dataset/README.md. Its reader splits at every line break
that Unicode knows, so a prompt with one in it cannot be written verbatim: each becomes a space, and the card says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from storage.exports.entry import Entry
from storage.exports.frozen import Frozen
from storage.exports.splits import Split


def entries(frozen: Frozen) -> Iterator[Entry]:
    """A folder for each split."""
    for split in frozen.splits():
        yield Entry(f"{split}/prompt.txt", partial(_prompts, frozen, split))
        yield Entry(f"{split}/videos.txt", partial(_paths, frozen, split))
        for row in frozen.rows(split):
            yield frozen.video(row, f"{split}/")


def _prompts(frozen: Frozen, split: Split) -> Iterator[bytes]:
    for row in frozen.rows(split):
        yield f"{on_one_line(row.prompt)}\n".encode()


def _paths(frozen: Frozen, split: Split) -> Iterator[bytes]:
    for row in frozen.rows(split):
        yield f"{row.file_name}\n".encode()


def on_one_line(prompt: str) -> str:
    """The prompt with a space for each line break.

    >>> on_one_line("a dog\\r\\nruns")
    'a dog runs'
    """
    return " ".join(prompt.splitlines())
