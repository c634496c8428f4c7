"""Queries on comments. Knows rows, not who may read or write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.tables import CommentRow, MemberRow

COMMENT_ID = re.compile(r"[0-9a-f-]{36}")


def of_clip(session: Session, clip_id: str) -> Sequence[tuple[CommentRow, str]]:
    """All comments on a clip with the names of who wrote them, in the order of the film."""
    rows = session.execute(
        sa.select(CommentRow, MemberRow.shown_name)
        .join(MemberRow, MemberRow.id == CommentRow.member_id)
        .where(CommentRow.clip_id == clip_id)
        .order_by(CommentRow.at_seconds, CommentRow.created_at, CommentRow.id)
    )
    return [(row, name) for row, name in rows]


def on_clip(session: Session, clip_id: str, comment_id: str) -> CommentRow | None:
    """The comment of that id, if it is one on that clip."""
    if not COMMENT_ID.fullmatch(comment_id):
        return None  # as for clips: databases differ in which texts they refuse to compare
    return session.scalar(sa.select(CommentRow).where(CommentRow.id == comment_id, CommentRow.clip_id == clip_id))


def counts(session: Session, clip_ids: Sequence[str]) -> Mapping[str, int]:
    """Clip id → how many comments it has; clips without any are left out."""
    rows = session.execute(
        sa.select(CommentRow.clip_id, sa.func.count())
        .where(CommentRow.clip_id.in_(clip_ids))
        .group_by(CommentRow.clip_id)
    )
    return dict(rows.all())
