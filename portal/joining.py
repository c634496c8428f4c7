"""Using a link: what newcomers say of themselves, and the account that comes of it. Knows links and the rows of
members, not what a member signs in with."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from portal.audit import record
from portal.errors import Conflict, InvalidRequest, NotFound
from portal.invite_row import token_hash
from portal.moments import now
from portal.text import require_email, require_text
from storage import members as rows
from storage.database import Database, Session
from storage.tables import MemberRow
from storage.words import AuditAction, Craft, Role

MAX_NAME_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody says of themselves who comes in by a link, checked."""

    email: str
    name: str
    consents_to_training: bool
    pen_name: str | None
    craft: Craft | None

    @classmethod
    def checked(cls, *, email: str, name: str, consents_to_training: bool, pen_name: str, craft: str) -> Newcomer:
        """The same of what was typed.

        Raises:
            InvalidRequest: no name, a name that is too long, no such craft, or no e-mail address.
        """
        require_text(name, "name", limit=MAX_NAME_CHARACTERS)
        shown, does = checked_pen_name(pen_name), checked_craft(craft)
        return cls(require_email(email), name, consents_to_training, shown, does)


def redeem(database: Database, session: Session, token: str, newcomer: Newcomer) -> MemberRow:
    """Use a link in this transaction: make the account it offers, or take over the one it was made for.

    Raises:
        NotFound: the link was used, has expired or never was.
        InvalidRequest: it was made for another address.
        Conflict: the address has an account.
    """
    database.lock_for_transaction(session, f"email-{newcomer.email}")
    invite = rows.usable_invite(session, token_hash(token), now())
    if invite is None or not rows.use_invite(session, invite.id, now()):
        raise spent_link()
    if invite.email is not None and invite.email != newcomer.email:
        raise InvalidRequest(f"This link was made for {invite.email}, not for {newcomer.email}. Use that address.")
    if invite.member_id is not None:
        row = session.get_one(MemberRow, invite.member_id)
        row.name = newcomer.name
        row.consents_to_training = newcomer.consents_to_training
    else:
        if rows.by_email(session, newcomer.email) is not None:
            raise Conflict(f"{newcomer.email} already has an account. Sign in with it instead.")
        row = new_member(newcomer.email, newcomer.name, invite.role, newcomer.consents_to_training)
        session.add(row)
        session.flush()
        record(session, row.id, AuditAction.MEMBER_ADDED, row.id, email=newcomer.email, role=row.role)
    row.pen_name, row.craft = newcomer.pen_name, newcomer.craft
    record(session, row.id, AuditAction.INVITE_USED, invite.id, role=row.role, email=newcomer.email)
    return row


def new_member(address: str, name: str, role: Role, consents: bool) -> MemberRow:
    """A member from now on, who cannot sign in yet."""
    return MemberRow(
        id=str(uuid.uuid4()),
        email=address,
        name=name,
        role=role,
        consents_to_training=consents,
        created_at=now(),
    )


def checked_pen_name(written: str) -> str | None:
    """What other members shall read in place of the name; None where nothing was written.

    Raises:
        InvalidRequest: it is too long.
    """
    if not written.strip():
        return None
    return require_text(written, "pen name", limit=MAX_NAME_CHARACTERS)


def checked_craft(written: str) -> Craft | None:
    """The craft of that name; None where nothing was written.

    Raises:
        InvalidRequest: there is no such craft.
    """
    if not written:
        return None
    if written not in list(Craft):
        raise InvalidRequest(f"There is no craft {written[:32]!r}. Choose one of: {', '.join(Craft)}.")
    return Craft(written)


def spent_link() -> NotFound:
    """What somebody hears whose link opens nothing."""
    return NotFound("This link was already used, has expired or was mistyped. Ask a maintainer for a new one.")
