"""Queries on the audit log: adding and reading, and nothing else. Knows no rules."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.tables import AuditEntryRow, MemberRow


def add(session: Session, entry: AuditEntryRow) -> None:
    """Write an entry down, in the transaction of what it tells of."""
    session.add(entry)


def newest(session: Session, *, before: int | None, limit: int) -> Sequence[tuple[AuditEntryRow, str | None]]:
    """The newest entries, older than the entry `before` if given, each with the e-mail address of whoever did it."""
    query = sa.select(AuditEntryRow, MemberRow.email).outerjoin(MemberRow, MemberRow.id == AuditEntryRow.member_id)
    if before is not None:
        query = query.where(AuditEntryRow.id < before)
    found = session.execute(query.order_by(AuditEntryRow.id.desc()).limit(limit)).all()
    return [(entry, email) for entry, email in found]
