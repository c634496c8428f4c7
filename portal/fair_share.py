"""Taking turns: start-time fair queueing (Goyal, Vin, Cheng 1996). Knows tags, not what is rendered."""

from __future__ import annotations

from storage import clips as rows
from storage.database import Session


def next_tag(session: Session, member_id: str, model: str, cost: int) -> int:
    """The place of a member's next clip: the later of the queue's virtual time and the end of their own last waiting
    clip, so that artists take turns however much one of them asks for."""
    virtual_time, own_last = rows.fair_share_tags(session, model, member_id)
    return virtual_time if own_last is None else max(virtual_time, own_last + cost)
