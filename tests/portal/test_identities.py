"""Identities: whose account they open, and that many at once make no more than one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound
from portal.identities import Identity
from portal.members import Member
from storage.words import Role
from tests.conftest import Room

NOVA = Identity("https://login.example", "guild|1", "Nova@Example.org", "Nova")


def join(room: Room, token: str, identity: Identity = NOVA) -> Member:
    return room.portal.identities.join(token, identity, name="Nova", consents_to_training=False)


def linked(room: Room) -> int:
    return [entry.action for entry in room.portal.audit.newest(room.maintainer, limit=200)].count("identity_linked")


def at_once(deed: Callable[[int], Member], count: int = 6) -> tuple[list[Member], list[Exception]]:
    """What came of so many who do it at the same time."""
    done: list[Member] = []
    refused: list[Exception] = []

    def run(number: int) -> None:
        try:
            done.append(deed(number))
        except (NotFound, Conflict) as refusal:
            refused.append(refusal)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done, refused


def test_many_newcomers_racing_for_a_single_use_link_make_one_member(room: Room) -> None:
    token = room.portal.members.invite(room.maintainer, Role.ARTIST)
    joined, refused = at_once(
        lambda number: join(room, token, replace(NOVA, subject=str(number), email=f"{number}@example.org"))
    )
    assert (len(joined), len(refused)) == (1, 5)
    assert room.portal.identities.of(joined[0])[0].email == joined[0].email


def test_one_who_presses_many_times_is_one_member_and_uses_one_of_many_uses(room: Room) -> None:
    token = room.portal.members.invite(room.maintainer, Role.ARTIST, uses=6)
    joined, refused = at_once(lambda _: join(room, token))
    assert (len(joined), len(refused)) == (1, 5)
    assert room.portal.people.open_invites(room.maintainer)[0].uses_left == 5
    assert room.portal.identities.sign_in(NOVA) == joined[0]


def test_a_member_who_signs_in_many_times_at_once_is_linked_once(room: Room) -> None:
    ada = replace(NOVA, email=room.artist.email)
    members, refused = at_once(lambda _: room.portal.identities.sign_in(ada))
    assert (members, refused) == ([room.artist] * 6, [])
    assert linked(room) == 1


def test_the_same_subject_of_another_issuer_is_somebody_else(room: Room) -> None:
    ada = replace(NOVA, email=room.artist.email)
    room.portal.identities.sign_in(ada)
    with pytest.raises(Forbidden, match="by invitation"):
        room.portal.identities.sign_in(replace(ada, issuer="https://other.example", email=None))


def test_an_account_that_was_made_beforehand_is_taken_over_by_its_link(room: Room) -> None:
    made, token = room.portal.members.add("nova@example.org", "N. N.", Role.CURATOR, consents_to_training=True)
    member = join(room, token)
    assert (member.id, member.name, member.consents_to_training) == (made.id, "Nova", False)
    assert not room.portal.profiles.of(member).has_password
    with pytest.raises(NotFound):
        room.portal.members.invitation(token)


def test_what_the_provider_calls_an_address_must_be_one(room: Room) -> None:
    token = room.portal.members.invite(room.maintainer, Role.ARTIST)
    for refused in (None, "nova", "nova@example.org\x00"):
        with pytest.raises(InvalidRequest):
            join(room, token, replace(NOVA, email=refused))
    assert room.portal.members.invitation(token)
