"""The HTTP API of people: members, invites, the audit log. Parse, ask the portal, answer. Knows no policy."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query

from portal.audit import MAX_ENTRIES
from portal.portal import Portal
from settings import Settings
from webapp.api import COMMON
from webapp.api_schemas import ErrorAnswer
from webapp.people_schemas import (
    AuditAnswer,
    AuditEntryAnswer,
    InviteAnswer,
    InviteOrder,
    InvitesAnswer,
    LinkAnswer,
    MemberAnswer,
    MemberChange,
    MembersAnswer,
)
from webapp.session import CurrentMember

Refusals = dict[int | str, dict[str, Any]]

FORBIDDEN: Refusals = {HTTPStatus.FORBIDDEN: {"model": ErrorAnswer, "description": HTTPStatus.FORBIDDEN.phrase}}
NOT_FOUND: Refusals = {HTTPStatus.NOT_FOUND: {"model": ErrorAnswer, "description": HTTPStatus.NOT_FOUND.phrase}}
CONFLICT: Refusals = {HTTPStatus.CONFLICT: {"model": ErrorAnswer, "description": HTTPStatus.CONFLICT.phrase}}

MAX_ENTRY_ID = 2**31 - 1


def people_router(portal: Portal, settings: Settings) -> APIRouter:
    """Routes for maintainers."""
    router = APIRouter(**COMMON, tags=["people"])

    @router.get("/members", responses=FORBIDDEN)
    def list_members(member: CurrentMember) -> MembersAnswer:
        """All members. For maintainers."""
        return MembersAnswer(members=[MemberAnswer.of(account) for account in portal.people.accounts(member)])

    @router.patch("/members/{member_id}", responses=FORBIDDEN | NOT_FOUND | CONFLICT)
    def change_member(member_id: str, change: MemberChange, member: CurrentMember) -> MemberAnswer:
        """Change a member's `role` or quota, or disable or enable the account. Disabling ends all sessions and API
        tokens at once. The last maintainer can neither be demoted nor disabled. For maintainers.
        """
        account = portal.people.change(
            member, member_id, role=change.role, disabled=change.disabled, quota=change.quota
        )
        return MemberAnswer.of(account)

    @router.post("/invites", status_code=HTTPStatus.CREATED, responses=FORBIDDEN)
    def make_invite(order: InviteOrder, member: CurrentMember) -> LinkAnswer:
        """Make a link that makes members: `uses` of them (1 if left out), within `expires_days`, only with `email` if
        given. The link is told this once. For maintainers.
        """
        token = portal.members.invite(
            member, order.role, email=order.email, uses=order.uses, expires_days=order.expires_days
        )
        return LinkAnswer(url=f"{settings.effective_public_url}/join/{token}")

    @router.get("/invites", responses=FORBIDDEN)
    def list_invites(member: CurrentMember) -> InvitesAnswer:
        """The links that can still be used. For maintainers."""
        return InvitesAnswer(invites=[InviteAnswer.of(invite) for invite in portal.people.open_invites(member)])

    @router.delete("/invites/{invite_id}", responses=FORBIDDEN | NOT_FOUND)
    def revoke_invite(invite_id: str, member: CurrentMember) -> InviteAnswer:
        """Revoke a link: nobody can join with it any more. For maintainers."""
        return InviteAnswer.of(portal.people.revoke_invite(member, invite_id))

    @router.get("/audit", responses=FORBIDDEN)
    def read_audit_log(
        member: CurrentMember,
        before: Annotated[int | None, Query(ge=1, le=MAX_ENTRY_ID)] = None,
        limit: Annotated[int, Query(ge=1, le=MAX_ENTRIES)] = 50,
    ) -> AuditAnswer:
        """Who did what, newest first. Pass the last `id` back as `before` for what was earlier. For maintainers."""
        entries = portal.audit.newest(member, before=before, limit=limit)
        return AuditAnswer(entries=[AuditEntryAnswer.model_validate(entry) for entry in entries])

    return router
