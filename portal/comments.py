"""Comments: words pinned to moments of clips. Whoever may see a clip reads and writes them.

Knows no pages and no SQL.
"""

from __future__ import annotations

import uuid

from portal.comment import Comment
from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound
from portal.members import Member
from portal.moments import now
from portal.policy import Action, no_such_clip, require, require_sight
from portal.text import require_text
from storage import clips as clip_rows
from storage import comments as rows
from storage.database import Database, Session
from storage.tables import ClipRow, CommentRow
from storage.words import ClipStatus

MAX_COMMENT_CHARACTERS = 2000
MAX_COMMENTS = 500
"""On one clip: all of them are read at once and stand as marks on one line."""


class Comments:
    """The room where clips are talked about frame by frame."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, member: Member, clip_id: str, at_seconds: float, text: str) -> Comment:
        """Pin words to a moment of a ready clip.

        Raises:
            InvalidRequest: the moment is not in the clip; the words are none, or too many.
            NotFound: there is no such clip that the member may see.
            Conflict: the clip is not ready, or holds as many comments as one can.
        """
        require(member, Action.COMMENT_ON_CLIP)
        require_text(text, "comment", limit=MAX_COMMENT_CHARACTERS)
        with self._database.writing() as session:
            # Locked, so that two at once do not both find room for the last one.
            clip = self._seen(session, member, clip_id, for_update=True)
            frames = _frames(clip)
            length = frames / clip.fps
            if not 0 <= at_seconds <= length:
                raise InvalidRequest(
                    f"A comment at {at_seconds:g} seconds was given, and the clip is {length:g} seconds long. "
                    f"Pin it to a moment from 0 to {length:g}."
                )
            if rows.counts(session, [clip_id]).get(clip_id, 0) >= MAX_COMMENTS:
                raise Conflict(f"This clip has {MAX_COMMENTS} comments already; more do not fit. Delete some first.")
            row = CommentRow(
                id=str(uuid.uuid4()),
                clip_id=clip_id,
                member_id=member.id,
                at_seconds=at_seconds,
                text=text,
                created_at=now(),
            )
            session.add(row)
            return Comment.from_row(row, member.shown_name, frames=frames, fps=clip.fps)

    def on(self, member: Member, clip_id: str) -> tuple[Comment, ...]:
        """All comments on a clip, in the order of the film.

        Raises:
            NotFound: there is no such clip that the member may see.
        """
        with self._database.reading() as session:
            clip = self._seen(session, member, clip_id)
            found = rows.of_clip(session, clip_id)
            return tuple(Comment.from_row(row, name, frames=_frames(clip), fps=clip.fps) for row, name in found)

    def delete(self, member: Member, clip_id: str, comment_id: str) -> Comment:
        """Take one's own comment away, for good. Returns what it was.

        Raises:
            NotFound: there is no such clip that the member may see, or no such comment on it.
            Forbidden: somebody else wrote it.
        """
        with self._database.writing() as session:
            clip = self._seen(session, member, clip_id)
            row = rows.on_clip(session, clip_id, comment_id)
            if row is None:
                raise NotFound(f"There is no comment {comment_id[:64]!r} on this clip. It may be deleted already.")
            if row.member_id != member.id:
                raise Forbidden("Somebody else wrote this comment; only who wrote it can delete it.")
            session.delete(row)
            return Comment.from_row(row, member.shown_name, frames=_frames(clip), fps=clip.fps)

    def _seen(self, session: Session, member: Member, clip_id: str, *, for_update: bool = False) -> ClipRow:
        clip = clip_rows.by_id(session, clip_id, for_update=for_update)
        if clip is None:
            raise no_such_clip(clip_id)
        require_sight(member, clip)
        return clip


def _frames(clip: ClipRow) -> int:
    if clip.status is not ClipStatus.READY or clip.frames is None:
        raise Conflict(f"This clip is {clip.status}; it can be commented on when it is ready.")
    return clip.frames
