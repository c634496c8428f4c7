"""Queries on members, invites, sessions and API tokens. Knows hashes of secrets, never the secrets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.tables import ApiTokenRow, InviteRow, MemberRow, SessionRow
from storage.words import Role


def by_id(session: Session, member_id: str) -> MemberRow | None:
    """The member of that id."""
    return session.get(MemberRow, member_id)


def any_outside(session: Session, domain: str) -> str | None:
    """An e-mail address of a member that is not in the domain; None if there is none."""
    return session.scalar(sa.select(MemberRow.email).where(sa.not_(MemberRow.email.endswith(f"@{domain}"))).limit(1))


def by_email(session: Session, email: str) -> MemberRow | None:
    """The member of that e-mail address, which is stored in lower case."""
    return session.scalar(sa.select(MemberRow).where(MemberRow.email == email.lower()))


def every(session: Session) -> Sequence[MemberRow]:
    """All members, in the order in which they came."""
    return session.scalars(sa.select(MemberRow).order_by(MemberRow.created_at, MemberRow.id)).all()


def count_active(session: Session, role: Role) -> int:
    """How many members of that role are not disabled."""
    active = sa.select(sa.func.count()).where(MemberRow.role == role, MemberRow.disabled_at.is_(None))
    return session.scalar(active) or 0


def any_with_role(session: Session, role: Role) -> bool:
    """Whether somebody has that role."""
    return session.scalar(sa.select(MemberRow.id).where(MemberRow.role == role).limit(1)) is not None


def usable_invite(session: Session, token_hash: str, now: datetime) -> InviteRow | None:
    """The invite behind a link, if it can still be used."""
    disabled = sa.select(MemberRow.id).where(MemberRow.id == InviteRow.member_id, MemberRow.disabled_at.is_not(None))
    return session.scalar(
        sa.select(InviteRow).where(
            InviteRow.token_hash == token_hash,
            InviteRow.uses_left > 0,
            InviteRow.expires_at > now,
            ~disabled.exists(),
        )
    )


def open_invites(session: Session, now: datetime) -> Sequence[InviteRow]:
    """All invites that can still be used, newest first."""
    usable = sa.select(InviteRow).where(InviteRow.uses_left > 0, InviteRow.expires_at > now)
    return session.scalars(usable.order_by(InviteRow.created_at.desc(), InviteRow.id)).all()


def revoke_invite(session: Session, invite_id: str, now: datetime) -> InviteRow | None:
    """End an invite that can still be used; None when there is none of that id."""
    return session.scalar(
        sa.update(InviteRow)
        .where(InviteRow.id == invite_id, InviteRow.uses_left > 0, InviteRow.expires_at > now)
        .values(uses_left=0)
        .returning(InviteRow)
    )


def use_invite(session: Session, invite_id: str, now: datetime) -> bool:
    """Take one use of an invite; false when somebody else took the last one. One statement, so it holds under load."""
    taken = session.execute(
        sa.update(InviteRow)
        .where(InviteRow.id == invite_id, InviteRow.uses_left > 0, InviteRow.expires_at > now)
        .values(uses_left=InviteRow.uses_left - 1)
        .returning(InviteRow.id)
    )
    return taken.first() is not None


def revoke_first_maintainer_invites(session: Session) -> None:
    """End all unused links for the first maintainer: only the newest printed one shall work."""
    session.execute(sa.update(InviteRow).where(InviteRow.is_first_maintainer).values(uses_left=0))


def by_session(session: Session, token_hash: str, now: datetime) -> MemberRow | None:
    """Whose browser holds this cookie."""
    return session.scalar(
        sa.select(MemberRow)
        .join(SessionRow, SessionRow.member_id == MemberRow.id)
        .where(SessionRow.token_hash == token_hash, SessionRow.expires_at > now, MemberRow.disabled_at.is_(None))
    )


def close_session(session: Session, token_hash: str) -> None:
    """Forget a browser."""
    session.execute(sa.delete(SessionRow).where(SessionRow.token_hash == token_hash))


def sessions_of(session: Session, member_id: str, now: datetime) -> Sequence[SessionRow]:
    """The browsers in which a member is signed in, newest first."""
    mine = sa.select(SessionRow).where(SessionRow.member_id == member_id, SessionRow.expires_at > now)
    return session.scalars(mine.order_by(SessionRow.created_at.desc(), SessionRow.token_hash)).all()


def close_other_sessions(session: Session, member_id: str, kept: str | None) -> int:
    """Forget all browsers of a member but one; returns how many."""
    gone = sa.delete(SessionRow).where(SessionRow.member_id == member_id)
    if kept is not None:
        gone = gone.where(SessionRow.token_hash != kept)
    return len(session.execute(gone.returning(SessionRow.token_hash)).all())


def api_tokens_of(session: Session, member_id: str) -> Sequence[ApiTokenRow]:
    """The API tokens of a member, newest first."""
    mine = sa.select(ApiTokenRow).where(ApiTokenRow.member_id == member_id)
    return session.scalars(mine.order_by(ApiTokenRow.created_at.desc(), ApiTokenRow.token_hash)).all()


def by_api_token(session: Session, token_hash: str) -> MemberRow | None:
    """Whose program holds this token."""
    return session.scalar(
        sa.select(MemberRow)
        .join(ApiTokenRow, ApiTokenRow.member_id == MemberRow.id)
        .where(ApiTokenRow.token_hash == token_hash, MemberRow.disabled_at.is_(None))
    )


def close_all_doors(session: Session, member_id: str) -> None:
    """Forget all browsers and all API tokens of a member."""
    session.execute(sa.delete(SessionRow).where(SessionRow.member_id == member_id))
    session.execute(sa.delete(ApiTokenRow).where(ApiTokenRow.member_id == member_id))
