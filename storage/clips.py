"""Queries on clips and their events. Knows how to find and count them, not who may see them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from storage.tables import ClipEventRow, ClipRow, MemberRow, ModelVersionRow, RatingRow
from storage.words import ClipStatus, ModelStatus

CLIP_ID = re.compile(r"[0-9a-f-]{36}")
UNFINISHED = (ClipStatus.QUEUED, ClipStatus.RENDERING)

_WORK = (ClipRow.seconds - ClipRow.kept_seconds) * ClipRow.steps
"""What there is to render: seconds of video times steps, without the film that a clip goes on from."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which clips a page wants. `before` is the (created_at, id) of the last clip of the page before."""

    member_id: str | None = None
    status: ClipStatus | None = None
    text: str = ""
    min_rating: float | None = None
    stars: int | None = None
    model: str | None = None
    before: tuple[datetime, str] | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class RatingSummary:
    """How a clip was rated, all members together."""

    mean: float
    count: int


def by_id(session: Session, clip_id: str, *, for_update: bool = False) -> ClipRow | None:
    """The clip of that id; `for_update` keeps other transactions from changing it meanwhile."""
    if not CLIP_ID.fullmatch(clip_id):
        return None  # whatever was typed: databases differ in which texts they refuse to compare
    return session.get(ClipRow, clip_id, with_for_update=for_update)


def by_idempotency_key(session: Session, member_id: str, key: str) -> Sequence[ClipRow]:
    """The clips an earlier request with the same key made."""
    return session.scalars(
        sa.select(ClipRow)
        .where(ClipRow.member_id == member_id, ClipRow.idempotency_key == key)
        .order_by(ClipRow.ordinal)
    ).all()


def select(session: Session, wanted: Selection) -> Sequence[ClipRow]:
    """Newest first."""
    query = sa.select(ClipRow)
    if wanted.member_id is not None:
        query = query.where(ClipRow.member_id == wanted.member_id)
    if wanted.status is not None:
        query = query.where(ClipRow.status == wanted.status)
    if wanted.text:
        query = query.where(ClipRow.prompt.icontains(wanted.text, autoescape=True))
    if wanted.model is not None:
        query = query.where(ClipRow.model == wanted.model)
    if wanted.stars is not None:
        has_these_stars = sa.exists().where(
            RatingRow.clip_id == ClipRow.id, RatingRow.is_current, RatingRow.overall == wanted.stars
        )
        query = query.where(has_these_stars)
    if wanted.min_rating is not None:
        mean = (
            sa.select(sa.func.avg(RatingRow.overall))
            .where(RatingRow.clip_id == ClipRow.id, RatingRow.is_current)
            .scalar_subquery()
        )
        query = query.where(mean >= wanted.min_rating)
    if wanted.before is not None:
        query = query.where(is_listed_after(*wanted.before))
    return session.scalars(query.order_by(ClipRow.created_at.desc(), ClipRow.id.desc()).limit(wanted.limit)).all()


def is_listed_after(created_at: datetime, clip_id: str) -> sa.ColumnElement[bool]:
    """Whether a clip comes, newest first, after the one of that moment and id."""
    return sa.or_(ClipRow.created_at < created_at, sa.and_(ClipRow.created_at == created_at, ClipRow.id < clip_id))


def waiting_for_retired_models(session: Session) -> Sequence[ClipRow]:
    """Queued clips of models that are no longer offered."""
    return session.scalars(
        sa.select(ClipRow)
        .join(ModelVersionRow, ModelVersionRow.name == ClipRow.model)
        .where(ClipRow.status == ClipStatus.QUEUED, ModelVersionRow.status == ModelStatus.RETIRED)
    ).all()


def owner_names(session: Session, clips: Sequence[ClipRow]) -> Mapping[str, str]:
    """Member id → the name that others read, for the owners of these clips."""
    ids = {clip.member_id for clip in clips}
    rows = session.execute(sa.select(MemberRow.id, MemberRow.shown_name).where(MemberRow.id.in_(ids)))
    return dict(rows.all())


def rating_summaries(session: Session, clips: Sequence[ClipRow]) -> Mapping[str, RatingSummary]:
    """Clip id → mean and count of its current ratings; unrated clips are absent."""
    rows = session.execute(
        sa.select(RatingRow.clip_id, sa.func.avg(RatingRow.overall), sa.func.count())
        .where(RatingRow.clip_id.in_([clip.id for clip in clips]), RatingRow.is_current)
        .group_by(RatingRow.clip_id)
    )
    return {clip_id: RatingSummary(float(mean), count) for clip_id, mean, count in rows}


