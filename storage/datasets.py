"""Queries on datasets, and the selection that a new one is frozen from. Knows what may be selected, not who may."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.library import search_form
from storage.ratings import IDS_PER_QUERY
from storage.tables import ClipRow, DatasetRow, MemberRow, RatingRow, ReviewRow
from storage.words import ClipStatus, DefectTag, ReviewDecision, Role

DATASET_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which clips a dataset takes, of those whose artists consented. Empty tuples and None narrow nothing."""

    since: datetime | None
    until: datetime | None
    models: tuple[str, ...]
    words: tuple[str, ...]
    """In `search_form`; all must occur in the prompt."""
    rater_roles: tuple[Role, ...]
    """Whose ratings count."""
    min_raters: int
    min_rating: float | None
    max_rating: float | None
    max_spread: int | None = None
    """Most stars between the highest and the lowest rating of a clip, which has two at least."""
    approved_only: bool = False
    with_tags: tuple[DefectTag, ...] = ()
    """At least one of them is named by a rating that counts."""
    without_tags: tuple[DefectTag, ...] = ()
    """None of them is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clip that the selection takes, and the stars it got from those whose ratings count."""

    clip_id: str
    prompt: str
    stars: int
    ratings: int


def by_id(session: Session, dataset_id: str) -> DatasetRow | None:
    """The dataset of that id."""
    if not DATASET_ID.fullmatch(dataset_id):
        return None
    return session.get(DatasetRow, dataset_id)


def newest(session: Session, limit: int) -> Sequence[DatasetRow]:
    """The datasets that were frozen last."""
    return session.scalars(
        sa.select(DatasetRow).order_by(DatasetRow.created_at.desc(), DatasetRow.id).limit(limit)
    ).all()


