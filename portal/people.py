"""Looking after people: who is a member, in which role, and which links are open. Knows no passwords and no pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.audit import record
from portal.errors import Conflict, InvalidRequest, NotFound
from portal.members import Member, member_of
from portal.moments import now
from portal.policy import Action, require
from portal.quotas import MAX_QUOTA_GPU_SECONDS
from storage import members as rows
from storage.database import Database, Session
from storage.tables import InviteRow, MemberRow
from storage.words import AuditAction, Role


@dataclass(frozen=True, slots=True)
class Account:
    """A member as maintainers see them."""

    id: str
    email: str
    name: str
    role: Role
    created_at: datetime
    disabled: bool
    pen_name: str | None
    craft: str | None
    quota_gpu_seconds: int | None
    """The member's own; None is what the role may, 0 is no limit."""


@dataclass(frozen=True, slots=True)
class OwnQuota:
    """What one member may use, whatever the role may: GPU-seconds in 24 hours, 0 for no limit, None for the role's."""

    gpu_seconds: int | None

    def check(self) -> None:
        """Refuse what is no quota.

        Raises:
            InvalidRequest: less than nothing, or absurdly much.
        """
        if self.gpu_seconds is not None and not 0 <= self.gpu_seconds <= MAX_QUOTA_GPU_SECONDS:
            raise InvalidRequest(
                f"{self.gpu_seconds} GPU-seconds are no quota. Choose 1 to {MAX_QUOTA_GPU_SECONDS:,}, 0 for no limit, "
                "or nothing for what the role may use."
            )


@dataclass(frozen=True, slots=True)
class OpenInvite:
    """A link that can still be used. The link itself is not stored, so it cannot be shown again."""

    id: str
    role: Role
    email: str | None
    uses_left: int
    created_at: datetime
    expires_at: datetime


class People:
    """The room of maintainers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accounts(self, asker: Member) -> tuple[Account, ...]:
        """All members, in the order in which they came.

        Raises:
            Forbidden: the asker is no maintainer.
        """
        require(asker, Action.MANAGE_MEMBERS)
        with self._database.reading() as session:
            return tuple(_account(row) for row in rows.every(session))

    def change(
        self,
        asker: Member,
        member_id: str,
        *,
        role: Role | None = None,
        disabled: bool | None = None,
        quota: OwnQuota | None = None,
    ) -> Account:
        """Give a member another role or quota, or take away or give back the right to come in. What is None stays.

        A disabled member is out at once: all their browsers are signed out and all their API tokens are gone.

        Raises:
            Forbidden: the asker is no maintainer.
            InvalidRequest: nothing was to be changed, or the quota is no number of seconds.
            NotFound: there is no such member.
            Conflict: nobody would be left who can look after people.
        """
        require(asker, Action.MANAGE_MEMBERS)
        if role is None and disabled is None and quota is None:
            raise InvalidRequest("Nothing was to be changed. Send a role, a quota, or whether the member is disabled.")
        if quota is not None:
            quota.check()
        with self._database.writing() as session:
            # One at a time: two maintainers who demote each other must not both be the last but one.
            self._database.lock_for_transaction(session, "roles")
            self._require_still(session, asker)
            row = rows.by_id(session, member_id)
            if row is None:
                raise NotFound(f"There is no member {member_id[:64]!r}.")
            _require_another_maintainer(session, row, role, disabled)
            if role is not None and role is not row.role:
                record(
                    session, asker.id, AuditAction.ROLE_CHANGED, row.id, email=row.email, before=row.role, after=role
                )
                row.role = role
            if quota is not None and quota.gpu_seconds != row.quota_gpu_seconds:
                before, after = row.quota_gpu_seconds, quota.gpu_seconds
                record(
                    session, asker.id, AuditAction.QUOTA_CHANGED, row.id, email=row.email, before=before, after=after
                )
                row.quota_gpu_seconds = after
            if disabled is not None and disabled != (row.disabled_at is not None):
                action = AuditAction.MEMBER_DISABLED if disabled else AuditAction.MEMBER_ENABLED
                record(session, asker.id, action, row.id, email=row.email)
                row.disabled_at = now() if disabled else None
                if disabled:
                    rows.close_all_doors(session, row.id)
        return _account(row)

    def open_invites(self, asker: Member) -> tuple[OpenInvite, ...]:
        """All links that can still be used, newest first.

        Raises:
            Forbidden: the asker is no maintainer.
        """
        require(asker, Action.INVITE)
        with self._database.reading() as session:
            return tuple(_open_invite(row) for row in rows.open_invites(session, now()))

    def revoke_invite(self, asker: Member, invite_id: str) -> OpenInvite:
        """End a link: nobody can join with it any more. Who joined already stays.

        Raises:
            Forbidden: the asker is no maintainer.
            NotFound: it was used up, has expired, was revoked or never was.
        """
        require(asker, Action.INVITE)
        with self._database.writing() as session:
            row = rows.revoke_invite(session, invite_id, now())
            if row is None:
                raise NotFound(
                    f"There is no open invite {invite_id[:64]!r}. It was used up, has expired or was revoked."
                )
            record(session, asker.id, AuditAction.INVITE_REVOKED, row.id, role=row.role, email=row.email)
        return _open_invite(row)

    def _require_still(self, session: Session, asker: Member) -> None:
        """The asker's role is looked up again: it may have been taken away while this request waited its turn."""
        row = session.get_one(MemberRow, asker.id)
        require(member_of(row), Action.MANAGE_MEMBERS)
        if row.disabled_at is not None:
            raise Conflict("Your own account was disabled a moment ago.")


def _require_another_maintainer(session: Session, row: MemberRow, role: Role | None, disabled: bool | None) -> None:
    is_active = row.role is Role.MAINTAINER and row.disabled_at is None
    would_be = (role or row.role) is Role.MAINTAINER and not disabled
    if is_active and not would_be and rows.count_active(session, Role.MAINTAINER) == 1:
        raise Conflict(
            f"{row.email} is the last maintainer; without one nobody could invite people or change roles. "
            "Make somebody else a maintainer first."
        )


def _account(row: MemberRow) -> Account:
    return Account(
        row.id,
        row.email,
        row.name,
        row.role,
        row.created_at,
        row.disabled_at is not None,
        row.pen_name,
        row.craft,
        row.quota_gpu_seconds,
    )


def _open_invite(row: InviteRow) -> OpenInvite:
    return OpenInvite(row.id, row.role, row.email, row.uses_left, row.created_at, row.expires_at)
