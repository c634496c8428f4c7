"""Queries on comparisons, and on the clips that could be compared next. Knows pairs and votes, not who may cast them.

Pairs are given as (first clip, second clip) in the order of their ids. Votes on control pairs say something of whoever
voted and nothing of the clips: only `attention` counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from storage.exports.pairs import Tally
from storage.tables import ClipRow, ComparisonRow, MemberRow, RatingRow
from storage.words import ClipStatus, ComparisonVerdict, Role

COMPARISON_ID = re.compile(r"[0-9a-f-]{36}")
FEW_STARS = 2

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Voter:
    """For whom a pair is looked for: clips of others, of which some see those that are not shared, too."""

    member_id: str
    sees_unshared: bool


@dataclass(frozen=True, slots=True)
class ModelDuel:
    """How two model versions did against each other; the names are in alphabetical order."""

    model_a: str
    model_b: str
    wins_a: int
    wins_b: int
    ties: int
    both_bad: int


@dataclass(frozen=True, slots=True)
class Attention:
    """How one member did on control pairs. `undecided` are those on which both films were called bad."""

    member_id: str
    member_name: str
    votes: int
    controls: int
    right: int
    undecided: int


def by_id(session: Session, comparison_id: str, *, for_update: bool = False) -> ComparisonRow | None:
    """The comparison of that id; `for_update` keeps other transactions from changing it meanwhile."""
    if not COMPARISON_ID.fullmatch(comparison_id):
        return None  # whatever was typed: databases differ in which texts they refuse to compare
    return session.get(ComparisonRow, comparison_id, with_for_update=for_update)


def open_of(session: Session, member_id: str) -> ComparisonRow | None:
    """The pair that waits for the member's vote."""
    return session.scalar(
        sa.select(ComparisonRow).where(ComparisonRow.member_id == member_id, ComparisonRow.verdict.is_(None))
    )


def count_offered(session: Session, member_id: str) -> int:
    """How many pairs were put before the member."""
    return session.scalar(sa.select(sa.func.count()).where(ComparisonRow.member_id == member_id)) or 0


def offered_among(session: Session, member_id: str, clip_ids: Sequence[str]) -> set[Pair]:
    """The pairs of these clips that were put before the member."""
    rows = session.execute(
        sa.select(ComparisonRow.first_clip_id, ComparisonRow.second_clip_id).where(
            ComparisonRow.member_id == member_id,
            ComparisonRow.first_clip_id.in_(clip_ids),
            ComparisonRow.second_clip_id.in_(clip_ids),
        )
    )
    return {(first, second) for first, second in rows}


def withdraw_open(session: Session, member_id: str) -> None:
    """Take back the pair that waits for the member's vote, if there is one."""
    session.execute(
        sa.delete(ComparisonRow).where(ComparisonRow.member_id == member_id, ComparisonRow.verdict.is_(None))
    )


def least_judged(session: Session, voter: Voter) -> Pair | None:
    """The pair of takes of one storyboard that has the fewest votes, and that the voter was not offered yet.

    Takes of different model versions or settings come first; where none are left, those that differ in nothing but
    chance.
    """
    first, second = aliased(ClipRow), aliased(ClipRow)
    same_settings = sa.and_(
        *(getattr(first, name) == getattr(second, name) for name in ("model", "steps", "guidance", "fast"))
    )
    of_pair = sa.and_(ComparisonRow.first_clip_id == first.id, ComparisonRow.second_clip_id == second.id)
    votes = (
        sa.select(sa.func.count()).where(of_pair, ComparisonRow.verdict.is_not(None)).correlate(first, second)
    ).scalar_subquery()
    pairs = (
        sa.select(first.id, second.id)
        .join(
            second,
            sa.and_(
                second.storyboard_hash == first.storyboard_hash,
                second.aspect == first.aspect,
                second.id > first.id,
            ),
        )
        .where(
            *_open_to(voter, first),
            *_open_to(voter, second),
            # Two requests of one seed may have come out as one file; there is nothing to choose between.
            first.sha256 != second.sha256,
            ~sa.exists().where(of_pair, ComparisonRow.member_id == voter.member_id),
        )
        .order_by(votes, first.id, second.id)
        .limit(1)
    )
    for kind in (sa.not_(same_settings), same_settings):
        found = session.execute(pairs.where(kind)).first()
        if found is not None:
            return found[0], found[1]
    return None


def some_clips(session: Session, voter: Voter, start: str, limit: int) -> Sequence[ClipRow]:
    """Clips of others from the id `start` on, and from the smallest id on after the greatest. Ids are random, so with a
    random start these are any clips at all, without a look at the others."""
    eligible = sa.select(ClipRow).where(*_open_to(voter, ClipRow)).order_by(ClipRow.id)
    found = list(session.scalars(eligible.where(ClipRow.id >= start).limit(limit)))
    if len(found) < limit:
        found += session.scalars(eligible.where(ClipRow.id < start).limit(limit - len(found)))
    return found


