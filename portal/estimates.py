"""What a clip would cost and how long it would take, told before it is asked for.

Measures nothing itself: it reckons with what finished clips of the same model cost on this installation, and says so
where there are none.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.clip_request import ClipRequest, plan
from portal.fair_share import next_tag
from portal.members import Member
from portal.models import Models
from portal.policy import Action, require
from portal.shot import AskedShot
from storage import clips as rows
from storage.database import Database

_ANY_PROMPT = "a prompt, whatever it says"
"""Words cost nothing."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What can be told. None where no clip of the kind was rendered here yet."""

    model: str
    gpu_seconds: float | None
    """Of all takes together, seconds of the device."""
    ready_seconds: float | None
    """Until the last take is ready, the wait in the queue included."""
    clips_ahead: int
    measured_clips: int
    """How many finished clips the cost is known by."""


class Estimates:
    """The room where one asks what it would cost."""

    def __init__(self, database: Database, models: Models) -> None:
        self._database = database
        self._models = models

    def of(
        self,
        member: Member,
        seconds: float,
        *,
        count: int = 1,
        steps: int | None = None,
        fast: bool = False,
        model: str | None = None,
    ) -> Estimate:
        """The estimate of a request that renders `seconds` of video `count` times.

        Raises:
            InvalidRequest: such a request would be refused.
        """
        require(member, Action.REQUEST_CLIP)
        version = self._models.named(model)
        shots = (AskedShot(_ANY_PROMPT, seconds),)
        request = ClipRequest(shots=shots, count=count, steps=steps, fast=fast, model=version.name)
        planned = plan(request, version, prompt_limit_characters=len(_ANY_PROMPT))
        work = planned.seconds * planned.steps * count
        with self._database.reading() as session:
            own = rows.measured_rate(session, version.name, fast=fast)
            of_queue = rows.measured_rate(session, version.name)
            tag = next_tag(session, member.id, version.name, planned.cost)
            line = rows.line_before(session, version.name, tag)
        if own is None or of_queue is None:
            return Estimate(version.name, None, None, line.clips, 0)
        cost = own.gpu_seconds * work
        return Estimate(
            version.name,
            gpu_seconds=round(cost, 2),
            ready_seconds=round(cost + of_queue.gpu_seconds * line.work, 1),
            clips_ahead=line.clips,
            measured_clips=own.clips,
        )
