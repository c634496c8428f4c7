"""One's own account: name, craft, consent, password, browsers, API tokens. Knows nobody else's, and no pages."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from pwdlib import PasswordHash

from portal.audit import record
from portal.errors import Conflict, InvalidRequest, NotFound
from portal.invite_row import token_hash
from portal.joining import MAX_NAME_CHARACTERS, checked_craft, checked_pen_name
from portal.members import MAX_PASSWORD_CHARACTERS, Member, require_password
from portal.moments import now
from portal.quotas import Quotas, Spending
from portal.sign_in_tries import SignInTries, TryLimits
from portal.text import require_text
from storage import members as rows
from storage.database import Database
from storage.tables import ApiTokenRow, MemberRow, SessionRow
from storage.words import AuditAction, Role

MAX_API_TOKENS = 50
PUBLIC_PART = 16
"""Of a token's hash, which is of 256 random bits: so much of it names the token and tells nothing of it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A member as they see themselves."""

    id: str
    email: str
    name: str
    pen_name: str | None
    craft: str | None
    role: Role
    consents_to_training: bool
    created_at: datetime
    has_password: bool
    """Whether the member can sign in without an identity provider."""


@dataclass(frozen=True, slots=True)
class SignedInBrowser:
    """A browser that is signed in. `is_this` is the one that asks."""

    agent: str
    created_at: datetime
    expires_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class OwnToken:
    """An API token without its secret."""

    id: str
    name: str
    created_at: datetime


