"""Taking up a clip again: what the studio's fields hold for `/studio/?remix=<clip id>`. Knows the portal, no page.

Of a storyboard the prompt field gets all prompts; `assets/studio.js` opens the shots.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.spec import Aspect
from portal.errors import InvalidRequest
from portal.members import Member
from portal.portal import Portal
from webapp import present

PARAMETER = "remix"


@dataclass(frozen=True, slots=True)
class Remix:
    """The fields of one clip. None leaves a field as it is: what the models on offer cannot do is not filled in."""

    prompt: str
    model: str
    aspect: str | None
    seconds: float
    max_seconds: float
    seed: str
    """Empty for clips of others: the same prompt with a seed of one's own is another take, with theirs it is a copy."""
    note: str


def remix_of(portal: Portal, member: Member, clip_id: str) -> Remix:
    """What to fill in.

    Raises:
        NotFound: there is no such clip that the member may see.
    """
    clip = portal.clips.get(member, clip_id)
    is_mine = clip.member_id == member.id
    try:
        model = portal.models.named(clip.model)
        is_model_gone = False
    except InvalidRequest:
        model = portal.models.named(None)
        is_model_gone = True
    can = model.capabilities
    return Remix(
        prompt=clip.prompt,
        model=model.name,
        aspect=clip.aspect if Aspect(clip.aspect) in can.sizes else None,
        seconds=min(clip.seconds, can.max_seconds),
        max_seconds=can.max_seconds,
        seed=str(clip.seed) if is_mine else "",
        note=present.remix(clip, is_mine=is_mine, is_model_gone=is_model_gone),
    )
