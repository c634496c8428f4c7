"""Where an adapter lies, as a renderer is told. Knows the media store, nothing of what is in the file."""

from __future__ import annotations

from model.spec import Adapter
from storage.media import MediaKind, MediaStore


def adapter_file(media: MediaStore, sha256: str) -> Adapter:
    """The adapter of that hash. Where its file is missing, whoever loads it says so, by its name."""
    try:
        return Adapter(media.find(sha256, MediaKind.ADAPTER).path, sha256)
    except FileNotFoundError:
        return Adapter(media.root / f"{sha256}.{MediaKind.ADAPTER}", sha256)
