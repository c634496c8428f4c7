"""Where exports go: archives that their own readers open, addresses of stores, and what cannot be written to."""

from __future__ import annotations

import io
import tarfile
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from storage.exports import destination
from storage.exports.entry import Entry
from storage.exports.folder import Task

TASK = Task("a" * 64, "canonical")
LARGE = b"0123456789abcdef" * (5 << 16)
"""Five MiB: more than one piece."""
ENTRIES = [
    Entry("README.md", "# Hunde 🐕".encode()),
    Entry("videos/hund.mp4", LARGE),
    Entry("tables/leer.jsonl", b""),
    Entry("tables/clips.parquet", lambda: iter([b"rows"] * 1000)),
]
CONTENT = {entry.name: b"".join(entry.pieces()) for entry in ENTRIES}


def zipped(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert files.testzip() is None
        return {name: files.read(name) for name in files.namelist()}


def tarred(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        return {member.name: files.extractfile(member).read() for member in files}  # type: ignore[union-attr]


def test_archives_hold_what_was_exported_and_are_the_same_each_time(tmp_path: Path) -> None:
    for name, read in (("a.zip", zipped), ("b.tar", tarred)):
        assert destination.write(ENTRIES, str(tmp_path / name), TASK) == len(ENTRIES)
        archive = (tmp_path / name).read_bytes()
        assert read(archive) == CONTENT
        destination.write(ENTRIES, str(tmp_path / "again" / name), TASK)
        assert (tmp_path / "again" / name).read_bytes() == archive


def test_an_archive_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[Entry]:
        yield from ENTRIES[:2]
        raise OSError("the disk broke")

    address = f"memory://{uuid.uuid4()}/dogs.zip"
    for where in (str(tmp_path / "dogs.tar"), address):
        with pytest.raises(OSError, match="the disk broke"):
            destination.write(failing(), where, TASK)
    assert list(tmp_path.iterdir()) == []
    store, root = fsspec.url_to_fs(address)
    assert not store.exists(root)


@pytest.mark.parametrize(("ending", "read"), [(".zip", zipped), (".tar", tarred)])
def test_archives_go_to_stores_too_and_replace_nothing(ending: str, read: object) -> None:
    address = f"memory://{uuid.uuid4()}/dogs{ending}"
    destination.write(ENTRIES, address, TASK)
    store, root = fsspec.url_to_fs(address)
    assert read(store.cat_file(root)) == CONTENT  # type: ignore[operator]
    with pytest.raises(FileExistsError, match="choose another name"):
        destination.write(ENTRIES, address, TASK)


def test_a_folder_goes_to_a_store(tmp_path: Path) -> None:
    destination.write(ENTRIES, (tmp_path / "dogs").as_uri(), TASK)
    assert {name: (tmp_path / "dogs" / name).read_bytes() for name in CONTENT} == CONTENT
    assert not list((tmp_path / "dogs").glob(".*"))


def test_what_cannot_be_written_to_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(destination.UnknownDestination, match="no address that exports can go to: Protocol not known"):
        destination.require_free("carrier-pigeon://coop")
    with pytest.raises(destination.UnknownDestination, match="Install s3fs"):
        destination.require_free("s3://bucket/dogs")
    (tmp_path / "dogs.zip").write_bytes(b"mine")
    with pytest.raises(FileExistsError, match="choose another name"):
        destination.require_free(str(tmp_path / "dogs.zip"))
    assert (tmp_path / "dogs.zip").read_bytes() == b"mine"