def candidates(session: Session, wanted: Selection) -> Iterator[Candidate]:
    """Ready clips that the selection takes, whose artists consented when they were made and do still, and that no
    curator excluded; oldest first."""
    stars = sa.func.sum(RatingRow.overall)
    mean = sa.func.avg(RatingRow.overall)
    rated = (
        sa.select(RatingRow.clip_id, stars.label("stars"), sa.func.count().label("ratings"))
        .where(*_ratings_that_count(wanted.rater_roles))
        .group_by(RatingRow.clip_id)
        .having(sa.func.count() >= wanted.min_raters)
    )
    if wanted.min_rating is not None:
        rated = rated.having(mean >= wanted.min_rating)
    if wanted.max_rating is not None:
        rated = rated.having(mean <= wanted.max_rating)
    if wanted.max_spread is not None:
        spread = sa.func.max(RatingRow.overall) - sa.func.min(RatingRow.overall)
        rated = rated.having(sa.func.count() > 1, spread <= wanted.max_spread)  # one rating agrees with nobody
    if wanted.with_tags:
        rated = rated.having(_naming(wanted.with_tags) > 0)
    if wanted.without_tags:
        rated = rated.having(_naming(wanted.without_tags) == 0)
    found = rated.subquery()
    query = (
        sa.select(ClipRow.id, ClipRow.prompt, found.c.stars, found.c.ratings)
        .join(found, found.c.clip_id == ClipRow.id)
        .where(*_may_be_taken())
        .order_by(ClipRow.created_at, ClipRow.id)
    )
    if wanted.since is not None:
        query = query.where(ClipRow.created_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(ClipRow.created_at <= wanted.until)
    if wanted.models:
        query = query.where(ClipRow.model.in_(wanted.models))
    if wanted.approved_only:
        query = query.where(_is_decided(ReviewDecision.APPROVED))
    for clip_id, prompt, total, ratings in session.execute(query.execution_options(yield_per=IDS_PER_QUERY)):
        # Here and not in SQL, whose `lower` knows no other alphabets on SQLite.
        text = search_form(prompt) if wanted.words else ""
        if all(word in text for word in wanted.words):
            yield Candidate(clip_id, prompt, int(total), ratings)


def first_prompts(session: Session, since: datetime | None) -> Iterator[tuple[str, datetime]]:
    """Each prompt of a clip that was made with consent, and when it was first asked for; of clips since then, or all.

    Neither what becomes of the clip nor a consent that is withdrawn later changes them.
    """
    query = sa.select(ClipRow.prompt, sa.func.min(ClipRow.created_at)).where(ClipRow.consents_to_training)
    if since is not None:
        query = query.where(ClipRow.created_at >= since)
    grouped = query.group_by(ClipRow.prompt).execution_options(yield_per=IDS_PER_QUERY)
    yield from session.execute(grouped)


def clips(session: Session, clip_ids: Sequence[str]) -> Sequence[ClipRow]:
    """Those of the clips whose artists still consent and that are not excluded, oldest first."""
    query = (
        sa.select(ClipRow).where(ClipRow.id.in_(clip_ids), *_may_be_taken()).order_by(ClipRow.created_at, ClipRow.id)
    )
    return session.scalars(query).all()


def ratings(session: Session, clip_ids: Sequence[str], rater_roles: Sequence[Role]) -> Sequence[RatingRow]:
    """The ratings of these clips that count; those of one clip oldest first."""
    return session.scalars(
        sa.select(RatingRow)
        .where(RatingRow.clip_id.in_(clip_ids), *_ratings_that_count(rater_roles))
        .order_by(RatingRow.clip_id, RatingRow.created_at, RatingRow.member_id)
    ).all()


def raters(session: Session, clip_ids: Sequence[str], rater_roles: Sequence[Role]) -> set[str]:
    """Ids of those whose ratings of these clips count."""
    found: set[str] = set()
    for start in range(0, len(clip_ids), IDS_PER_QUERY):
        some = clip_ids[start : start + IDS_PER_QUERY]
        counted = (RatingRow.clip_id.in_(some), *_ratings_that_count(rater_roles))
        found.update(session.scalars(sa.select(RatingRow.member_id).where(*counted).distinct()))
    return found


def withdrawn(session: Session, clip_ids: Sequence[str]) -> set[str]:
    """Those of the clips whose artist has withdrawn consent."""
    query = sa.select(ClipRow.id).where(ClipRow.id.in_(clip_ids), *_consented())
    return set(clip_ids) - set(session.scalars(query))


def _may_be_taken() -> tuple[sa.ColumnExpressionArgument[bool], ...]:
    return (*_consented(), ~_is_decided(ReviewDecision.EXCLUDED))


def _is_decided(decision: ReviewDecision) -> sa.ColumnElement[bool]:
    return sa.exists().where(ReviewRow.clip_id == ClipRow.id, ReviewRow.decision == decision)


def _naming(tags: Sequence[DefectTag]) -> sa.ColumnElement[int]:
    """How many of a clip's ratings name any of these. Tags are JSON lists of plain words, so their text will do."""
    text = sa.cast(RatingRow.tags, sa.Text)
    names = sa.or_(*(text.contains(f'"{tag}"', autoescape=True) for tag in tags))
    return sa.func.sum(sa.case((names, 1), else_=0))


def _consented() -> tuple[sa.ColumnExpressionArgument[bool], ...]:
    artist_consents = (
        sa.select(MemberRow.id).where(MemberRow.id == ClipRow.member_id, MemberRow.consents_to_training).exists()
    )
    return (ClipRow.status == ClipStatus.READY, ClipRow.consents_to_training, artist_consents)


def _ratings_that_count(rater_roles: Sequence[Role]) -> tuple[sa.ColumnExpressionArgument[bool], ...]:
    if not rater_roles:
        return (RatingRow.is_current,)
    by_role = sa.select(MemberRow.id).where(MemberRow.id == RatingRow.member_id, MemberRow.role.in_(rater_roles))
    return (RatingRow.is_current, by_role.exists())
