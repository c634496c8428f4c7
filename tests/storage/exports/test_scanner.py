"""Large JSON is read in pieces, wherever the pieces end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage.exports import scanner
from storage.exports.scanner import members

TEXT = {
    "name": 'a "dog" 🐕\n',
    "gap": 12.25,
    "rows": [{"at": number, "to": [number]} for number in range(30)],
    "none": [],
}


def write(folder: Path, text: str) -> Path:
    path = folder / "text.json"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("block", [1, 2, 3, 7, 1000])
def test_members_come_one_by_one_wherever_a_block_ends(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "BLOCK_CHARACTERS", block)
    path = write(tmp_path, json.dumps(TEXT, separators=(",", ":"), ensure_ascii=False))

    found = list(members(path, ("rows", "none")))

    assert found == [("name", TEXT["name"]), ("gap", 12.25), *(("rows", row) for row in TEXT["rows"])]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["", "[]", '{"rows":[{"a":1}', '{"rows":[{"a":1}{"a":2}]}', '{"a":1'])
def test_what_is_cut_short_or_something_else_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"JSON text|Expecting|delimiter"):
        list(members(write(tmp_path, text), ("rows",)))
