"""Reads a JSON object that may be larger than memory, one member or list element at a time. Knows no manifest."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, TextIO

BLOCK_CHARACTERS = 1 << 18
DELIMITERS = tuple(":,]}")


def members(path: Path, lists: Collection[str]) -> Iterator[tuple[str, Any]]:
    """Name and value of each member in the order of the file; members named in `lists` come element by element.

    Args:
        path: a file with one JSON object, written without spaces.
        lists: names of members that are lists.

    Raises:
        ValueError: it is something else, or cut short.
    """
    with path.open(encoding="utf-8", newline="") as file:
        scanner = _Scanner(file)
        scanner.take("{")
        end = ","
        while end == ",":
            name = scanner.value()
            scanner.take(":")
            if name in lists:
                for element in scanner.elements():
                    yield name, element
            else:
                yield name, scanner.value()
            end = scanner.take(",}")


class _Scanner:
    """A place in the text, and as much of the text as the value there needs."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._decode = json.JSONDecoder().raw_decode

    def take(self, expected: str) -> str:
        """The next character, which must be one of these."""
        found = self._next()
        if not found or found not in expected:
            raise ValueError(f"got {found or 'the end'!r} in a JSON text, expected one of {expected!r}")
        self._at += 1
        return found

    def value(self) -> Any:
        """The value that begins here."""
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError:
                if not self._read_on():
                    raise
                continue
            # Of a number only the beginning may have been read.
            if self._text[end : end + 1] not in DELIMITERS and self._read_on():
                continue
            self._at = end
            return value

    def elements(self) -> Iterator[Any]:
        """The elements of the list that begins here."""
        self.take("[")
        if self._next() == "]":
            self.take("]")
            return
        end = ","
        while end == ",":
            yield self.value()
            end = self.take(",]")

    def _next(self) -> str:
        if self._at == len(self._text):
            self._read_on()
        return self._text[self._at : self._at + 1]

    def _read_on(self) -> bool:
        block = self._file.read(BLOCK_CHARACTERS)
        self._text, self._at = self._text[self._at :] + block, 0
        return bool(block)
