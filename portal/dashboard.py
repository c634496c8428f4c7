"""The figures of the review page. Knows how to count, not how to draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.agreement import Agreement, agreement
from portal.defects import Defect, TaggedRating, defects
from portal.failing_words import FailingWord, JudgedPrompt, failing_words
from portal.leaderboard import Standing, leaderboard
from portal.members import Member
from portal.policy import Action, require
from portal.share import Share
from portal.throughput import FinishedClip, Throughput, throughput
from storage import clips as clip_rows
from storage import comparisons as comparison_rows
from storage import rating_tallies as tallies
from storage import ratings as rows
from storage.database import Database

CLIPS_FOR_AGREEMENT = 1000
"""How far raters agree nowadays; more clips would hardly make it surer, and take longer than a page may."""

CLIPS_FOR_WORDS = 5000
"""Likewise."""

CLIPS_FOR_DEFECTS = 2000
CLIPS_FOR_THROUGHPUT = 2000


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


@dataclass(frozen=True, slots=True)
class Voter:
    """One member who voted in the arena, and how many of the control pairs were answered right."""

    member_id: str
    name: str
    votes: int
    right: Share
    undecided: int
    """Control pairs of which both films were called bad: neither right nor wrong, so not in the share."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the judgements of all members say together, and how far they can be trusted."""

    leaderboard: tuple[Standing, ...]
    agreement: Agreement | None
    """Over the newest clips that several rated; None where it cannot be told."""
    voters: tuple[Voter, ...]
    """Most votes first."""
    words: tuple[FailingWord, ...]
    """Words of prompts that go with low ratings, the surest first; over the newest rated clips."""
    defects: tuple[Defect, ...]
    """What raters say is wrong, the most frequent first; over the newest rated clips."""
    throughput: tuple[Throughput, ...]
    """Waiting and cost by model version; over the newest ready clips."""


class Dashboard:
    """The room where curators look at the whole."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        """Leaderboard, agreement and attention as of now.

        Raises:
            Forbidden: the member is no curator.
        """
        require(member, Action.SEE_FIGURES)
        with self._database.reading() as session:
            duels = comparison_rows.duels(session)
            stars = rows.stars_of_shared_judgements(session, CLIPS_FOR_AGREEMENT)
            voters = comparison_rows.attention(session)
            judged = rows.judged_prompts(session, CLIPS_FOR_WORDS)
            tagged = rows.tagged(session, CLIPS_FOR_DEFECTS)
            finished = clip_rows.newest_finished(session, CLIPS_FOR_THROUGHPUT)
        return Judgement(
            leaderboard=leaderboard(duels),
            agreement=agreement(stars),
            voters=tuple(
                Voter(
                    voter.member_id,
                    voter.member_name,
                    voter.votes,
                    Share.of(voter.right, voter.controls - voter.undecided),
                    voter.undecided,
                )
                for voter in voters
            ),
            words=failing_words(JudgedPrompt(*one) for one in judged),
            defects=defects(TaggedRating(*one) for one in tagged),
            throughput=throughput(
                FinishedClip(model, max(0.0, (begun - asked).total_seconds()), seconds, spent)
                for model, asked, begun, seconds, spent in finished
            ),
        )
