"""Media files are whole or absent."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from storage.media import STRAY_AFTER_SECONDS, MediaKind, MediaStore


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_named_by_the_hash_of_its_content(tmp_path: Path) -> None:
    kept = MediaStore(tmp_path).keep_bytes(MediaKind.VIDEO, b"moving")
    assert kept.sha256 == hashlib.sha256(b"moving").hexdigest()
    assert kept.path.read_bytes() == b"moving"
    assert kept.path.name == f"{kept.sha256}.mp4"


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    assert store.keep_bytes(MediaKind.PICTURE, b"same") == store.keep_bytes(MediaKind.PICTURE, b"same")
    assert len(files_below(tmp_path)) == 1


def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)

    def write_to_a_full_disk(path: Path) -> None:
        path.write_bytes(b"the first half")
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(b"the second half")

    with pytest.raises(OSError, match="No space left"):
        store.keep(MediaKind.VIDEO, write_to_a_full_disk)
    assert files_below(tmp_path) == []


def test_a_file_that_was_never_kept_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        MediaStore(tmp_path).find("0" * 64, MediaKind.VIDEO)


def test_only_old_strays_are_swept(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    old, fresh = tmp_path / "incoming" / "old.mp4", tmp_path / "incoming" / "fresh.mp4"
    for path in (old, fresh):
        path.write_bytes(b"x")
    yesterday = time.time() - STRAY_AFTER_SECONDS - 60
    os.utime(old, (yesterday, yesterday))
    assert store.sweep() == 1
    assert files_below(tmp_path) == [fresh]
