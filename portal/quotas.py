"""Quotas: how many GPU-seconds a member may use in 24 hours. Knows the rule and its sentence, no pages and no SQL.

The window rolls: what was rendered 24 hours ago counts no more. What waits counts as much as the model's newest clips
say that it will cost; a model that has rendered nothing yet costs nothing until it has.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.errors import TooMuch
from portal.moments import now
from storage import clips as clip_rows
from storage.database import Session
from storage.tables import MemberRow
from storage.words import Role

WINDOW = timedelta(hours=24)
MAX_QUOTA_GPU_SECONDS = 10_000_000
NO_LIMIT = 0


@dataclass(frozen=True, slots=True)
class Spending:
    """Where a member stands, in GPU-seconds of the last 24 hours."""

    quota: int | None
    """None is no limit."""
    used: float
    waiting: float
    """An estimate, for clips that are not finished."""
    finished: Sequence[tuple[datetime, float]]
    """When each clip was finished and what it took, oldest first."""

    @property
    def left(self) -> float | None:
        """What may still be asked for; None is no limit."""
        return None if self.quota is None else max(0.0, self.quota - self.used - self.waiting)

    def frees_at(self, wanted: float) -> datetime | None:
        """When so much more fits, by what leaves the window alone; None if never."""
        if self.quota is None:
            return None
        over = self.used + self.waiting + wanted - self.quota
        for finished_at, gpu_seconds in self.finished:
            over -= gpu_seconds
            if over <= 0:
                return finished_at + WINDOW
        return None


class Quotas:
    """The rule.

    Args:
        by_role: GPU-seconds in 24 hours; 0 is no limit.
    """

    def __init__(self, by_role: Mapping[Role, int]) -> None:
        self._by_role = by_role

    def of_role(self, role: Role) -> int | None:
        """What the role alone may use; None is no limit."""
        return self._by_role.get(role, NO_LIMIT) or None

    def spending(self, session: Session, member_id: str) -> Spending:
        """Where a member stands now. Role and quota are read anew: a maintainer may have changed them meanwhile."""
        row = session.get_one(MemberRow, member_id)
        quota = self.of_role(row.role) if row.quota_gpu_seconds is None else row.quota_gpu_seconds or None
        finished = clip_rows.spent_since(session, member_id, now() - WINDOW)
        work = clip_rows.unfinished_work(session, member_id)
        waiting = sum(_estimate(session, model, amount) for model, amount in work.items())
        return Spending(quota, sum(seconds for _, seconds in finished), waiting, finished)

    def require_left(self, session: Session, member_id: str, model: str, work: float) -> None:
        """Let a member ask for more work (seconds of video times steps), or say when they may.

        Raises:
            TooMuch: it would go beyond the quota.
        """
        refusal = self.refusal(session, self.spending(session, member_id), model, work)
        if refusal is not None:
            raise refusal

    def refusal(self, session: Session, standing: Spending, model: str, work: float) -> TooMuch | None:
        """Why somebody who stands so could not ask for more work now; None where they could."""
        if standing.quota is None:
            return None
        wanted = _estimate(session, model, work)
        if standing.used + standing.waiting + wanted > standing.quota or standing.left == 0:
            return _over(standing, wanted)
        return None


def _estimate(session: Session, model: str, work: float) -> float:
    return (clip_rows.gpu_seconds_per_work(session, model) or 0.0) * work


def _over(standing: Spending, wanted: float) -> TooMuch:
    frees_at = standing.frees_at(max(wanted, 1.0))
    seconds = WINDOW.total_seconds() if frees_at is None else (frees_at - now()).total_seconds()
    if standing.quota is not None and wanted > standing.quota:
        what_next = "That is more than all of it: ask for something shorter, with fewer steps or takes."
    elif frees_at is None:
        what_next = "Wait until your waiting clips are done, cancel one of them, or ask for something shorter."
    else:
        what_next = f"There is room again in {_in_words(seconds)}; something shorter may fit before."
    return TooMuch(
        f"Your quota is {standing.quota:,} GPU-seconds in any 24 hours. You have used {standing.used:,.0f}, your "
        f"waiting clips will take about {standing.waiting:,.0f}, and this would take about {wanted:,.0f}. {what_next}",
        retry_after_seconds=max(1, math.ceil(seconds)),
    )


def _in_words(seconds: float) -> str:
    minutes = max(1, math.ceil(seconds / 60))
    hours, rest = divmod(minutes, 60)
    told = [f"{hours} h"] if hours else []
    return " ".join([*told, f"{rest} min"] if rest or not hours else told)
