"""The audit log: who did what to what, and when. Knows no pages; nothing here changes or removes an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.moments import now
from portal.policy import Action, Asker, require
from storage import audit as rows
from storage.database import Database, Session
from storage.tables import AuditEntryRow
from storage.words import AuditAction

MAX_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that somebody did."""

    id: int
    at: datetime
    actor: str | None
    """The e-mail address of whoever did it; None for the command line and the studio itself."""
    action: str
    subject: str
    """The id of the member, invite, clip or dataset it was done to."""
    detail: Mapping[str, object]


def record(session: Session, actor_id: str | None, action: AuditAction, subject: str, **detail: object) -> None:
    """Write down what is done, in the transaction that does it: both are stored, or neither.

    Args:
        session: the transaction.
        actor_id: the member who does it; None for the command line and the studio itself.
        action: what is done.
        subject: id of what it is done to.
        detail: what one wants to know later, as JSON; never a secret.
    """
    entry = AuditEntryRow(at=now(), member_id=actor_id, action=action.value, subject=subject, detail=detail)
    rows.add(session, entry)


class Audit:
    """The room where the log is read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, asker: Asker, *, before: int | None = None, limit: int = 50) -> tuple[AuditEntry, ...]:
        """The newest entries, older than the entry `before` if given; at most 200 at a time.

        Raises:
            Forbidden: the asker is no maintainer.
        """
        require(asker, Action.SEE_AUDIT_LOG)
        with self._database.reading() as session:
            found = rows.newest(session, before=before, limit=min(limit, MAX_ENTRIES))
        return tuple(AuditEntry(row.id, row.at, email, row.action, row.subject, row.detail) for row, email in found)
