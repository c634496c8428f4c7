"""Queries on identities: whose account a person at an identity provider signs in to. Knows no providers."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.tables import IdentityRow, MemberRow


def member_of(session: Session, issuer: str, subject: str) -> MemberRow | None:
    """The member that this identity is linked to, disabled or not."""
    return session.scalar(
        sa.select(MemberRow)
        .join(IdentityRow, IdentityRow.member_id == MemberRow.id)
        .where(IdentityRow.issuer == issuer, IdentityRow.subject == subject)
    )


def of_member(session: Session, member_id: str) -> Sequence[IdentityRow]:
    """The identities of a member, in the order in which they were linked."""
    mine = sa.select(IdentityRow).where(IdentityRow.member_id == member_id)
    return session.scalars(mine.order_by(IdentityRow.linked_at, IdentityRow.subject)).all()
