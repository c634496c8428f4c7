"""The bodies of the HTTP API of reviews. Knows shapes and types."""

from __future__ import annotations

from datetime import datetime

from pydantic import StrictStr

from portal.members import Member
from portal.review import Review, Waiting
from storage.words import ReviewDecision
from webapp.api_schemas import Answer, Body
from webapp.clip_schemas import ClipAnswer


class ReviewBody(Body):
    """What a curator decides on a clip. An exclusion needs a reason."""

    decision: ReviewDecision
    reason: StrictStr = ""


class ReviewAnswer(Answer):
    """What stands decided on a clip, and by whom."""

    clip_id: str
    decision: ReviewDecision
    reason: str
    member_name: str
    decided_at: datetime

    @classmethod
    def of(cls, review: Review) -> ReviewAnswer:
        """From the portal's view."""
        return cls.model_validate(review)


class WaitingAnswer(Answer):
    """A clip that waits for a decision. `count` says how many wait, at most 1000."""

    clip: ClipAnswer
    count: int

    @classmethod
    def of(cls, waiting: Waiting, asker: Member) -> WaitingAnswer:
        """From the portal's view."""
        return cls(clip=ClipAnswer.of(waiting.clip, asker), count=waiting.count)
