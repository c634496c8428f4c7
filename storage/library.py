"""The library's own rows: one narrow entry for each shared clip. Knows how to keep them true, not who may share.

An entry comes and goes with `clips.shared_at`, and its ratings are counted anew in the transaction of every rating, so
that it never says anything else than the clip and its ratings do.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.tables import ClipRow, LibraryEntryRow, RatingRow


def search_form(text: str) -> str:
    """The text as it is compared: case and the ways to encode one character make no difference, on any database."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def add(session: Session, clip: ClipRow, at: datetime) -> None:
    """Share the clip, whose row the caller has locked."""
    clip.shared_at = at
    count, stars = _counted(session, clip.id)
    session.add(
        LibraryEntryRow(
            clip_id=clip.id,
            shared_at=at,
            model=clip.model,
            aspect=clip.aspect,
            search_text=search_form(clip.prompt),
            rating_count=count,
            star_sum=stars,
        )
    )


def remove(session: Session, clip: ClipRow) -> None:
    """Take the clip back, whose row the caller has locked."""
    clip.shared_at = None
    session.execute(sa.delete(LibraryEntryRow).where(LibraryEntryRow.clip_id == clip.id))


def count_ratings(session: Session, clip_id: str) -> None:
    """Bring the entry, if there is one, up to the clip's ratings. The caller has locked the clip's row."""
    session.flush()
    count, stars = _counted(session, clip_id)
    session.execute(
        sa.update(LibraryEntryRow).where(LibraryEntryRow.clip_id == clip_id).values(rating_count=count, star_sum=stars)
    )


def _counted(session: Session, clip_id: str) -> tuple[int, int]:
    """How many ratings of the clip count, and their stars together."""
    count, stars = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(RatingRow.overall), 0)).where(
            RatingRow.clip_id == clip_id, RatingRow.is_current
        )
    ).one()
    return count, int(stars)
