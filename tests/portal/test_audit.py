"""The audit log tells all of what it should, in the transaction of what it tells of, and keeps no secret."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from portal.errors import Conflict
from storage.words import AuditAction, Role
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip

PROJECT = Path(__file__).parents[2]
PASSWORD = "a long password"


def told(room: Room, count: int) -> list[tuple[str, str | None, str]]:
    """(action, who, on what) of the newest entries, oldest first."""
    entries = room.portal.audit.newest(room.maintainer, limit=count)
    return [(entry.action, entry.actor, entry.subject) for entry in reversed(entries)]


def test_the_log_tells_of_a_members_whole_life(room: Room) -> None:
    members, people = room.portal.members, room.portal.people
    token = members.invite(room.maintainer, Role.ARTIST, email="new@example.org")
    [invite] = [invite for invite in people.open_invites(room.maintainer) if invite.email == "new@example.org"]
    new = members.join(token, email="new@example.org", name="New", password=PASSWORD, consents_to_training=False)
    people.change(room.maintainer, new.id, role=Role.CURATOR)
    api_token = members.make_api_token(new.email)
    people.change(room.maintainer, new.id, disabled=True)
    people.change(room.maintainer, new.id, disabled=False)

    assert told(room, 7) == [
        ("invite_made", "max@example.org", invite.id),
        ("member_added", "new@example.org", new.id),
        ("invite_used", "new@example.org", invite.id),
        ("role_changed", "max@example.org", new.id),
        ("api_token_made", None, new.id),
        ("member_disabled", "max@example.org", new.id),
        ("member_enabled", "max@example.org", new.id),
    ]
    entries = room.portal.audit.newest(room.maintainer)
    assert entries[3].detail == {"email": "new@example.org", "before": "artist", "after": "curator"}
    assert not any(secret in str(entries) for secret in (token, api_token, PASSWORD))


def test_the_log_tells_of_revoked_links_and_frozen_datasets(room: Room) -> None:
    room.portal.members.invite(room.maintainer, Role.ARTIST)
    invite = room.portal.people.open_invites(room.maintainer)[0]
    room.portal.people.revoke_invite(room.maintainer, invite.id)
    room.portal.ratings.rate(room.maintainer, finished_clip(room, room.artist), 4)
    dataset = room.portal.datasets.freeze(room.maintainer, "First")

    assert told(room, 2) == [
        ("invite_revoked", "max@example.org", invite.id),
        ("dataset_frozen", "max@example.org", dataset.id),
    ]


def test_what_changes_nothing_and_what_is_refused_is_not_told(room: Room) -> None:
    before = told(room, 200)
    room.portal.people.change(room.maintainer, room.artist.id, role=Role.ARTIST, disabled=False)
    with pytest.raises(Conflict):
        room.portal.people.change(room.maintainer, room.maintainer.id, role=Role.ARTIST)
    token = room.portal.members.invite(room.maintainer, Role.ARTIST)
    with pytest.raises(Conflict):
        room.portal.members.join(
            token, email=room.artist.email, name="Twice", password=PASSWORD, consents_to_training=False
        )
    assert [action for action, _, _ in told(room, 200)[len(before) :]] == ["invite_made"]


def test_the_log_is_read_page_by_page(room: Room) -> None:
    for _ in range(5):
        room.portal.members.invite(room.maintainer, Role.ARTIST)
    first = room.portal.audit.newest(room.maintainer, limit=3)
    second = room.portal.audit.newest(room.maintainer, before=first[-1].id, limit=3)
    assert [*first, *second] == list(room.portal.audit.newest(room.maintainer, limit=6))


def test_every_action_there_is_is_recorded_somewhere() -> None:
    source = "".join(path.read_text() for path in (PROJECT / "portal").glob("*.py"))
    assert [action for action in AuditAction if f"AuditAction.{action.name}" not in source] == []


def test_no_code_changes_or_removes_an_entry() -> None:
    users = [
        path.relative_to(PROJECT).as_posix()
        for package in ("storage", "portal", "webapp")
        for path in (PROJECT / package).rglob("*.py")
        if "AuditEntryRow" in path.read_text()
    ]
    declared = ["storage/tables/__init__.py", "storage/tables/people.py"]
    assert sorted(users) == ["portal/audit.py", "storage/audit.py", *declared]
    tree = ast.parse((PROJECT / "storage" / "audit.py").read_text())
    assert {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} == {"add", "newest"}
