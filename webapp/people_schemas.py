"""The bodies of the HTTP API that speak of people: members, invites, the audit log. Knows shapes, no limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field, StrictBool, StrictInt, StrictStr

from portal.people import Account, OpenInvite, OwnQuota
from storage.words import Role
from webapp.api_schemas import Answer, Body


class InviteOrder(Body):
    """A link to be made. Without `expires_days` it lasts as long as the studio is set to."""

    role: Role
    email: StrictStr | None = None
    uses: StrictInt = 1
    expires_days: StrictInt | None = None


class MemberChange(Body):
    """What to change of a member; what is left out stays."""

    role: Role | None = None
    disabled: StrictBool | None = None
    quota_gpu_seconds: StrictInt | None = Field(
        None, description="GPU-seconds in any 24 hours; 0 is no limit, null is what the role may use."
    )

    @property
    def quota(self) -> OwnQuota | None:
        """The quota, if one was sent: null means something else than nothing."""
        return OwnQuota(self.quota_gpu_seconds) if "quota_gpu_seconds" in self.model_fields_set else None


class LinkAnswer(Answer):
    """A new link. It is told this once and not stored."""

    url: str


class InviteAnswer(Answer):
    """A link that can be used, without the link itself."""

    id: str
    role: Role
    email: str | None
    uses_left: int
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, invite: OpenInvite) -> InviteAnswer:
        """From the portal's view."""
        return cls.model_validate(invite)


class InvitesAnswer(Answer):
    """All links that can still be used, newest first."""

    invites: list[InviteAnswer]


class MemberAnswer(Answer):
    """A person with an account."""

    id: str
    email: str
    name: str
    role: Role
    created_at: datetime
    disabled: bool
    pen_name: str | None
    craft: str | None
    quota_gpu_seconds: int | None

    @classmethod
    def of(cls, account: Account) -> MemberAnswer:
        """From the portal's view."""
        return cls.model_validate(account)


class MembersAnswer(Answer):
    """All members, in the order in which they came."""

    members: list[MemberAnswer]


class AuditEntryAnswer(Answer):
    """One thing that somebody did. `actor` is an e-mail address, or null for the command line."""

    id: int
    at: datetime
    actor: str | None
    action: str
    subject: str
    detail: Mapping[str, Any]


class AuditAnswer(Answer):
    """Entries of the audit log, newest first."""

    entries: list[AuditEntryAnswer]
