"""Tallies of ratings by model version, changed in the transaction of every rating. Knows no members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.tables import ClipRow, RatingRow, RatingTallyRow

_COLUMNS = {
    1: RatingTallyRow.one_star,
    2: RatingTallyRow.two_stars,
    3: RatingTallyRow.three_stars,
    4: RatingTallyRow.four_stars,
    5: RatingTallyRow.five_stars,
}


@dataclass(frozen=True, slots=True)
class RatingTally:
    """How the clips of one model version were rated."""

    model: str
    clips: int
    """Those that anybody rated."""
    stars: Mapping[int, int]
    """Stars 1 to 5 → how many current ratings gave them."""

    @property
    def ratings(self) -> int:
        """Current ratings of all its clips."""
        return sum(self.stars.values())

    @property
    def mean(self) -> float:
        """Mean of their stars; only where there are any."""
        return sum(stars * count for stars, count in self.stars.items()) / self.ratings


def everything(session: Session) -> Sequence[RatingTally]:
    """One tally for each model version that has ratings, best mean first."""
    tallies = [
        RatingTally(row.model, row.clips, {stars: getattr(row, column.key) for stars, column in _COLUMNS.items()})
        for row in session.scalars(sa.select(RatingTallyRow))
    ]
    return sorted((tally for tally in tallies if tally.ratings), key=lambda tally: (-tally.mean, tally.model))


def change(session: Session, clip: ClipRow, before: int | None, after: int) -> None:
    """Count a rating of the clip, whose row the caller has locked.

    Args:
        session: the transaction that writes the rating.
        clip: what was rated.
        before: the stars of the member's rating that counted so far, if there was one.
        after: the stars that count now.
    """
    _begin(session, clip.model)
    values: dict[str, sa.ColumnElement[int]] = {}
    if before is None:
        if _is_first(session, clip.id):
            values["clips"] = RatingTallyRow.clips + 1
    elif before != after:
        values[_COLUMNS[before].key] = _COLUMNS[before] - 1
    if before != after:
        values[_COLUMNS[after].key] = _COLUMNS[after] + 1
    if values:
        session.execute(sa.update(RatingTallyRow).where(RatingTallyRow.model == clip.model).values(**values))


def recount(session: Session) -> None:
    """Count all ratings anew, for whoever has written some without `change`."""
    session.execute(sa.delete(RatingTallyRow))
    columns = [sa.func.sum(sa.case((RatingRow.overall == stars, 1), else_=0)) for stars in _COLUMNS]
    counted = (
        sa.select(ClipRow.model, sa.func.count(sa.distinct(RatingRow.clip_id)), *columns)
        .join(RatingRow, RatingRow.clip_id == ClipRow.id)
        .where(RatingRow.is_current)
        .group_by(ClipRow.model)
    )
    names = ["model", "clips", *(column.key for column in _COLUMNS.values())]
    session.execute(sa.insert(RatingTallyRow).from_select(names, counted))


def _is_first(session: Session, clip_id: str) -> bool:
    """Whether the clip has one rating that counts, the one just written."""
    session.flush()
    query = sa.select(sa.func.count()).where(RatingRow.clip_id == clip_id, RatingRow.is_current)
    return session.scalar(query) == 1


def _begin(session: Session, model: str) -> None:
    """Have a row for the model; two transactions at once make one."""
    empty = {"model": model, "clips": 0, **{column.key: 0 for column in _COLUMNS.values()}}
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(RatingTallyRow).values(empty).on_conflict_do_nothing())
