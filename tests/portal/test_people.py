"""Looking after people: roles, disabling, open links, and who may do so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.audit import Audit
from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound, NotSignedIn, PortalError
from portal.members import Member, Members
from portal.people import People
from storage.database import Database
from storage.words import Role
from tests.conftest import LIMITS, Room

PASSWORD = "a long password"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def members(database: Database) -> Members:
    return Members(database, session_days=30, invite_days=14, tries=LIMITS.sign_in_tries)


def newcomer(members: Members, email: str = "new@example.org", role: Role = Role.ARTIST) -> Member:
    token = members.invite(None, role)
    return members.join(token, email=email, name="New", password=PASSWORD, consents_to_training=False)


def test_fifty_people_at_once_make_one_account_of_a_single_use_link(database: Database, members: Members) -> None:
    token = members.invite(None, Role.ARTIST)

    def is_joining(number: int) -> bool:
        try:
            members.join(token, email=f"{number}@example.org", name="N", password=PASSWORD, consents_to_training=False)
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(50) as threads:
        assert sum(threads.map(is_joining, range(50))) == 1

    maintainer, _ = members.add("max@example.org", "Max", Role.MAINTAINER, consents_to_training=False)
    assert len(People(database).accounts(maintainer)) == 2
    used = [entry for entry in Audit(database).newest(maintainer) if entry.action == "invite_used"]
    assert len(used) == 1


def test_two_maintainers_who_demote_each_other_at_once_leave_one(database: Database, members: Members) -> None:
    one, other = (newcomer(members, f"{name}@example.org", Role.MAINTAINER) for name in ("one", "other"))
    people = People(database)

    def is_demoting(asker: Member, whom: Member) -> bool:
        try:
            people.change(asker, whom.id, role=Role.ARTIST)
        except PortalError:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(is_demoting, (one, other), (other, one))) == 1


def test_one_address_joining_by_many_links_at_once_makes_one_account(members: Members) -> None:
    def is_joining(_: int) -> bool:
        try:
            newcomer(members)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(is_joining, range(6))) == 1


def test_a_changed_role_counts_with_the_next_request(room: Room) -> None:
    cookie = room.portal.members.open_session(room.artist)

    changed = room.portal.people.change(room.maintainer, room.artist.id, role=Role.CURATOR)

    assert changed.role is Role.CURATOR
    asker = room.portal.members.by_session(cookie)
    assert asker is not None
    assert asker.role is Role.CURATOR


def test_a_disabled_member_is_out_at_once_and_does_not_come_in_again(room: Room) -> None:
    members = room.portal.members
    member = newcomer(members)
    cookie, token = members.open_session(member), members.make_api_token(member.email)

    assert room.portal.people.change(room.maintainer, member.id, disabled=True).disabled

    assert members.by_session(cookie) is None
    assert members.by_api_token(token) is None
    assert members.active(member.id) is None
    with pytest.raises(Forbidden, match="account was disabled"):
        members.sign_in(member.email, PASSWORD)
    with pytest.raises(NotSignedIn, match="do not go together"):
        members.sign_in(member.email, "a guess")
    assert members.by_session(members.open_session(member)) is None


def test_an_enabled_member_signs_in_anew_and_old_cookies_and_tokens_stay_dead(room: Room) -> None:
    members = room.portal.members
    member = newcomer(members)
    cookie, token = members.open_session(member), members.make_api_token(member.email)
    room.portal.people.change(room.maintainer, member.id, disabled=True)

    assert not room.portal.people.change(room.maintainer, member.id, disabled=False).disabled

    assert members.sign_in(member.email, PASSWORD) == member
    assert members.by_session(cookie) is None
    assert members.by_api_token(token) is None


def test_a_disabled_member_cannot_set_a_password_by_link(room: Room) -> None:
    member, token = room.portal.members.add("fay@example.org", "Fay", Role.ARTIST, consents_to_training=True)
    room.portal.people.change(room.maintainer, member.id, disabled=True)
    with pytest.raises(NotFound):
        room.portal.members.invitation(token)
    with pytest.raises(NotFound):
        room.portal.members.join(
            token, email="fay@example.org", name="Fay", password=PASSWORD, consents_to_training=True
        )


@pytest.mark.parametrize(("role", "disabled"), [(Role.CURATOR, None), (None, True), (Role.ARTIST, True)])
def test_the_last_maintainer_stays_one(room: Room, role: Role | None, disabled: bool | None) -> None:
    people = room.portal.people
    with pytest.raises(Conflict, match="is the last maintainer"):
        people.change(room.maintainer, room.maintainer.id, role=role, disabled=disabled)
    people.change(room.maintainer, room.curator.id, role=Role.MAINTAINER)
    successor = room.portal.members.active(room.curator.id)
    assert successor is not None
    people.change(room.maintainer, room.maintainer.id, role=role, disabled=disabled)
    with pytest.raises(Conflict, match="is the last maintainer"):
        people.change(successor, successor.id, role=role, disabled=disabled)


def test_a_disabled_maintainer_is_none_who_could_stay(room: Room) -> None:
    room.portal.people.change(room.maintainer, room.curator.id, role=Role.MAINTAINER, disabled=True)
    with pytest.raises(Conflict, match="is the last maintainer"):
        room.portal.people.change(room.maintainer, room.maintainer.id, role=Role.ARTIST)


def test_whoever_lost_the_role_meanwhile_changes_nothing(room: Room) -> None:
    room.portal.people.change(room.maintainer, room.curator.id, role=Role.MAINTAINER)
    former = room.portal.members.active(room.curator.id)
    assert former is not None
    room.portal.people.change(room.maintainer, room.curator.id, role=Role.ARTIST)
    with pytest.raises(Forbidden):
        room.portal.people.change(former, room.artist.id, role=Role.MAINTAINER)


def test_a_change_of_nothing_or_of_nobody_is_refused(room: Room) -> None:
    with pytest.raises(InvalidRequest, match="Nothing was to be changed"):
        room.portal.people.change(room.maintainer, room.artist.id)
    with pytest.raises(NotFound, match="There is no member 'nobody'"):
        room.portal.people.change(room.maintainer, "nobody", role=Role.CURATOR)


def test_a_revoked_link_opens_nothing(database: Database, members: Members) -> None:
    maintainer = newcomer(members, role=Role.MAINTAINER)
    token = members.invite(maintainer, Role.CURATOR, uses=3, expires_days=1)
    people = People(database)
    [invite] = people.open_invites(maintainer)
    assert (invite.role, invite.uses_left) == (Role.CURATOR, 3)
    assert (invite.expires_at - invite.created_at).days == 1

    people.revoke_invite(maintainer, invite.id)

    assert people.open_invites(maintainer) == ()
    with pytest.raises(NotFound):
        members.invitation(token)
    with pytest.raises(NotFound, match="no open invite"):
        people.revoke_invite(maintainer, invite.id)


@pytest.mark.parametrize("days", [0, 366, -1])
def test_a_link_lasts_a_day_to_a_year(room: Room, days: int) -> None:
    with pytest.raises(InvalidRequest, match="Choose 1 to 365 days"):
        room.portal.members.invite(room.maintainer, Role.ARTIST, expires_days=days)


ASKED: dict[str, Callable[[Room, Member], object]] = {
    "accounts": lambda room, asker: room.portal.people.accounts(asker),
    "change": lambda room, asker: room.portal.people.change(asker, asker.id, role=Role.MAINTAINER),
    "open_invites": lambda room, asker: room.portal.people.open_invites(asker),
    "revoke_invite": lambda room, asker: room.portal.people.revoke_invite(asker, "any"),
    "audit": lambda room, asker: room.portal.audit.newest(asker),
}


@pytest.mark.parametrize("asked", ASKED)
def test_only_a_maintainer_looks_after_people(room: Room, asked: str) -> None:
    for member in (room.artist, room.curator):
        with pytest.raises(Forbidden):
            ASKED[asked](room, member)
