"""People: joining by a link, signing in, API tokens. Knows roles and passwords, no pages and no clips."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from pwdlib import PasswordHash

from portal.audit import record
from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound, NotSignedIn
from portal.invite_row import new_invite, token_hash
from portal.joining import MAX_NAME_CHARACTERS, Newcomer, new_member, redeem, spent_link
from portal.moments import now
from portal.policy import Action, require
from portal.sign_in_tries import SignInTries, TryLimits
from portal.text import require_email, require_text
from storage import members as rows
from storage.database import Database
from storage.tables import ApiTokenRow, MemberRow, SessionRow
from storage.words import AuditAction, Role

MIN_PASSWORD_CHARACTERS = 8
MAX_PASSWORD_CHARACTERS = 1000
MAX_AGENT_CHARACTERS = 400
MAX_INVITE_DAYS = 365
MAX_INVITE_USES = 1000
WRONG_PASSWORD = "This e-mail address and password do not go together. Check both and try again."  # noqa: S105


@dataclass(frozen=True, slots=True)
class Member:
    """A person with an account."""

    id: str
    email: str
    name: str
    role: Role
    consents_to_training: bool
    pen_name: str | None = None

    @property
    def shown_name(self) -> str:
        """What other members read."""
        return self.pen_name or self.name


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link offers: a new account, or (with `member_name`) the first password of an account made beforehand."""

    role: Role
    email: str | None
    member_name: str | None