def newest_finished(session: Session, limit: int) -> Sequence[tuple[str, datetime, datetime, float, float]]:
    """(model, asked for, begun, seconds of video, GPU-seconds) of the clips that were asked for last and are ready."""
    rows = session.execute(
        sa.select(ClipRow.model, ClipRow.created_at, ClipRow.started_at, ClipRow.seconds, ClipRow.gpu_seconds)
        .where(ClipRow.status == ClipStatus.READY, ClipRow.started_at.is_not(None), ClipRow.gpu_seconds.is_not(None))
        .order_by(ClipRow.created_at.desc(), ClipRow.id.desc())
        .limit(limit)
    )
    return [
        (model, asked, begun, seconds, spent)
        for model, asked, begun, seconds, spent in rows
        if begun is not None and spent is not None
    ]


def counts_by_status(session: Session) -> Mapping[ClipStatus, int]:
    """How many clips are in each status."""
    rows = session.execute(sa.select(ClipRow.status, sa.func.count()).group_by(ClipRow.status))
    counts = dict(rows.all())
    return {status: counts.get(status, 0) for status in ClipStatus}


def queued_count(session: Session) -> int:
    """How many clips wait, of all models."""
    return session.scalar(sa.select(sa.func.count()).where(ClipRow.status == ClipStatus.QUEUED)) or 0


def ahead_of(session: Session, clip: ClipRow) -> int:
    """How many unfinished clips of the same model are served before this one."""
    return session.scalar(sa.select(sa.func.count()).where(_is_served_before(clip))) or 0


def work_until(session: Session, clip: ClipRow) -> float:
    """The work until this clip is done, in seconds of video times steps: its own, and that of the clips before it."""
    before = session.scalar(sa.select(sa.func.sum(_WORK)).where(_is_served_before(clip)))
    return (before or 0.0) + (clip.seconds - clip.kept_seconds) * clip.steps


@dataclass(frozen=True, slots=True)
class Line:
    """What a clip that is asked for now would wait for."""

    clips: int
    work: float
    """Seconds of video times steps."""


def line_before(session: Session, model: str, tag: int) -> Line:
    """The unfinished clips of a model that are served before a new one of that tag."""
    earlier = sa.or_(ClipRow.status == ClipStatus.RENDERING, ClipRow.tag <= tag)
    ahead = sa.and_(ClipRow.status.in_(UNFINISHED), _shares_queue(model), earlier)
    clips, work = session.execute(sa.select(sa.func.count(), sa.func.sum(_WORK)).where(ahead)).one()
    return Line(clips, float(work or 0))


@dataclass(frozen=True, slots=True)
class Rate:
    """What one step for one second of video costs, in seconds of the device, and how many clips that is known by."""

    gpu_seconds: float
    clips: int


def gpu_seconds_per_work(session: Session, model: str, sample: int = 20) -> float | None:
    """The rate of the model's newest finished clips, quick takes and full ones together."""
    rate = measured_rate(session, model, sample=sample)
    return None if rate is None else rate.gpu_seconds


def measured_rate(session: Session, model: str, *, fast: bool | None = None, sample: int = 20) -> Rate | None:
    """The rate of the model's newest finished clips, of quick takes or full ones alone if asked; None before any."""
    query = sa.select(ClipRow.gpu_seconds, _WORK.label("work")).where(
        ClipRow.model == model, ClipRow.status == ClipStatus.READY, ClipRow.gpu_seconds.is_not(None)
    )
    if fast is not None:
        query = query.where(ClipRow.fast.is_(fast))
    newest = query.order_by(ClipRow.created_at.desc()).limit(sample).subquery()
    sums = sa.select(sa.func.sum(newest.c.gpu_seconds), sa.func.sum(newest.c.work), sa.func.count())
    spent, work, clips = session.execute(sums).one()
    return Rate(float(spent) / float(work), clips) if work else None


def spent_since(session: Session, member_id: str, since: datetime) -> Sequence[tuple[datetime, float]]:
    """When a member's clips were finished after `since`, and the GPU-seconds of each; oldest first."""
    rows = session.execute(
        sa.select(ClipRow.finished_at, ClipRow.gpu_seconds)
        .where(ClipRow.member_id == member_id, ClipRow.finished_at > since, ClipRow.gpu_seconds.is_not(None))
        .order_by(ClipRow.finished_at)
    )
    return [(at, spent) for at, spent in rows if at is not None and spent is not None]