class Profiles:
    """The room where each member is alone."""

    def __init__(self, database: Database, quotas: Quotas, tries: TryLimits) -> None:
        self._database = database
        self._quotas = quotas
        self._tries = SignInTries(database, tries)
        self._passwords = PasswordHash.recommended()

    def of(self, member: Member) -> Profile:
        """What the studio keeps of the member."""
        with self._database.reading() as session:
            return _profile(session.get_one(MemberRow, member.id))

    def spending(self, member: Member) -> Spending:
        """What the member has used of the quota."""
        with self._database.reading() as session:
            return self._quotas.spending(session, member.id)

    def change(
        self,
        member: Member,
        *,
        name: str | None = None,
        pen_name: str | None = None,
        craft: str | None = None,
        consents_to_training: bool | None = None,
    ) -> Profile:
        """Change what is not None; an empty pen name or craft takes it away. Consent counts for clips to come.

        Raises:
            InvalidRequest: no name, a name that is too long, or no such craft.
        """
        wanted: dict[str, object] = {}
        if name is not None:
            wanted["name"] = require_text(name, "name", limit=MAX_NAME_CHARACTERS)
        if pen_name is not None:
            wanted["pen_name"] = checked_pen_name(pen_name)
        if craft is not None:
            wanted["craft"] = checked_craft(craft)
        if consents_to_training is not None:
            wanted["consents_to_training"] = consents_to_training
        with self._database.writing() as session:
            row = session.get_one(MemberRow, member.id, with_for_update=True)
            changed = {field: value for field, value in wanted.items() if getattr(row, field) != value}
            for field, value in changed.items():
                setattr(row, field, value)
            if changed:
                record(session, member.id, AuditAction.PROFILE_CHANGED, member.id, email=row.email, **changed)
            return _profile(row)

    def change_password(
        self, member: Member, current: str, new: str, *, secret: str | None, place: str | None = None
    ) -> None:
        """Set another password and sign every other browser out. `secret` is the cookie of the one that asks.

        A member without one, who came by an identity provider, sets the first from a browser that is signed in; what
        is sent as the current one is not looked at then.

        Raises:
            InvalidRequest: the current password is wrong, or the new one is too short or too long.
            Conflict: the account has no password yet, and no browser asks.
            TooMuch: there were too many wrong passwords.
        """
        require_password(new)
        attempt = self._tries.begin(member.email, place)
        with self._database.reading() as session:
            stored = session.get_one(MemberRow, member.id).password_hash
            by = None if secret is None else rows.by_session(session, token_hash(secret), now())
        if stored is None and (by is None or by.id != member.id):
            # A program's token is revoked by itself; it must not become a password, which outlives it.
            raise Conflict(
                "This account has no password yet. Set the first one on the account page, in a browser that is signed "
                "in, or by the link that was made with the account."
            )
        if stored is not None and not self._passwords.verify(current[:MAX_PASSWORD_CHARACTERS], stored):
            raise InvalidRequest("The current password is wrong. Check it and try again.")
        self._tries.succeed(attempt)
        fresh = self._passwords.hash(new)
        with self._database.writing() as session:
            row = session.get_one(MemberRow, member.id, with_for_update=True)
            if row.password_hash != stored:
                raise Conflict("The password was changed a moment ago from somewhere else. Try again.")
            row.password_hash = fresh
            closed = rows.close_other_sessions(session, member.id, _hash(secret))
            first = {"first": True} if stored is None else {}
            record(session, member.id, AuditAction.PASSWORD_CHANGED, member.id, email=row.email, closed=closed, **first)

    def browsers(self, member: Member, secret: str | None) -> tuple[SignedInBrowser, ...]:
        """Where the member is signed in, newest first. `secret` is the cookie of the browser that asks."""
        with self._database.reading() as session:
            found = rows.sessions_of(session, member.id, now())
        return tuple(_browser(row, _hash(secret)) for row in found)

    def sign_out_elsewhere(self, member: Member, secret: str | None) -> int:
        """Sign every browser out but the one with this cookie; returns how many there were."""
        with self._database.writing() as session:
            closed = rows.close_other_sessions(session, member.id, _hash(secret))
            if closed:
                record(
                    session, member.id, AuditAction.SIGNED_OUT_ELSEWHERE, member.id, email=member.email, closed=closed
                )
        return closed

    def tokens(self, member: Member) -> tuple[OwnToken, ...]:
        """The member's API tokens, newest first."""
        with self._database.reading() as session:
            return tuple(_token(row) for row in rows.api_tokens_of(session, member.id))

    def make_token(self, member: Member, name: str) -> tuple[OwnToken, str]:
        """A new API token and its secret, which is told this once.

        Raises:
            InvalidRequest: it has no name.
            Conflict: the member has 50 already.
        """
        require_text(name, "name of the token", limit=MAX_NAME_CHARACTERS)
        secret = f"dailies_{secrets.token_urlsafe(32)}"
        row = ApiTokenRow(token_hash=token_hash(secret), member_id=member.id, created_at=now(), name=name)
        with self._database.writing() as session:
            self._database.lock_for_transaction(session, f"tokens-{member.id}")
            if len(rows.api_tokens_of(session, member.id)) >= MAX_API_TOKENS:
                raise Conflict(f"You have {MAX_API_TOKENS} API tokens. Revoke one that is no longer used.")
            session.add(row)
            record(session, member.id, AuditAction.API_TOKEN_MADE, member.id, email=member.email, name=name)
            return _token(row), secret

    def revoke_token(self, member: Member, token_id: str) -> OwnToken:
        """End one of the member's API tokens at once.

        Raises:
            NotFound: the member has no such token.
        """
        with self._database.writing() as session:
            row = next((row for row in rows.api_tokens_of(session, member.id) if _public(row) == token_id), None)
            if row is None:
                raise NotFound(f"You have no API token {token_id[:64]!r}. It may be revoked already.")
            session.delete(row)
            record(session, member.id, AuditAction.API_TOKEN_REVOKED, member.id, email=member.email, name=row.name)
            return _token(row)


def _hash(secret: str | None) -> str | None:
    return None if secret is None else token_hash(secret)


def _public(row: ApiTokenRow) -> str:
    return row.token_hash[:PUBLIC_PART]


def _token(row: ApiTokenRow) -> OwnToken:
    return OwnToken(_public(row), row.name, row.created_at)


def _browser(row: SessionRow, asking: str | None) -> SignedInBrowser:
    return SignedInBrowser(row.agent, row.created_at, row.expires_at, row.token_hash == asking)


def _profile(row: MemberRow) -> Profile:
    return Profile(
        row.id,
        row.email,
        row.name,
        row.pen_name,
        row.craft,
        row.role,
        row.consents_to_training,
        row.created_at,
        row.password_hash is not None,
    )
