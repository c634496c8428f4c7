"""Writes the entries of an export below a folder, here or in an object store, and goes on where it was cut short.

Here the files are put together in a sibling folder that takes the name when all is there; each is written aside and
then renamed. In an object store a put is whole or not there at all; there a marker says that the folder is not complete
yet. Knows names and bytes, not what they mean.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from fsspec import AbstractFileSystem

from storage.exports.entry import Entry

MARKER = ".unfinished.json"
"""The file that says what an export that is not complete is of."""


class OtherExport(FileExistsError):
    """What was begun at this place is of another dataset or in another format."""


@dataclass(frozen=True, slots=True)
class Task:
    """What an export is of."""

    dataset_id: str
    export_format: str


def begun(out: Path) -> Task | None:
    """What was begun and not finished for the folder `out`."""
    return _read_marker(_unfinished(out))


def require_free_folder(out: Path) -> None:
    """Look whether an export can go there.

    Raises:
        FileExistsError: `out` exists and is not an empty folder.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FileExistsError(f"{out} exists and is not an empty folder; choose another place or empty it")


def write_folder(entries: Iterable[Entry], out: Path, task: Task) -> int:
    """Write the entries below `out` and return how many there were. What a call before left unfinished is gone on with.

    Raises:
        FileExistsError: `out` exists and is not an empty folder.
        OtherExport: what was begun there is something else.
        OSError: the disk is full or failing; what is written so far stays for the next call.
    """
    require_free_folder(out)
    unfinished = _unfinished(out)
    unfinished.mkdir(parents=True, exist_ok=True)
    found = _read_marker(unfinished)
    if found not in (None, task):
        raise _other(found, str(unfinished))
    (unfinished / MARKER).write_text(json.dumps(asdict(task)))
    count = 0
    for entry in entries:
        target = unfinished / entry.name
        if not _is_there(entry, target.stat().st_size if target.is_file() else None):
            _write(entry, target)
        count += 1
    (unfinished / MARKER).unlink()
    if out.exists():
        out.rmdir()
    unfinished.rename(out)
    return count


def write_remote_folder(entries: Iterable[Entry], store: AbstractFileSystem, root: str, task: Task) -> int:
    """The same in an object store, below `root`.

    Raises:
        FileExistsError: something lies there that is complete.
        OtherExport: what was begun there is something else.
        OSError: the store refuses.
    """
    marker = str(PurePosixPath(root) / MARKER)
    if store.exists(marker):
        found = Task(**json.loads(store.cat_file(marker)))
        if found != task:
            raise _other(found, root)
    elif store.exists(root) and store.find(root):
        raise FileExistsError(f"{root} is not empty; choose another place or empty it")
    else:
        store.makedirs(root, exist_ok=True)
        store.pipe_file(marker, json.dumps(asdict(task)).encode())
    sizes = {name: details["size"] for name, details in store.find(root, detail=True).items()}
    count = 0
    for entry in entries:
        target = str(PurePosixPath(root) / entry.name)
        if not _is_there(entry, sizes.get(target)):
            store.makedirs(store._parent(target), exist_ok=True)
            with store.transaction, store.open(target, "wb") as file:
                for piece in entry.pieces():
                    file.write(piece)
        count += 1
    store.rm_file(marker)
    return count


def _is_there(entry: Entry, size_bytes: int | None) -> bool:
    """Whether a film is there already. It was written whole or not at all; what is made of rows is made anew."""
    return isinstance(entry.content, Path) and size_bytes == entry.content.stat().st_size


def _write(entry: Entry, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.part")
    if isinstance(entry.content, Path):
        shutil.copyfile(entry.content, aside)
    else:
        with aside.open("wb") as file:
            file.writelines(entry.pieces())
    aside.rename(target)


def _unfinished(out: Path) -> Path:
    return out.with_name(f".{out.name}.unfinished")


def _read_marker(folder: Path) -> Task | None:
    try:
        return Task(**json.loads((folder / MARKER).read_text()))
    except FileNotFoundError:
        return None


def _other(found: Task | None, place: str) -> OtherExport:
    what = "something else" if found is None else f"dataset {found.dataset_id[:12]} as {found.export_format}"
    return OtherExport(
        f"{place} holds an unfinished export of {what}; finish that one, remove it, or choose another place"
    )
