"""Rows of clips as a member sees them: with names, ratings, comments counted, place in line and time left.

Knows no rules: whoever calls has asked the policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.clip import Clip
from portal.members import Member
from portal.moments import now
from portal.rating import Rating
from storage import clips as rows
from storage import comments as comment_rows
from storage import ratings as rating_rows
from storage.database import Session
from storage.tables import ClipRow
from storage.words import ClipStatus


def views(session: Session, member: Member, found: Sequence[ClipRow]) -> tuple[Clip, ...]:
    """The clips in the order of their rows."""
    names = rows.owner_names(session, found)
    summaries = rows.rating_summaries(session, found)
    comments = comment_rows.counts(session, [row.id for row in found])
    mine = rating_rows.current_by_member(session, [row.id for row in found], member.id)
    seen = []
    for row in found:
        view = replace(Clip.from_row(row, names[row.member_id]), comment_count=comments.get(row.id, 0))
        if row.id in summaries:
            view = replace(view, mean_rating=summaries[row.id].mean, rating_count=summaries[row.id].count)
        if row.id in mine:
            view = replace(view, my_rating=Rating.from_row(mine[row.id]))
        if not row.status.is_final:
            view = replace(view, position=_position(session, row), eta_seconds=_eta(session, row))
        seen.append(view)
    return tuple(seen)


def _position(session: Session, row: ClipRow) -> int:
    return 0 if row.status is ClipStatus.RENDERING else rows.ahead_of(session, row) + 1


def _eta(session: Session, row: ClipRow) -> float | None:
    if row.status is ClipStatus.RENDERING and row.started_at is not None and row.step > 0:
        spent = (now() - row.started_at).total_seconds()
        return round(spent * (row.total_steps - row.step) / row.step, 1)
    # By the work, not by the clip: a storyboard of a minute waits among takes of a second.
    cost = rows.gpu_seconds_per_work(session, row.model)
    return None if cost is None else round(cost * rows.work_until(session, row), 1)
