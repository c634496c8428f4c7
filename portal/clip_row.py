"""A plan as the row of a new clip. Knows what a row must hold for the clip to be rendered again; opens no database."""

from __future__ import annotations

import uuid

from portal.clip_request import ClipRequest, Plan
from portal.members import Member
from portal.moments import now
from portal.shot import storyboard_hash
from storage.tables import ClipRow
from storage.words import ClipStatus


def new_row(
    member: Member, request: ClipRequest, planned: Plan, ordinal: int, tag: int, take_of: str | None
) -> ClipRow:
    """The row of one queued clip.

    Args:
        member: who asks.
        request: as it was sent; tells a repeat from a new one.
        planned: what is rendered.
        ordinal: which of the request's variations, from 0.
        tag: its place in the fair share.
        take_of: the first of the takes that it belongs to; None if it is that one.
    """
    return ClipRow(
        id=str(uuid.uuid4()),
        member_id=member.id,
        model=planned.model,
        status=ClipStatus.QUEUED,
        created_at=now(),
        shots=[shot.to_json() for shot in planned.shots],
        prompt=planned.prompt,
        storyboard_hash=storyboard_hash(planned.shots, planned.opening.still_sha256),
        negative_prompt=planned.negative_prompt,
        aspect=planned.aspect.value,
        width=planned.size.width,
        height=planned.size.height,
        fps=planned.fps,
        seconds=planned.seconds,
        seed=planned.seeds[ordinal],
        steps=planned.steps,
        guidance=planned.guidance,
        fast=planned.fast,
        first_frame_sha256=planned.opening.still_sha256,
        extends=planned.opening.extends,
        kept_shots=len(planned.opening.kept_shots),
        kept_seconds=planned.opening.kept_seconds,
        take_of=take_of,
        consents_to_training=member.consents_to_training,
        idempotency_key=request.idempotency_key,
        request_hash=request.hash,
        ordinal=ordinal,
        tag=tag,
        cancel_requested=False,
        attempts=0,
        step=0,
        total_steps=planned.steps,
        timings={},
    )
