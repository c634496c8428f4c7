"""Signing in and joining by the word of an identity provider instead of a password. Knows no protocol and no pages.

Nobody becomes a member by having an account elsewhere: an identity opens the account that it is linked to, or that of
the member whose e-mail address the provider vouches for, or makes one by a link that a maintainer gave out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.audit import record
from portal.errors import Conflict, Forbidden, InvalidRequest
from portal.joining import Newcomer, redeem
from portal.members import Member, disabled_account, member_of
from portal.moments import now
from portal.text import require_email
from storage import identities as rows
from storage import members as member_rows
from storage.database import Database, Session
from storage.tables import IdentityRow, MemberRow
from storage.words import AuditAction


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is by the word of a provider, which was verified."""

    issuer: str
    subject: str
    """Unique at the issuer, for ever."""
    email: str | None
    """None where the provider does not vouch for an address."""
    name: str


@dataclass(frozen=True, slots=True)
class LinkedIdentity:
    """An identity that opens a member's account, as its owner sees it."""

    issuer: str
    email: str
    """The address at the moment it was linked."""
    linked_at: datetime


class Identities:
    """The room where identities are looked up."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sign_in(self, identity: Identity) -> Member:
        """The member that this identity is linked to; links it where the provider vouches for a member's address.

        Raises:
            Forbidden: it is nobody's, which takes an invite, or the account was disabled.
        """
        with self._database.reading() as session:
            row = rows.member_of(session, identity.issuer, identity.subject)
        if row is None:
            row = self._link_by_address(identity)
        if row.disabled_at is not None:
            raise disabled_account()
        return member_of(row)

    def join(
        self,
        token: str,
        identity: Identity,
        *,
        name: str,
        consents_to_training: bool,
        pen_name: str = "",
        craft: str = "",
    ) -> Member:
        """Use a link as `Members.join` does, for a member who signs in by this identity and has no password.

        Raises:
            NotFound: the link was used, has expired or never was.
            InvalidRequest: the provider vouches for no address, or not for the invited one; no name, no such craft.
            Conflict: the address has an account, or the identity does.
        """
        newcomer = Newcomer.checked(
            email=vouched_address(identity),
            name=name,
            consents_to_training=consents_to_training,
            pen_name=pen_name,
            craft=craft,
        )
        with self._database.writing() as session:
            row = redeem(self._database, session, token, newcomer)
            # After the link was taken, whose lock on the address lets one of two presses at once through.
            if rows.member_of(session, identity.issuer, identity.subject) is not None:
                raise Conflict("You are a member already. Sign in instead; the link stays good for somebody else.")
            _link(session, row, identity, newcomer.email)
        return member_of(row)

    def of(self, member: Member) -> tuple[LinkedIdentity, ...]:
        """What the member can sign in with beside a password."""
        with self._database.reading() as session:
            found = rows.of_member(session, member.id)
        return tuple(LinkedIdentity(row.issuer, row.email, row.linked_at) for row in found)

    def _link_by_address(self, identity: Identity) -> MemberRow:
        """The member with the address that the provider vouches for, linked from now on unless disabled."""
        if identity.email is None:
            raise Forbidden(
                "Dailies is by invitation, and this account is not linked to a member. Its provider does not vouch for "
                "an e-mail address either, so no member can be found by it. Confirm the address there, sign in with "
                "your password, or ask a maintainer for an invite."
            )
        address = require_email(identity.email)
        with self._database.writing() as session:
            self._database.lock_for_transaction(session, f"email-{address}")
            # Once more under the lock: somebody who presses twice is linked once.
            row = rows.member_of(session, identity.issuer, identity.subject)
            if row is not None:
                return row
            row = member_rows.by_email(session, address)
            if row is None:
                raise Forbidden(
                    f"Dailies is by invitation, and no member has the address {address}. If you have a link, open it "
                    "and join with it; if you do not, ask a maintainer of this studio for an invite."
                )
            if row.disabled_at is None:
                _link(session, row, identity, address)
            return row


def vouched_address(identity: Identity) -> str:
    """The address that a newcomer joins with.

    Raises:
        InvalidRequest: the provider vouches for none.
    """
    if identity.email is None:
        raise InvalidRequest(
            f"{identity.issuer} does not vouch for an e-mail address of yours. Confirm it there and begin anew, or "
            "join with a password."
        )
    return require_email(identity.email)


def _link(session: Session, row: MemberRow, identity: Identity, address: str) -> None:
    session.add(
        IdentityRow(issuer=identity.issuer, subject=identity.subject, member_id=row.id, email=address, linked_at=now())
    )
    record(session, row.id, AuditAction.IDENTITY_LINKED, row.id, email=row.email, issuer=identity.issuer)
