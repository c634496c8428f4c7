"""Reviews: curators decide which clips datasets may take. Knows no pages and no SQL."""

from __future__ import annotations

from portal.audit import record
from portal.clip_views import views
from portal.errors import Conflict, NotFound
from portal.members import Member
from portal.moments import now
from portal.policy import Action, no_such_clip, require
from portal.review import Review, Waiting
from portal.text import require_text
from storage import clips as clip_rows
from storage import members as member_rows
from storage import reviews as rows
from storage.database import Database, Session
from storage.tables import ReviewRow
from storage.words import AuditAction, ClipStatus, ReviewDecision

MAX_REASON_CHARACTERS = 1000

MOST_COUNTED = 1000
"""Nobody looks through more in a sitting, and counting on would cost more than it tells."""


class Reviews:
    """The room where curators decide."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def decide(self, member: Member, clip_id: str, decision: ReviewDecision, reason: str = "") -> Review:
        """Approve a clip, or exclude it from all datasets to come; a later decision replaces the one before.

        Raises:
            Forbidden: the member is no curator.
            InvalidRequest: an exclusion without a reason, or a reason that is too long.
            NotFound: there is no such clip.
            Conflict: the clip is not ready.
        """
        require(member, Action.REVIEW_CLIP)
        may_be_silent = decision is ReviewDecision.APPROVED
        require_text(reason, "reason of the decision", limit=MAX_REASON_CHARACTERS, allow_empty=may_be_silent)
        with self._database.writing() as session:
            clip = clip_rows.by_id(session, clip_id, for_update=True)
            if clip is None:
                raise no_such_clip(clip_id)
            if clip.status is not ClipStatus.READY:
                raise Conflict(f"This clip is {clip.status}; it can be reviewed when it is ready.")
            # The log keeps all decisions, the table the one that counts.
            row = session.merge(
                ReviewRow(clip_id=clip_id, decision=decision, reason=reason, member_id=member.id, decided_at=now())
            )
            record(session, member.id, AuditAction.CLIP_REVIEWED, clip_id, decision=decision.value, reason=reason)
            return Review.from_row(row, member.shown_name)

    def of_clip(self, member: Member, clip_id: str) -> Review:
        """What stands decided on a clip.

        Raises:
            Forbidden: the member is no curator.
            NotFound: there is no such clip, or nobody has decided on it.
        """
        require(member, Action.REVIEW_CLIP)
        with self._database.reading() as session:
            if clip_rows.by_id(session, clip_id) is None:
                raise no_such_clip(clip_id)
            row = rows.of_clip(session, clip_id)
            if row is None:
                raise NotFound("Nobody has decided on this clip yet.")
            return _seen(session, row)

    def next(self, member: Member, after: str | None = None) -> Waiting | None:
        """The newest clip that is rated and not decided on, or the one after the clip `after`; None: no more wait.

        Raises:
            Forbidden: the member is no curator.
            NotFound: there is no clip `after`.
        """
        require(member, Action.REVIEW_CLIP)
        with self._database.reading() as session:
            last = None if after is None else clip_rows.by_id(session, after)
            if after is not None and last is None:
                raise no_such_clip(after)
            found = rows.next_waiting(session, last)
            if found is None:
                return None
            [clip] = views(session, member, [found])
            return Waiting(clip, rows.count_waiting(session, MOST_COUNTED))


def _seen(session: Session, row: ReviewRow) -> Review:
    curator = member_rows.by_id(session, row.member_id)
    return Review.from_row(row, curator.shown_name if curator else "")