def disliked(session: Session, clip_ids: Sequence[str]) -> set[str]:
    """Those of the clips that somebody gives one or two stars."""
    return set(
        session.scalars(
            sa.select(RatingRow.clip_id).where(
                RatingRow.clip_id.in_(clip_ids), RatingRow.is_current, RatingRow.overall <= FEW_STARS
            )
        )
    )


def tallies(session: Session, voter_roles: Sequence[Role]) -> Iterator[Tally]:
    """The votes on each two clips on which anybody voted, of members who have one of these roles now, or of all."""
    is_first = sa.or_(
        sa.and_(ComparisonRow.verdict == ComparisonVerdict.LEFT, ComparisonRow.is_first_left),
        sa.and_(ComparisonRow.verdict == ComparisonVerdict.RIGHT, sa.not_(ComparisonRow.is_first_left)),
    )
    is_undecided = ComparisonRow.verdict.in_((ComparisonVerdict.TIE, ComparisonVerdict.BOTH_BAD))
    query = (
        sa.select(
            ComparisonRow.first_clip_id,
            ComparisonRow.second_clip_id,
            sa.func.count(),
            _count(is_first),
            _count(is_undecided),
        )
        .where(ComparisonRow.verdict.is_not(None), ComparisonRow.control_clip_id.is_(None))
        .group_by(ComparisonRow.first_clip_id, ComparisonRow.second_clip_id)
        .order_by(ComparisonRow.first_clip_id, ComparisonRow.second_clip_id)
    )
    if voter_roles:
        by_role = sa.select(MemberRow.id).where(
            MemberRow.id == ComparisonRow.member_id, MemberRow.role.in_(voter_roles)
        )
        query = query.where(by_role.exists())
    for first, second, votes, for_first, undecided in session.execute(query.execution_options(yield_per=1000)):
        yield Tally(first, second, int(for_first), votes - int(for_first) - int(undecided), int(undecided))


def duels(session: Session) -> Sequence[ModelDuel]:
    """One for each two model versions that met, all that a Bradley–Terry model is fitted to."""
    first, second = aliased(ClipRow), aliased(ClipRow)
    is_in_order = first.model < second.model
    model_a = sa.case((is_in_order, first.model), else_=second.model).label("model_a")
    model_b = sa.case((is_in_order, second.model), else_=first.model).label("model_b")
    won_by_left = ComparisonRow.verdict == ComparisonVerdict.LEFT
    won_by_right = ComparisonRow.verdict == ComparisonVerdict.RIGHT
    is_a_left = ComparisonRow.is_first_left == is_in_order
    rows = session.execute(
        sa.select(
            model_a,
            model_b,
            _count(sa.or_(sa.and_(won_by_left, is_a_left), sa.and_(won_by_right, sa.not_(is_a_left)))),
            _count(sa.or_(sa.and_(won_by_right, is_a_left), sa.and_(won_by_left, sa.not_(is_a_left)))),
            _count(ComparisonRow.verdict == ComparisonVerdict.TIE),
            _count(ComparisonRow.verdict == ComparisonVerdict.BOTH_BAD),
        )
        .join(first, first.id == ComparisonRow.first_clip_id)
        .join(second, second.id == ComparisonRow.second_clip_id)
        .where(
            ComparisonRow.verdict.is_not(None),
            ComparisonRow.control_clip_id.is_(None),
            first.model != second.model,
        )
        .group_by(model_a, model_b)
        .order_by(model_a, model_b)
    )
    return [ModelDuel(a, b, int(wins_a), int(wins_b), int(ties), int(bad)) for a, b, wins_a, wins_b, ties, bad in rows]


def attention(session: Session) -> Sequence[Attention]:
    """One for each member who has voted, most votes first."""
    is_control = ComparisonRow.control_clip_id.is_not(None)
    is_control_left = (ComparisonRow.control_clip_id == ComparisonRow.first_clip_id) == ComparisonRow.is_first_left
    is_right = sa.or_(
        sa.and_(ComparisonRow.verdict == ComparisonVerdict.LEFT, is_control_left),
        sa.and_(ComparisonRow.verdict == ComparisonVerdict.RIGHT, sa.not_(is_control_left)),
    )
    votes = sa.func.count().label("votes")
    rows = session.execute(
        sa.select(
            MemberRow.id,
            MemberRow.shown_name,
            votes,
            _count(is_control),
            _count(sa.and_(is_control, is_right)),
            _count(sa.and_(is_control, ComparisonRow.verdict == ComparisonVerdict.BOTH_BAD)),
        )
        .join(MemberRow, MemberRow.id == ComparisonRow.member_id)
        .where(ComparisonRow.verdict.is_not(None))
        .group_by(MemberRow.id, MemberRow.shown_name)
        .order_by(votes.desc(), MemberRow.id)
    )
    return [
        Attention(member_id, name, votes, int(controls), int(right), int(undecided))
        for member_id, name, votes, controls, right, undecided in rows
    ]


def _open_to(voter: Voter, clip: type[ClipRow]) -> list[sa.ColumnElement[bool]]:
    conditions = [clip.status == ClipStatus.READY, clip.member_id != voter.member_id]
    return conditions if voter.sees_unshared else [*conditions, clip.shared_at.is_not(None)]


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """How many rows of a group fulfil the condition."""
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
