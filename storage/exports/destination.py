"""Where an export goes: a folder, a .zip or a .tar, on this machine or at any address that fsspec knows (s3://, …).

Knows addresses, not what is exported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import fsspec

from storage.exports.archive import STREAMS, ArchiveKind
from storage.exports.entry import Entry
from storage.exports.folder import Task, begun, require_free_folder, write_folder, write_remote_folder


class UnknownDestination(ValueError):
    """No installed package can write to an address; says which one could."""


def begun_at(address: str) -> Task | None:
    """What was begun and not finished at a folder of this machine; None for any other address."""
    return begun(Path(address).resolve()) if _is_local(address) and _archive_kind(address) is None else None


def require_free(address: str) -> None:
    """Look whether something can be written to an address, before it is made.

    Raises:
        UnknownDestination: nothing here can write to such an address.
        FileExistsError: something is there already.
    """
    path = Path(address).resolve()
    if not _is_local(address):
        _opened(address)
    elif _archive_kind(address) is None:
        require_free_folder(path)
    elif path.exists():
        raise FileExistsError(f"{path} exists; choose another name or remove it")


def write(entries: Iterable[Entry], address: str, task: Task) -> int:
    """Write the entries to an address and return how many there were. A folder that was cut short is gone on with, an
    archive is begun anew.

    Raises:
        UnknownDestination: nothing here can write to such an address.
        FileExistsError: something is there already, or something else was begun there.
        OSError: the place is full or refuses.
    """
    kind = _archive_kind(address)
    if _is_local(address):
        path = Path(address).resolve()
        return write_folder(entries, path, task) if kind is None else _write_archive(entries, path, kind)
    store, root = _opened(address)
    return write_remote_folder(entries, store, root, task) if kind is None else _put(entries, store, root, kind)


def _write_archive(entries: Iterable[Entry], path: Path, kind: ArchiveKind) -> int:
    require_free(str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.part")
    counted = _Counted(entries)
    try:
        with aside.open("wb") as file:
            file.writelines(STREAMS[kind](counted))
        aside.rename(path)
    finally:
        aside.unlink(missing_ok=True)
    return counted.count


def _put(entries: Iterable[Entry], store: fsspec.AbstractFileSystem, root: str, kind: ArchiveKind) -> int:
    if store.exists(root):
        raise FileExistsError(f"{root} exists; choose another name or remove it")
    counted = _Counted(entries)
    # Within a transaction the file takes its name when all of it is there, and never if something goes wrong.
    with store.transaction, store.open(root, "wb") as file:
        for piece in STREAMS[kind](counted):
            file.write(piece)
    return counted.count


class _Counted:
    """Entries that are counted as they are taken."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = entries
        self.count = 0

    def __iter__(self) -> Iterator[Entry]:
        for entry in self._entries:
            self.count += 1
            yield entry


def _is_local(address: str) -> bool:
    return "://" not in address


def _archive_kind(address: str) -> ArchiveKind | None:
    return next((kind for kind in ArchiveKind if address.lower().endswith(f".{kind}")), None)


def _opened(address: str) -> tuple[fsspec.AbstractFileSystem, str]:
    try:
        store, root = fsspec.url_to_fs(address)
    except ImportError as error:  # fsspec's own sentence names the package to install
        raise UnknownDestination(f"{address} cannot be written to: {error}") from error
    except ValueError as error:
        raise UnknownDestination(f"{address} is no address that exports can go to: {error}") from error
    return store, root
