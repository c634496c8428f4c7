"""A clip that its owner is about to change: found, locked, and the policy asked. Knows no change."""

from __future__ import annotations

from portal.members import Member
from portal.policy import no_such_clip, require_ownership
from storage import clips as rows
from storage.database import Session
from storage.tables import ClipRow


def owned_row(session: Session, member: Member, clip_id: str, deed: str) -> ClipRow:
    """The clip's row, locked. `deed` completes the sentence 'only the artist who asked for it can …'.

    Raises:
        NotFound: there is none that the member may see.
        Forbidden: it is somebody else's.
    """
    row = rows.by_id(session, clip_id, for_update=True)
    if row is None:
        raise no_such_clip(clip_id)
    require_ownership(member, row, deed)
    return row
