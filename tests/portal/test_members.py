"""Coming in: links, passwords, sessions and tokens."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from portal import joining
from portal import members as members_module
from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound, NotSignedIn
from portal.members import Member
from portal.moments import now
from storage.words import Role
from tests.conftest import Room

PASSWORD = "a long password"


def join(room: Room, token: str, email: str = "new@example.org", password: str = PASSWORD) -> Member:
    return room.portal.members.join(token, email=email, name="New", password=password, consents_to_training=False)


def test_a_link_makes_one_member_of_the_invited_role(room: Room) -> None:
    token = room.portal.members.invite(room.maintainer, Role.CURATOR)
    member = join(room, token)
    assert (member.role, member.email, member.consents_to_training) == (Role.CURATOR, "new@example.org", False)
    with pytest.raises(NotFound, match="already used"):
        join(room, token, email="second@example.org")


def test_many_people_racing_for_a_single_use_link_make_one_member(room: Room) -> None:
    token = room.portal.members.invite(room.maintainer, Role.ARTIST)
    joined: list[Member] = []
    refused: list[NotFound] = []

    def race(number: int) -> None:
        try:
            joined.append(join(room, token, email=f"racer{number}@example.org"))
        except NotFound as refusal:
            refused.append(refusal)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(joined), len(refused)) == (1, 5)


def test_a_refused_joining_does_not_use_the_link_up(room: Room) -> None:
    token = room.portal.members.invite(room.maintainer, Role.ARTIST)
    with pytest.raises(InvalidRequest, match="choose 8 to"):
        join(room, token, password="short")
    with pytest.raises(Conflict, match="already has an account"):
        join(room, token, email=room.artist.email)
    assert join(room, token).role is Role.ARTIST


def test_a_link_for_one_address_admits_no_other(room: Room) -> None:
    token = room.portal.members.invite(room.maintainer, Role.ARTIST, email="Dora@Example.org")
    with pytest.raises(InvalidRequest, match=r"made for dora@example\.org"):
        join(room, token, email="eve@example.org")
    assert join(room, token, email="DORA@example.org").email == "dora@example.org"


def test_an_expired_link_is_refused(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    token = room.portal.members.invite(room.maintainer, Role.ARTIST)
    monkeypatch.setattr(joining, "now", lambda: now() + timedelta(days=15))
    with pytest.raises(NotFound, match="expired"):
        join(room, token)


def test_only_a_maintainer_invites(room: Room) -> None:
    for member in (room.artist, room.curator):
        with pytest.raises(Forbidden, match="may not invite people"):
            room.portal.members.invite(member, Role.ARTIST)


def test_there_is_no_first_maintainer_link_once_there_is_a_maintainer(room: Room) -> None:
    assert room.portal.members.first_maintainer_invite() is None


def test_a_member_made_on_the_command_line_sets_a_password_by_link(room: Room) -> None:
    member, token = room.portal.members.add("fay@example.org", "Fay", Role.ARTIST, consents_to_training=True)
    with pytest.raises(NotSignedIn):
        room.portal.members.sign_in("fay@example.org", "")
    assert join(room, token, email="fay@example.org").id == member.id
    assert room.portal.members.sign_in("FAY@example.org ", PASSWORD).id == member.id


def test_an_address_is_used_once(room: Room) -> None:
    with pytest.raises(Conflict, match="already has an account"):
        room.portal.members.add("ADA@example.org", "Other", Role.ARTIST, consents_to_training=True)


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b@c", "a b@c", "@", "x" * 250 + "@example.org", "nul\x00@example.org"]
)
def test_what_is_no_address_is_refused(room: Room, email: str) -> None:
    with pytest.raises(InvalidRequest):
        room.portal.members.add(email, "Name", Role.ARTIST, consents_to_training=True)


@pytest.mark.parametrize(
    ("email", "password"), [("new@example.org", "wrong password"), ("nobody@example.org", PASSWORD), ("\x00", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(room: Room, email: str, password: str) -> None:
    join(room, room.portal.members.invite(room.maintainer, Role.ARTIST))
    with pytest.raises(NotSignedIn, match="do not go together"):
        room.portal.members.sign_in(email, password)


def test_a_session_lasts_until_it_is_closed(room: Room) -> None:
    cookie = room.portal.members.open_session(room.artist)
    assert room.portal.members.by_session(cookie) == room.artist
    room.portal.members.close_session(cookie)
    assert room.portal.members.by_session(cookie) is None


def test_a_session_expires(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = room.portal.members.open_session(room.artist)
    monkeypatch.setattr(members_module, "now", lambda: now() + timedelta(days=31))
    assert room.portal.members.by_session(cookie) is None


def test_a_token_speaks_for_its_member_only(room: Room) -> None:
    token = room.portal.members.make_api_token(room.curator.email)
    assert room.portal.members.by_api_token(token) == room.curator
    assert room.portal.members.by_api_token(token + "x") is None


def test_a_token_for_nobody_is_refused(room: Room) -> None:
    with pytest.raises(NotFound, match="Add the member first"):
        room.portal.members.make_api_token("nobody@example.org")


def test_no_secret_is_stored_as_it_was_handed_out(room: Room) -> None:
    secrets = [
        room.portal.members.open_session(room.artist),
        room.portal.members.make_api_token(room.artist.email),
        room.portal.members.invite(room.maintainer, Role.ARTIST),
    ]
    stored = b"".join(path.read_bytes() for path in room.media.root.parent.glob("dailies.sqlite*"))
    assert b"ada@example.org" in stored
    assert not any(secret.encode() in stored for secret in secrets)
