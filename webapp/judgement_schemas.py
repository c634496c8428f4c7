"""The bodies of the HTTP API of the review page's statistics. Knows shapes and types."""

from __future__ import annotations

from portal.dashboard import Judgement
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


class JudgementAnswer(Answer):
    """What the judgements of all members say together, and how far they can be trusted."""

    leaderboard: tuple[StandingAnswer, ...]
    agreement: AgreementAnswer | None
    voters: tuple[VoterAnswer, ...]
    words: tuple[FailingWordAnswer, ...]

    @classmethod
    def of(cls, judgement: Judgement) -> JudgementAnswer:
        """From the portal's view."""
        return cls.model_validate(judgement)
