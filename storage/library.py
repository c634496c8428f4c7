"""The library's own rows: one narrow entry for each shared clip. Knows how to keep them true, not who may share.

An entry comes and goes with `clips.shared_at`, and its ratings are counted anew in the transaction of every rating, so
that it never says anything else than the clip and its ratings do.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.tables import ClipRow, LibraryEntryRow, MemberRow, RatingRow

THOUSANDTHS = 1000
"""Means are compared as whole numbers, which every database adds and divides alike: a page's last mean is exactly what
the page after starts from."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which entries a page wants: those that hold all `words` (in `search_form`), of that model, shape and
    member, and in which ratings name that defect."""

    words: tuple[str, ...] = ()
    model: str | None = None
    aspect: str | None = None
    member_id: str | None = None
    tag: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Prior:
    """What is thought of a clip before anybody rates it: `votes` votes of `mean_thousandths` thousandths of a star."""

    votes: int
    mean_thousandths: int


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
            member_id=clip.member_id,
            tags=_named(session, clip.id),
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
        sa.update(LibraryEntryRow)
        .where(LibraryEntryRow.clip_id == clip_id)
        .values(rating_count=count, star_sum=stars, tags=_named(session, clip_id))
    )


def _named(session: Session, clip_id: str) -> str:
    """The defects that the clip's ratings name, as entries keep them."""
    query = sa.select(RatingRow.tags).where(RatingRow.clip_id == clip_id, RatingRow.is_current)
    tags = sorted({tag for given in session.scalars(query) for tag in given})
    return f"|{'|'.join(tags)}|" if tags else ""


def _counted(session: Session, clip_id: str) -> tuple[int, int]:
    """How many ratings of the clip count, and their stars together."""
    count, stars = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(RatingRow.overall), 0)).where(
            RatingRow.clip_id == clip_id, RatingRow.is_current
        )
    ).one()
    return count, int(stars)


def newest(session: Session, wanted: Selection, after: tuple[datetime, str] | None) -> Sequence[tuple[datetime, str]]:
    """(shared_at, clip id) of the entries after this one, last shared first."""
    place = sa.tuple_(LibraryEntryRow.shared_at, LibraryEntryRow.clip_id)
    query = sa.select(LibraryEntryRow.shared_at, LibraryEntryRow.clip_id).where(*_conditions(wanted))
    if after is not None:
        query = query.where(place < sa.tuple_(sa.literal(after[0], LibraryEntryRow.shared_at.type), after[1]))
    ordered = query.order_by(LibraryEntryRow.shared_at.desc(), LibraryEntryRow.clip_id.desc())
    rows = session.execute(ordered.limit(wanted.limit)).all()
    return [(shared_at, clip_id) for shared_at, clip_id in rows]


def best(session: Session, wanted: Selection, prior: Prior, after: tuple[int, str] | None) -> Sequence[tuple[int, str]]:
    """(Bayesian mean, clip id) of the entries after this one, highest first; means in millionths of a star."""
    stars = sa.cast(LibraryEntryRow.star_sum, sa.BigInteger) * THOUSANDTHS
    believed = prior.votes * prior.mean_thousandths
    mean = ((stars + believed) * THOUSANDTHS) // (LibraryEntryRow.rating_count + prior.votes)
    query = sa.select(mean.label("mean"), LibraryEntryRow.clip_id).where(*_conditions(wanted))
    if after is not None:
        query = query.where(sa.or_(mean < after[0], sa.and_(mean == after[0], LibraryEntryRow.clip_id < after[1])))
    ordered = query.order_by(sa.desc("mean"), LibraryEntryRow.clip_id.desc())
    rows = session.execute(ordered.limit(wanted.limit)).all()
    return [(int(score), clip_id) for score, clip_id in rows]


def sharers(session: Session, limit: int) -> Sequence[tuple[str, str]]:
    """(id, shown name) of the members who share most, by name."""
    count = sa.func.count()
    query = (
        sa.select(MemberRow.id, MemberRow.shown_name)
        .join(LibraryEntryRow, LibraryEntryRow.member_id == MemberRow.id)
        .group_by(MemberRow.id)
        .order_by(count.desc(), MemberRow.id)
        .limit(limit)
    )
    return sorted(((member_id, name) for member_id, name in session.execute(query)), key=lambda one: one[1].casefold())


def mean_thousandths(session: Session) -> int | None:
    """The mean of all ratings of shared clips, in thousandths of a star; None while there are none."""
    stars, ratings = session.execute(
        sa.select(sa.func.sum(LibraryEntryRow.star_sum), sa.func.sum(LibraryEntryRow.rating_count))
    ).one()
    return round(THOUSANDTHS * int(stars) / int(ratings)) if ratings else None


def clips(session: Session, clip_ids: Sequence[str]) -> Sequence[ClipRow]:
    """The clips of these entries in their order, but for those that were taken back meanwhile."""
    rows = session.scalars(sa.select(ClipRow).where(ClipRow.id.in_(clip_ids), ClipRow.shared_at.is_not(None)))
    found = {row.id: row for row in rows}
    return [found[clip_id] for clip_id in clip_ids if clip_id in found]


def _conditions(wanted: Selection) -> list[sa.ColumnElement[bool]]:
    """What every entry of the page fulfils. Words are compared literally: nothing that is typed is a pattern."""
    conditions = [LibraryEntryRow.search_text.contains(word, autoescape=True) for word in wanted.words]
    if wanted.model is not None:
        conditions.append(LibraryEntryRow.model == wanted.model)
    if wanted.aspect is not None:
        conditions.append(LibraryEntryRow.aspect == wanted.aspect)
    if wanted.member_id is not None:
        conditions.append(LibraryEntryRow.member_id == wanted.member_id)
    if wanted.tag is not None:
        conditions.append(LibraryEntryRow.tags.contains(f"|{wanted.tag}|", autoescape=True))
    return conditions
