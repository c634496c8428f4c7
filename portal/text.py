"""Checks on what people typed: refuses what cannot be kept byte for byte, changes nothing. Knows no storage."""

from __future__ import annotations

import re

from portal.errors import InvalidRequest

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def require_text(value: str, what: str, *, limit: int, allow_empty: bool = False) -> str:
    """Return `value` unchanged if it is storable text of at most `limit` characters.

    Raises:
        InvalidRequest: it is blank, too long, or holds characters that no database keeps.
    """
    if not allow_empty and not value.strip():
        raise InvalidRequest(f"The {what} is empty. Write at least one word.")
    if len(value) > limit:
        raise InvalidRequest(f"The {what} has {len(value):,} characters; at most {limit:,} fit. Shorten it.")
    if "\x00" in value:
        raise InvalidRequest(f"The {what} holds a NUL character, which cannot be stored. Remove it.")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidRequest(
            f"The {what} holds half of a character at position {error.start + 1}, which cannot be stored. Retype it."
        ) from error
    return value


def require_email(value: str) -> str:
    """Return the address in lower case.

    Raises:
        InvalidRequest: it is no e-mail address.
    """
    address = value.strip().lower()
    if len(address) > 254 or not EMAIL.fullmatch(address):
        raise InvalidRequest(f"{value[:80]!r} is not an e-mail address. Write it like name@example.org.")
    return require_text(address, "e-mail address", limit=254)
