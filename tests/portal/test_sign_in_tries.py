"""How often a password may be guessed, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import sign_in_tries
from portal.errors import TooMuch
from portal.moments import now
from portal.sign_in_tries import SignInTries, TryLimits
from storage.database import Database
from storage.tables import SignInTryRow

LIMITS = TryLimits(for_one_address=3, from_one_place=5, minutes=15)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def tries(database: Database) -> SignInTries:
    return SignInTries(database, LIMITS)


def kept(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(sa.select(SignInTryRow)).all())


def test_an_address_is_closed_after_so_many_tries_wherever_they_come_from(tries: SignInTries) -> None:
    for number in range(3):
        tries.begin("ada@example.org", f"203.0.113.{number}")
    with pytest.raises(TooMuch, match=r"too many wrong passwords\. Wait 15 minutes") as refusal:
        tries.begin(" ADA@example.org ", "203.0.113.9")
    assert 0 < refusal.value.retry_after_seconds <= 900
    tries.begin("ben@example.org", "203.0.113.9")


def test_a_place_is_closed_after_so_many_tries_whatever_the_addresses(tries: SignInTries) -> None:
    for number in range(5):
        tries.begin(f"nobody{number}@example.org", "203.0.113.7")
    with pytest.raises(TooMuch):
        tries.begin("ada@example.org", "203.0.113.7")
    tries.begin("ada@example.org", "203.0.113.8")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("a unix socket", "a unix socket", True),
    ],
)
def test_addresses_of_one_network_are_one_place(tries: SignInTries, one: str, other: str, same: bool) -> None:
    for number in range(5):
        tries.begin(f"nobody{number}@example.org", one)
    if same:
        with pytest.raises(TooMuch):
            tries.begin("ada@example.org", other)
    else:
        tries.begin("ada@example.org", other)


def test_the_right_password_crosses_out_the_typing_errors_of_that_place_and_no_others(
    tries: SignInTries, database: Database
) -> None:
    tries.begin("ada@example.org", "198.51.100.66")
    tries.begin("ada@example.org", "203.0.113.7")
    tries.succeed(tries.begin("ada@example.org", "203.0.113.7"))
    assert kept(database) == 1


def test_a_refused_try_does_not_make_the_wait_longer_and_old_tries_are_removed(
    tries: SignInTries, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        tries.begin("ada@example.org", None)
    for _ in range(4):
        with pytest.raises(TooMuch):
            tries.begin("ada@example.org", None)
    assert kept(database) == 3
    monkeypatch.setattr(sign_in_tries, "now", lambda: now() + timedelta(minutes=15))
    tries.begin("ada@example.org", None)
    assert kept(database) == 1


def test_tries_sent_at_once_are_all_counted(tries: SignInTries) -> None:
    def is_let_try(_: int) -> bool:
        try:
            tries.begin("ada@example.org", "203.0.113.7")
        except TooMuch:
            return False
        return True

    with ThreadPoolExecutor(12) as threads:
        assert sum(threads.map(is_let_try, range(24))) == 3


def test_what_is_no_address_is_counted_too(tries: SignInTries) -> None:
    for _ in range(3):
        tries.begin("\x00\ud800", None)
    with pytest.raises(TooMuch):
        tries.begin("\x00\ud800", None)
