"""Tells a Papercut folder from others by its index. Knows no torch, so that asking costs nothing."""

import json
from pathlib import Path


def is_papercut(source: str) -> bool:
    """Whether a folder holds a Papercut pipeline."""
    try:
        index = json.loads((Path(source) / "model_index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False  # a hub id, or a folder that the worker will refuse with a sentence of its own
    return isinstance(index, dict) and index.get("_class_name") == "PapercutPipeline"
