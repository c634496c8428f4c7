"""Names for raters in a dataset. Knows keys and ids, no people."""

from __future__ import annotations

import hmac


class Pseudonyms:
    """Keyed hashes, so that nobody without the key can test a guess, and salted for each dataset, so that two datasets
    cannot be joined on them."""

    def __init__(self, key: str, salt: str) -> None:
        self._key = bytes.fromhex(key)
        self._salt = salt

    def of(self, member_id: str) -> str:
        """The rater's name in this dataset."""
        return hmac.digest(self._key, f"{self._salt}|{member_id}".encode(), "sha256").hex()[:16]
