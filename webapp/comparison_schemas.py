"""The bodies of the HTTP API that speak of comparisons. Knows shapes; what is told when is the portal's business."""

from __future__ import annotations

from portal.comparison import BlindPair, Vote
from storage.words import ComparisonVerdict, Side
from webapp.api_schemas import Answer, Body
from webapp.blind_media import poster_path, video_path


class VoteBody(Body):
    """A vote: the better side, or that both are as good, or that neither is any good."""

    verdict: ComparisonVerdict


class BlindFilmAnswer(Answer):
    """One film of a pair, of which nothing is told but where it is shown."""

    video_url: str
    poster_url: str


class PairAnswer(Answer):
    """Two films of one prompt that wait for your vote. All films of a pair have the pair's shape."""

    id: str
    prompt: str
    aspect: str
    left: BlindFilmAnswer
    right: BlindFilmAnswer

    @classmethod
    def of(cls, pair: BlindPair) -> PairAnswer:
        """From the portal's view."""
        films = {
            side.value: BlindFilmAnswer(video_url=video_path(pair.id, side), poster_url=poster_path(pair.id, side))
            for side in Side
        }
        return cls(id=pair.id, prompt=pair.prompt, aspect=pair.aspect, **films)


class NamedFilmAnswer(Answer):
    """What a film was, told after the vote. Of a control pair the prompts of the two differ."""

    clip_id: str
    member_name: str
    prompt: str
    model: str
    steps: int
    guidance: float
    fast: bool
    seed: int


class VoteAnswer(Answer):
    """Your vote, and what you voted on. A control pair has one film of another prompt, to see that voters look."""

    id: str
    verdict: ComparisonVerdict
    is_control: bool
    left: NamedFilmAnswer
    right: NamedFilmAnswer

    @classmethod
    def of(cls, vote: Vote) -> VoteAnswer:
        """From the portal's view."""
        return cls.model_validate(vote)
