"""Queries on the pictures that members sent. Knows how to find them, not who may see them."""

from __future__ import annotations

import re
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.tables import UploadRow

UPLOAD_ID = re.compile(r"[0-9a-f-]{36}")


def by_id(session: Session, upload_id: str) -> UploadRow | None:
    """The upload of that id."""
    if not UPLOAD_ID.fullmatch(upload_id):
        return None  # whatever was typed: databases differ in which texts they refuse to compare
    return session.get(UploadRow, upload_id)


def by_content(session: Session, member_id: str, sha256: str) -> UploadRow | None:
    """The member's upload of that picture."""
    return session.scalar(sa.select(UploadRow).where(UploadRow.member_id == member_id, UploadRow.sha256 == sha256))


def count_since(session: Session, member_id: str, moment: datetime) -> int:
    """How many pictures the member has sent since then."""
    sent = sa.select(sa.func.count()).where(UploadRow.member_id == member_id, UploadRow.created_at >= moment)
    return session.scalar(sent) or 0