class Members:
    """The room where people come in."""

    def __init__(self, database: Database, *, session_days: int, invite_days: int, tries: TryLimits) -> None:
        self._database = database
        self._session_lifetime = timedelta(days=session_days)
        self._invite_lifetime = timedelta(days=invite_days)
        self._tries = SignInTries(database, tries)
        self._passwords = PasswordHash.recommended()
        # Compared with when the address is unknown, so that an answer takes as long as for a known one.
        self._nobodys_hash = self._passwords.hash(secrets.token_urlsafe())

    def add(self, email: str, name: str, role: Role, *, consents_to_training: bool) -> tuple[Member, str]:
        """Make a member from the command line; returns the member and a single-use token to set a password with.

        Raises:
            InvalidRequest: no e-mail address, or no name.
            Conflict: the address has an account.
        """
        address = require_email(email)
        require_text(name, "name", limit=MAX_NAME_CHARACTERS)
        with self._database.writing() as session:
            self._database.lock_for_transaction(session, f"email-{address}")
            row = new_member(address, name, role, consents_to_training)
            if rows.by_email(session, address) is not None:
                raise Conflict(f"{address} already has an account. Use another address, or make a token for it.")
            session.add(row)
            session.flush()
            token = secrets.token_urlsafe(32)
            invite = new_invite(token, role, self._invite_lifetime, email=address, member_id=row.id)
            session.add(invite)
            record(session, None, AuditAction.MEMBER_ADDED, row.id, email=address, role=role)
            record(session, None, AuditAction.INVITE_MADE, invite.id, role=role, email=address, uses=1)
        return member_of(row), token

    def invite(
        self,
        asker: Member | None,
        role: Role,
        *,
        email: str | None = None,
        uses: int = 1,
        expires_days: int | None = None,
    ) -> str:
        """Make a link's token for new members. `asker` is None for the command line, whose user owns the files anyway.

        Raises:
            Forbidden: the asker is no maintainer.
            InvalidRequest: no e-mail address, not 1 to 1,000 uses, or not 1 to 365 days.
        """
        if asker is not None:
            require(asker, Action.INVITE)
        if not 1 <= uses <= MAX_INVITE_USES:
            raise InvalidRequest(f"A link cannot be used {uses} times. Choose 1 to {MAX_INVITE_USES:,} uses.")
        if expires_days is not None and not 1 <= expires_days <= MAX_INVITE_DAYS:
            raise InvalidRequest(f"A link cannot last {expires_days} days. Choose 1 to {MAX_INVITE_DAYS} days.")
        lifetime = self._invite_lifetime if expires_days is None else timedelta(days=expires_days)
        address = None if email is None else require_email(email)
        token = secrets.token_urlsafe(32)
        invite = new_invite(token, role, lifetime, email=address, uses=uses)
        with self._database.writing() as session:
            session.add(invite)
            actor = asker.id if asker else None
            record(session, actor, AuditAction.INVITE_MADE, invite.id, role=role, email=address, uses=uses)
        return token

    def first_maintainer_invite(self) -> str | None:
        """A fresh single-use token for the first maintainer, or None when there is one. Ends the one printed before."""
        token = secrets.token_urlsafe(32)
        with self._database.writing() as session:
            self._database.lock_for_transaction(session, "first-maintainer")
            if rows.any_with_role(session, Role.MAINTAINER):
                return None
            rows.revoke_first_maintainer_invites(session)
            invite = new_invite(token, Role.MAINTAINER, self._invite_lifetime, is_first_maintainer=True)
            session.add(invite)
            record(session, None, AuditAction.INVITE_MADE, invite.id, role=Role.MAINTAINER, first_maintainer=True)
        return token

    def invitation(self, token: str) -> Invitation:
        """What a link offers, without using it.

        Raises:
            NotFound: it was used, has expired or never was.
        """
        with self._database.reading() as session:
            invite = rows.usable_invite(session, token_hash(token), now())
            if invite is None:
                raise spent_link()
            member = rows.by_id(session, invite.member_id) if invite.member_id else None
            return Invitation(invite.role, invite.email, member.name if member else None)

    def join(
        self,
        token: str,
        *,
        email: str,
        name: str,
        password: str,
        consents_to_training: bool,
        pen_name: str = "",
        craft: str = "",
    ) -> Member:
        """Use a link: make the account it offers, or set the password of the account it was made for.

        Raises:
            NotFound: the link was used, has expired or never was.
            InvalidRequest: no e-mail address, no name, no such craft, a password that is too short, or not the invited
                address.
            Conflict: the address has an account.
        """
        newcomer = Newcomer.checked(
            email=email, name=name, consents_to_training=consents_to_training, pen_name=pen_name, craft=craft
        )
        password_hash = self._passwords.hash(require_password(password))
        with self._database.writing() as session:
            row = redeem(self._database, session, token, newcomer)
            row.password_hash = password_hash
        return member_of(row)

    def sign_in(self, email: str, password: str, *, place: str | None = None) -> Member:
        """The member with this address and password. `place` is the network address the request comes from.

        Raises:
            NotSignedIn: they do not go together.
            Forbidden: they do, but the account was disabled.
            TooMuch: there were too many wrong passwords, for this address or from this place.
        """
        attempt = self._tries.begin(email, place)
        try:
            address = require_email(email)
        except InvalidRequest as error:
            raise NotSignedIn(WRONG_PASSWORD) from error
        with self._database.reading() as session:
            row = rows.by_email(session, address)
        stored = row.password_hash if row is not None else None
        matches = self._passwords.verify(password[:MAX_PASSWORD_CHARACTERS], stored or self._nobodys_hash)
        if row is None or stored is None or not matches:
            raise NotSignedIn(WRONG_PASSWORD)
        self._tries.succeed(attempt)
        if row.disabled_at is not None:
            raise disabled_account()
        return member_of(row)

    def by_email(self, email: str) -> Member | None:
        """The member of that address, for the command line."""
        with self._database.reading() as session:
            row = rows.by_email(session, require_email(email))
        return None if row is None else member_of(row)

    def any_outside(self, domain: str) -> str | None:
        """The address of a member whose address is not in the domain, for the command line; None if there is none."""
        with self._database.reading() as session:
            return rows.any_outside(session, domain)

    def active(self, member_id: str) -> Member | None:
        """The member as they are now; None if the account was disabled."""
        with self._database.reading() as session:
            row = rows.by_id(session, member_id)
        return None if row is None or row.disabled_at is not None else member_of(row)

    def open_session(self, member: Member, agent: str = "") -> str:
        """Sign a browser in that says that it is `agent`; returns the secret for its cookie."""
        token = secrets.token_urlsafe(32)
        created = now()
        with self._database.writing() as session:
            session.add(
                SessionRow(
                    token_hash=token_hash(token),
                    member_id=member.id,
                    created_at=created,
                    expires_at=created + self._session_lifetime,
                    agent=agent[:MAX_AGENT_CHARACTERS],
                )
            )
        return token

    def by_session(self, token: str) -> Member | None:
        """Whose browser sent this cookie."""
        with self._database.reading() as session:
            row = rows.by_session(session, token_hash(token), now())
        return None if row is None else member_of(row)

    def close_session(self, token: str) -> None:
        """Sign a browser out."""
        with self._database.writing() as session:
            rows.close_session(session, token_hash(token))

    def make_api_token(self, email: str) -> str:
        """A new bearer token for the member with this address.

        Raises:
            InvalidRequest: it is no e-mail address.
            NotFound: nobody has it.
        """
        token = f"dailies_{secrets.token_urlsafe(32)}"
        with self._database.writing() as session:
            row = rows.by_email(session, require_email(email))
            if row is None:
                raise NotFound(f"Nobody has the e-mail address {email[:80]!r}. Add the member first.")
            session.add(ApiTokenRow(token_hash=token_hash(token), member_id=row.id, created_at=now()))
            record(session, None, AuditAction.API_TOKEN_MADE, row.id, email=row.email)
        return token

    def by_api_token(self, token: str) -> Member | None:
        """Whose program sent this bearer token."""
        with self._database.reading() as session:
            row = rows.by_api_token(session, token_hash(token))
        return None if row is None else member_of(row)


def member_of(row: MemberRow) -> Member:
    """The row as a plain value."""
    return Member(row.id, row.email, row.name, row.role, row.consents_to_training, row.pen_name)


def require_password(password: str) -> str:
    """The password, if it may be one.

    Raises:
        InvalidRequest: it is too short or too long.
    """
    if not MIN_PASSWORD_CHARACTERS <= len(password) <= MAX_PASSWORD_CHARACTERS:
        raise InvalidRequest(
            f"The password has {len(password)} characters; choose {MIN_PASSWORD_CHARACTERS} to "
            f"{MAX_PASSWORD_CHARACTERS:,}."
        )
    return password


def disabled_account() -> Forbidden:
    """What a member hears who was disabled."""
    return Forbidden("This account was disabled. Ask a maintainer of this studio to enable it again.")
