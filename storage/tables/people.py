"""People and what lets them in: members, invites, sessions, tokens, identities; and who did what.

Knows columns and constraints, no queries and no rules.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.columns import Table, word_column
from storage.words import Role


class MemberRow(Table):
    """A person with an account."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.Text)
    role: Mapped[Role] = mapped_column(word_column(Role))
    password_hash: Mapped[str | None] = mapped_column(sa.Text)
    consents_to_training: Mapped[bool]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    pen_name: Mapped[str | None] = mapped_column(sa.Text)
    craft: Mapped[str | None] = mapped_column(sa.String(16))
    """A `Craft`. Without a CHECK: SQLite could only add one by building the table anew."""
    quota_gpu_seconds: Mapped[int | None]
    """What this member may use in 24 hours; null is what the role may, 0 is no limit."""

    @hybrid_property
    def shown_name(self) -> str:
        """What other members read: the pen name where there is one."""
        return self.pen_name or self.name

    @shown_name.inplace.expression
    @classmethod
    def _shown_name_in_queries(cls) -> sa.ColumnElement[str]:
        return sa.func.coalesce(cls.pen_name, cls.name)


class InviteRow(Table):
    """A link that makes a member, or (with `member_id`) lets a member who has no password yet set one."""

    __tablename__ = "invites"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    role: Mapped[Role] = mapped_column(word_column(Role))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    member_id: Mapped[str | None] = mapped_column(sa.ForeignKey("members.id"))
    uses_left: Mapped[int]
    is_first_maintainer: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]


class SessionRow(Table):
    """A browser that is signed in."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    member_id: Mapped[str] = mapped_column(sa.ForeignKey("members.id"), index=True)
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    agent: Mapped[str] = mapped_column(sa.Text, server_default=sa.text("''"))
    """What the browser said it is, cut short."""


class SignInTryRow(Table):
    """One try to sign in whose password was not right, or is being looked at. Kept for minutes."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (
        sa.Index("ix_sign_in_tries_email", "email_hash", "at"),
        sa.Index("ix_sign_in_tries_place", "place_hash", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email_hash: Mapped[str] = mapped_column(sa.String(64))
    place_hash: Mapped[str | None] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(index=True)


class ApiTokenRow(Table):
    """A bearer token for the HTTP API."""

    __tablename__ = "api_tokens"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    member_id: Mapped[str] = mapped_column(sa.ForeignKey("members.id"), index=True)
    created_at: Mapped[datetime]
    name: Mapped[str] = mapped_column(sa.Text, server_default=sa.text("''"))
    """What its owner calls it."""


class IdentityRow(Table):
    """A person at an identity provider (OpenID Connect) who signs in to a member's account."""

    __tablename__ = "identities"

    issuer: Mapped[str] = mapped_column(sa.String(500), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    """Who it is, in the provider's own words; never given to anybody else there, as an e-mail address may be."""
    member_id: Mapped[str] = mapped_column(sa.ForeignKey("members.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    """The address that the provider vouched for when it was linked."""
    linked_at: Mapped[datetime]


class AuditEntryRow(Table):
    """Who did what to what, and when. Added in the transaction of what it tells of, and never touched again."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    member_id: Mapped[str | None] = mapped_column(sa.ForeignKey("members.id"))
    """Who did it; null for the command line and the studio itself."""
    action: Mapped[str] = mapped_column(sa.String(32))
    """An `AuditAction`. Without a CHECK, so that a new one needs no migration and an old one is read for ever."""
    subject: Mapped[str] = mapped_column(sa.String(64))
    """The id of what it was done to: of a member, an invite, a clip or a dataset, as the action says."""
    detail: Mapped[dict[str, Any]]
