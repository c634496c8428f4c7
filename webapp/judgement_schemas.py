"""The bodies of the HTTP API of the review page's statistics. Knows shapes and types."""

from __future__ import annotations

from datetime import datetime

from portal.judgement import Judgement
from webapp.api_schemas import Answer


class ShareAnswer(Answer):
    """`part` of `whole`; with 95 % the true share lies between `low` and `high`."""

    part: int
    whole: int
    low: float
    high: float


class StandingAnswer(Answer):
    """Where a model version stands by the votes of the arena: 1000 points are the average, 400 more win ten times as
    often. `undecided` are ties, and pairs of which both were called bad; each is half a win for both.
    """

    model: str
    points: float
    low: float
    high: float
    wins: int
    losses: int
    undecided: int


class AgreementAnswer(Answer):
    """Krippendorff's α over stars, as an ordinal scale: 1 is all agree, 0 is chance."""

    alpha: float
    low: float
    high: float
    clips: int
    ratings: int


class VoterAnswer(Answer):
    """How a member did on the arena's control pairs; those called both bad are `undecided` and not in the share."""

    member_id: str
    name: str
    votes: int
    right: ShareAnswer
    undecided: int


class FailingWordAnswer(Answer):
    """A word, how many of the prompts with it were rated low, and whether that is more than chance."""

    word: str
    low: ShareAnswer
    stands_out: bool


class DefectAnswer(Answer):
    """One kind of defect: on how many of the rated clips anybody named it, and the mean of the stars beside it."""

    tag: str
    clips: ShareAnswer
    mean: float


class ThroughputAnswer(Answer):
    """How long the clips of one model version waited, and what they cost."""

    model: str
    clips: int
    wait_median_seconds: float
    wait_p95_seconds: float
    gpu_seconds: float
    gpu_seconds_per_video_second: float


class JudgementAnswer(Answer):
    """What the judgements of all members say together, and how far they can be trusted; in a large studio up to ten
    minutes ago, at `as_of`."""

    as_of: datetime
    leaderboard: tuple[StandingAnswer, ...]
    agreement: AgreementAnswer | None
    voters: tuple[VoterAnswer, ...]
    words: tuple[FailingWordAnswer, ...]
    defects: tuple[DefectAnswer, ...]
    throughput: tuple[ThroughputAnswer, ...]

    @classmethod
    def of(cls, judgement: Judgement) -> JudgementAnswer:
        """From the portal's view."""
        return cls.model_validate(judgement)
