"""What a downloaded film is called, and how that is said in a header. Knows no files."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from portal.clip import Clip

MAX_WORDS_CHARACTERS = 50
"""Of the prompt. File systems take names of 255 bytes, and a character may be four of them."""

SHORT_ID_CHARACTERS = 8


def film_name(clip: Clip) -> str:
    """A file name that a person recognises in a folder: the prompt's first words and the beginning of the clip's id."""
    words = _hyphenated(clip.prompt)
    if len(words) > MAX_WORDS_CHARACTERS:
        words = words[:MAX_WORDS_CHARACTERS].rsplit("-", 1)[0]
    return "-".join(part for part in ("dailies", words, clip.id[:SHORT_ID_CHARACTERS]) if part) + ".mp4"


def attachment(name: str) -> str:
    """A Content-Disposition (RFC 6266) that saves under `name`. It goes out as RFC 5987 has it, and where it is not
    ASCII also without what is not, for programs that know no better.
    """
    stem, dot, ending = name.rpartition(".")
    plain = _hyphenated(unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode())
    return f"attachment; filename=\"{plain}{dot}{ending}\"; filename*=UTF-8''{quote(name, safe='')}"


def _hyphenated(text: str) -> str:
    """Letters, their marks and digits in lower case; whatever stands between them is one hyphen."""
    lower = unicodedata.normalize("NFC", text).lower()
    spaced = "".join(mark if unicodedata.category(mark)[0] in "LMN" else " " for mark in lower)
    return "-".join(spaced.split())
