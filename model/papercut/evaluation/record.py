"""The record: the readings of one set of weights on disk, so that a table that takes hours is measured row by row.

Readings of other weights or of another judge do not count: the file says whose they are. Knows nothing of how a row is
measured nor of how the table looks.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from model.papercut.evaluation.reading import Bound, Goal, Reading, Speed, Unit

_OF_A_MODEL = (".safetensors", ".json")


class Record:
    """What was measured so far of one model and its judge.

    Args:
        path: the JSON file; it need not exist.
        pipeline_dir: the model's folder.
        critic_dir: the judge's.
    """

    def __init__(self, path: Path, pipeline_dir: Path, critic_dir: Path) -> None:
        self._path = path
        self._weights = weights_digest(pipeline_dir, critic_dir)

    def add(self, row: str, columns: Mapping[Speed, Sequence[Reading]]) -> None:
        """Keep what a row says now, in place of what it said before. Written whole or not at all."""
        rows = self._rows() | {
            row: {speed.value: [asdict(reading) for reading in readings] for speed, readings in columns.items()}
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        aside = self._path.with_suffix(".part")
        told = {"weights": self._weights, "rows": dict(sorted(rows.items()))}
        aside.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        aside.replace(self._path)

    def columns(self, order: Sequence[str]) -> dict[Speed, list[Reading]]:
        """The readings of all rows that were measured, rows in the order of `order`, at each speed that any row has."""
        rows = self._rows()
        found = {
            speed: [_reading(told) for row in order for told in rows.get(row, {}).get(speed.value, [])]
            for speed in Speed
        }
        return {speed: readings for speed, readings in found.items() if readings}

    def _rows(self) -> dict[str, Any]:
        """Read anew each time: another process may measure other rows of the same record."""
        if not self._path.exists():
            return {}
        stored: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        rows: dict[str, Any] = stored["rows"] if stored["weights"] == self._weights else {}
        return rows


def weights_digest(*folders: Path) -> str:
    """sha256 over names and contents of all weights and settings in these folders, 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.suffix in _OF_A_MODEL):
            digest.update(f"{path.relative_to(folder)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _reading(told: Mapping[str, Any]) -> Reading:
    goal = None if told["goal"] is None else Goal(Bound(told["goal"]["bound"]), told["goal"]["value"])
    return Reading(**{**told, "unit": Unit(told["unit"]), "goal": goal})
