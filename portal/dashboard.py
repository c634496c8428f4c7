"""The figures of the review page. Knows how to count, not how to draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.judgement import Judgement, judge
from portal.kept import Kept
from portal.members import Member
from portal.policy import Action, require
from storage import clips as clip_rows
from storage import rating_tallies as tallies
from storage.database import Database


@dataclass(frozen=True, slots=True)
class ModelFigure:
    """How the clips of one model version were rated."""

    model: str
    clips: int
    ratings: int
    mean: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All members' current ratings, summed up."""

    clips: int
    rated: int
    ratings: int
    mean: float | None
    by_model: tuple[ModelFigure, ...]
    distribution: Mapping[int, int]
    """Stars 1 to 5 → number of ratings."""


class Dashboard:
    """The room where curators look at the whole."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._judgement = Kept(lambda: judge(database))

    def close(self) -> None:
        """Wait until nothing is counted any more."""
        self._judgement.close()

    def figures(self, member: Member) -> Figures:
        """The figures as of now.

        Raises:
            Forbidden: the member is no curator.
        """
        require(member, Action.SEE_FIGURES)
        with self._database.reading() as session:
            clips = sum(clip_rows.counts_by_status(session).values())
            models = tallies.everything(session)
        distribution = {stars: sum(model.stars[stars] for model in models) for stars in range(1, 6)}
        ratings = sum(distribution.values())
        return Figures(
            clips=clips,
            rated=sum(model.clips for model in models),
            ratings=ratings,
            mean=sum(stars * count for stars, count in distribution.items()) / ratings if ratings else None,
            by_model=tuple(ModelFigure(model.model, model.clips, model.ratings, model.mean) for model in models),
            distribution=distribution,
        )

    def judgement(self, member: Member) -> Judgement:
        """Leaderboard, agreement and attention: as of now, or, where that takes long, as of the moment it names.

        Raises:
            Forbidden: the member is no curator.
        """
        require(member, Action.SEE_FIGURES)
        return self._judgement.get()
