"""Queries on tries to sign in. Knows hashes of addresses, and no limits."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.tables import SignInTryRow


def nth_newest_for_email(session: Session, email_hash: str, n: int) -> datetime | None:
    """When the n-th newest try for an e-mail address was, if there were so many."""
    return _nth_newest(session, SignInTryRow.email_hash == email_hash, n)


def nth_newest_from_place(session: Session, place_hash: str, n: int) -> datetime | None:
    """When the n-th newest try from a network address was, if there were so many."""
    return _nth_newest(session, SignInTryRow.place_hash == place_hash, n)


def forget_before(session: Session, moment: datetime) -> None:
    """Remove all tries that are older."""
    session.execute(sa.delete(SignInTryRow).where(SignInTryRow.at <= moment))


def forget(session: Session, email_hash: str, place_hash: str | None) -> None:
    """Remove the tries for an e-mail address that came from one place."""
    session.execute(
        sa.delete(SignInTryRow).where(
            SignInTryRow.email_hash == email_hash, SignInTryRow.place_hash.is_not_distinct_from(place_hash)
        )
    )


def _nth_newest(session: Session, which: sa.ColumnElement[bool], n: int) -> datetime | None:
    newest_first = sa.select(SignInTryRow.at).where(which).order_by(SignInTryRow.at.desc())
    return session.scalar(newest_first.offset(n - 1).limit(1))
