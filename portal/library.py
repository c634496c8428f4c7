"""The library: clips that their artists share with every member. Knows no pages and no SQL."""

from __future__ import annotations

from portal.clip import Clip
from portal.clip_views import views
from portal.errors import Conflict
from portal.members import Member
from portal.moments import now
from portal.policy import no_such_clip, require_ownership
from storage import clips as clip_rows
from storage import library as rows
from storage.database import Database
from storage.words import ClipStatus


class Library:
    """The room where members look at each other's clips."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def share(self, member: Member, clip_id: str) -> Clip:
        """Let every member see and rate a ready clip. One that is shared already stays so, since when it was.

        Raises:
            NotFound: there is none that the member may see.
            Forbidden: it is somebody else's.
            Conflict: it is not ready.
        """
        with self._database.writing() as session:
            row = clip_rows.by_id(session, clip_id, for_update=True)
            if row is None:
                raise no_such_clip(clip_id)
            require_ownership(member, row, "share it")
            if row.status is not ClipStatus.READY:
                raise Conflict(f"This clip is {row.status}; it can be shared when it is ready.")
            if row.shared_at is None:
                rows.add(session, row, now())
            session.flush()
            return views(session, member, [row])[0]

    def take_back(self, member: Member, clip_id: str) -> Clip:
        """Show a clip to nobody but its owner and those who see all clips. Ratings that it was given stay.

        Raises:
            NotFound: there is none that the member may see.
            Forbidden: it is somebody else's.
        """
        with self._database.writing() as session:
            row = clip_rows.by_id(session, clip_id, for_update=True)
            if row is None:
                raise no_such_clip(clip_id)
            require_ownership(member, row, "take it back")
            rows.remove(session, row)
            session.flush()
            return views(session, member, [row])[0]
