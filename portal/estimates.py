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
from portal.quotas import Quotas
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
    quota_gpu_seconds: int | None
    """What the member may use in any 24 hours; None is no limit."""
    left_gpu_seconds: float | None
    """What is left of it, waiting clips reckoned in."""
    refusal: str | None
    """Why the quota would not let it pass now, and when it would; None where it would."""


class Estimates:
    """The room where one asks what it would cost."""

    def __init__(self, database: Database, models: Models, quotas: Quotas) -> None:
        self._database = database
        self._models = models
        self._quotas = quotas

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
            standing = self._quotas.spending(session, member.id)
            refusal = self._quotas.refusal(session, standing, version.name, work)
        is_known = own is not None and of_queue is not None
        cost = own.gpu_seconds * work if own is not None and is_known else None
        wait = of_queue.gpu_seconds * line.work if of_queue is not None else 0.0
        return Estimate(
            version.name,
            gpu_seconds=None if cost is None else round(cost, 2),
            ready_seconds=None if cost is None else round(cost + wait, 1),
            clips_ahead=line.clips,
            measured_clips=own.clips if own is not None and is_known else 0,
            quota_gpu_seconds=standing.quota,
            left_gpu_seconds=None if standing.left is None else round(standing.left, 1),
            refusal=None if refusal is None else str(refusal),
        )
