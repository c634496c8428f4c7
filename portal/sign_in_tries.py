"""How often somebody may try to sign in: for one e-mail address, and from one place. Knows no passwords and no HTTP.

A try is written down before the password is looked at and crossed out when the password was right, so that a hundred
tries at once are not a hundred free ones. Rows are in the database, which all web processes share, and go when they are
too old to count. An address that nobody has is counted like any other: the answer does not tell the two apart.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta

from portal.errors import TooMuch
from portal.moments import now
from storage import sign_in_tries as rows
from storage.database import Database
from storage.tables import SignInTryRow

LONELY_PREFIX_BITS = 64
"""What one household or one rented machine has of IPv6; each has more addresses than there are tries."""


@dataclass(frozen=True, slots=True)
class TryLimits:
    """How many wrong passwords within how long."""

    for_one_address: int
    from_one_place: int
    minutes: int


class SignInTries:
    """Counts wrong passwords."""

    def __init__(self, database: Database, limits: TryLimits) -> None:
        self._database = database
        self._limits = limits
        self._window = timedelta(minutes=limits.minutes)

    def begin(self, email: str, place: str | None) -> SignInTryRow:
        """Write a try down. `place` is the network address it comes from, None if that is not known.

        Raises:
            TooMuch: there were too many wrong passwords already, for this address or from this place.
        """
        email_hash, place_hash = _hash(email.strip().lower()), _hash(_network(place)) if place else None
        moment = now()
        with self._database.writing() as session:
            # Always in this order, so that no two wait for each other.
            self._database.lock_for_transaction(session, f"sign-in-email-{email_hash}")
            rows.forget_before(session, moment - self._window)
            free_at = rows.nth_newest_for_email(session, email_hash, self._limits.for_one_address)
            if place_hash is not None:
                self._database.lock_for_transaction(session, f"sign-in-place-{place_hash}")
                from_place = rows.nth_newest_from_place(session, place_hash, self._limits.from_one_place)
                free_at = max(filter(None, (free_at, from_place)), default=None)
            row = SignInTryRow(email_hash=email_hash, place_hash=place_hash, at=moment)
            if free_at is None:
                session.add(row)
        if free_at is not None:
            raise _too_many(math.ceil((free_at + self._window - moment).total_seconds()))
        return row

    def succeed(self, row: SignInTryRow) -> None:
        """Cross out a try with the right password, and the typing errors before it: those from the same place."""
        with self._database.writing() as session:
            rows.forget(session, row.email_hash, row.place_hash)


def _too_many(seconds: int) -> TooMuch:
    seconds = max(1, seconds)
    minutes = math.ceil(seconds / 60)
    wait = "a minute" if minutes == 1 else f"{minutes} minutes"
    return TooMuch(
        f"There were too many wrong passwords. Wait {wait}, then try again; who is signed in already stays so.", seconds
    )


def _network(place: str) -> str:
    """The address itself, or the network an IPv6 address is from."""
    try:
        address = ipaddress.ip_address(place.partition("%")[0])
    except ValueError:
        return place
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, LONELY_PREFIX_BITS), strict=False))


def _hash(text: str) -> str:
    # Hashed, because people type passwords where the address should be.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
