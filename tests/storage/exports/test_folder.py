"""Exports that are cut short are gone on with, and never look complete before they are."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from storage.exports.entry import Entry
from storage.exports.folder import MARKER, OtherExport, Task, begun, write_folder, write_remote_folder

TASK = Task("a" * 64, "canonical")


class PowerCut(BaseException):
    """What ends a process without a word."""


def film(folder: Path, name: str, content: bytes) -> Entry:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return Entry(f"videos/{name}", folder / name)


def cut_short(entries: list[Entry], after: int) -> Iterator[Entry]:
    yield from entries[:after]
    raise PowerCut


@pytest.fixture
def entries(tmp_path: Path) -> list[Entry]:
    """A card, three films, a table that is made piece by piece."""
    films = [film(tmp_path / "media", f"{name}.mp4", name.encode() * 9) for name in ("one", "two", "three")]
    return [Entry("README.md", b"# Dogs"), *films, Entry("tables/clips.parquet", lambda: iter([b"rows", b" of it"]))]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_cut_short_is_gone_on_with_and_films_are_not_copied_twice(
    entries: list[Entry], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with pytest.raises(PowerCut):
        write_folder(cut_short(entries, 3), out, TASK)
    assert not out.exists()
    assert begun(out) == TASK
    first = tmp_path / ".out.unfinished" / "videos" / "one.mp4"
    born = first.stat().st_mtime_ns, first.stat().st_ino

    assert write_folder(entries, out, TASK) == len(entries)

    moved = (out / "videos" / "one.mp4").stat()
    assert (moved.st_mtime_ns, moved.st_ino) == born
    assert contents(out) == {entry.name: b"".join(entry.pieces()) for entry in entries}
    assert begun(out) is None
    assert not (tmp_path / ".out.unfinished").exists()


def test_half_a_film_is_never_taken_for_a_whole_one(entries: list[Entry], tmp_path: Path) -> None:
    half = tmp_path / ".out.unfinished" / "videos"
    half.mkdir(parents=True)
    (half / "one.mp4").write_bytes(b"on")
    (half / ".two.mp4.part").write_bytes(b"tw")
    write_folder(entries, tmp_path / "out", TASK)
    found = contents(tmp_path / "out")
    assert found["videos/one.mp4"] == b"one" * 9
    assert found["videos/two.mp4"] == b"two" * 9


def test_an_export_of_something_else_is_not_gone_on_with(entries: list[Entry], tmp_path: Path) -> None:
    with pytest.raises(PowerCut):
        write_folder(cut_short(entries, 2), tmp_path / "out", TASK)
    for other in (Task("b" * 64, "canonical"), Task("a" * 64, "ltx")):
        with pytest.raises(OtherExport, match="unfinished export of dataset aaaaaaaaaaaa as canonical"):
            write_folder(entries, tmp_path / "out", other)


def test_an_object_store_is_marked_until_all_is_there(entries: list[Entry]) -> None:
    store, root = fsspec.url_to_fs(f"memory://{uuid.uuid4()}/dogs")
    with pytest.raises(PowerCut):
        write_remote_folder(cut_short(entries, 3), store, root, TASK)
    assert json.loads(store.cat_file(f"{root}/{MARKER}")) == {"dataset_id": "a" * 64, "export_format": "canonical"}
    with pytest.raises(OtherExport, match="unfinished export"):
        write_remote_folder(entries, store, root, Task("b" * 64, "canonical"))
    written = store.modified(f"{root}/videos/one.mp4")

    assert write_remote_folder(entries, store, root, TASK) == len(entries)

    assert store.modified(f"{root}/videos/one.mp4") == written
    names = {name.removeprefix(f"{root}/") for name in store.find(root)}
    assert names == {entry.name for entry in entries}
    assert all(store.cat_file(f"{root}/{entry.name}") == b"".join(entry.pieces()) for entry in entries)
    with pytest.raises(FileExistsError, match="is not empty"):
        write_remote_folder(entries, store, root, TASK)