def unfinished_work(session: Session, member_id: str) -> Mapping[str, float]:
    """Model → the work of a member's clips that are not finished, in seconds of video times steps."""
    rows = session.execute(
        sa.select(ClipRow.model, sa.func.sum(ClipRow.seconds * ClipRow.steps))
        .where(ClipRow.member_id == member_id, ClipRow.status.in_(UNFINISHED))
        .group_by(ClipRow.model)
    )
    return {model: float(work) for model, work in rows}


def _is_served_before(clip: ClipRow) -> sa.ColumnElement[bool]:
    earlier = sa.or_(
        ClipRow.status == ClipStatus.RENDERING,
        ClipRow.tag < clip.tag,
        sa.and_(ClipRow.tag == clip.tag, ClipRow.created_at < clip.created_at),
    )
    return sa.and_(ClipRow.status.in_(UNFINISHED), _shares_queue(clip.model), ClipRow.id != clip.id, earlier)


def _shares_queue(model: str) -> sa.ColumnElement[bool]:
    """Whether a clip waits in the queue of that version: all versions of one base are rendered by the same workers."""
    base = sa.func.coalesce(ModelVersionRow.base, ModelVersionRow.name)
    own = sa.select(base).where(ModelVersionRow.name == model).scalar_subquery()
    return ClipRow.model.in_(sa.select(ModelVersionRow.name).where(base == own))


def fair_share_tags(session: Session, model: str, member_id: str) -> tuple[int, int | None]:
    """(virtual time of the model's queue, the member's largest waiting tag): what start-time fair queueing needs."""
    waiting = sa.and_(_shares_queue(model), ClipRow.status == ClipStatus.QUEUED)
    virtual_time = session.scalar(sa.select(sa.func.min(ClipRow.tag)).where(waiting))
    if virtual_time is None:
        virtual_time = session.scalar(sa.select(sa.func.max(ClipRow.tag)).where(_shares_queue(model))) or 0
    mine = session.scalar(sa.select(sa.func.max(ClipRow.tag)).where(waiting, ClipRow.member_id == member_id))
    return virtual_time, mine


def add_event(session: Session, clip: ClipRow, at: datetime, preview_sha256: str | None = None) -> None:
    """Write down where the clip stands now, as the next event of its stream."""
    last = session.scalar(sa.select(sa.func.max(ClipEventRow.sequence)).where(ClipEventRow.clip_id == clip.id)) or 0
    session.add(
        ClipEventRow(
            clip_id=clip.id,
            sequence=last + 1,
            status=clip.status,
            step=clip.step,
            steps=clip.total_steps,
            preview_sha256=preview_sha256,
            at=at,
        )
    )


def events_after(session: Session, clip_id: str, sequence: int) -> Sequence[ClipEventRow]:
    """The clip's events that came after `sequence`, oldest first."""
    return session.scalars(
        sa.select(ClipEventRow)
        .where(ClipEventRow.clip_id == clip_id, ClipEventRow.sequence > sequence)
        .order_by(ClipEventRow.sequence)
    ).all()


def event(session: Session, clip_id: str, sequence: int) -> ClipEventRow | None:
    """One event."""
    return session.get(ClipEventRow, (clip_id, sequence))


def judged_twins(session: Session, model: str, other: str) -> Sequence[tuple[Mapping[str, bool], Mapping[str, bool]]]:
    """What the critic says of clips of two models that differ in nothing but the model, the first model's first."""
    first, second = aliased(ClipRow), aliased(ClipRow)
    alike = ("storyboard_hash", "aspect", "seed", "steps", "guidance", "fast", "negative_prompt")
    query = sa.select(first.as_asked, second.as_asked).where(
        first.model == model,
        second.model == other,
        *(getattr(first, name) == getattr(second, name) for name in alike),
        *(one.status == ClipStatus.READY for one in (first, second)),
        *(one.as_asked.is_not(None) for one in (first, second)),
        *(one.first_frame_sha256.is_(None) for one in (first, second)),
        *(one.extends.is_(None) for one in (first, second)),
    )
    return [(mine, others) for mine, others in session.execute(query)]
