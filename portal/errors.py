"""What can go wrong for a person, each with a sentence that says what was got, what was expected and what to do next.

Knows no HTTP: the web side gives each class its status.
"""

from __future__ import annotations


class PortalError(Exception):
    """Base of all refusals. `code` is stable and meant for programs, the message is meant for people."""

    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidRequest(PortalError):
    """The request itself cannot be granted to anybody."""

    code = "invalid_request"


class NotSignedIn(PortalError):
    """Nobody is signed in, or the password is wrong."""

    code = "not_signed_in"


class Forbidden(PortalError):
    """This member's role does not allow it."""

    code = "forbidden"


class NotFound(PortalError):
    """There is no such thing, or none that this member may know of."""

    code = "not_found"


class Conflict(PortalError):
    """It contradicts what is already there."""

    code = "conflict"


class TooMuch(PortalError):
    """The studio is full for the moment."""

    code = "too_much"

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(PortalError):
    """Something the studio needs is missing or full; the operator has to look."""

    code = "unavailable"
