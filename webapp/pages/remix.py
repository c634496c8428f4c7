"""Taking up a clip again: what the studio's fields hold for `/studio/?remix=<clip id>` and `/studio/?extend=<clip id>`.

Of a storyboard a remix gets all prompts, and `assets/studio.js` opens the shots; an extension gets the last one. Knows
the portal, no page.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.spec import Aspect
from portal.clip import Clip
from portal.errors import InvalidRequest, NotFound
from portal.members import Member
from portal.model_version import ModelVersion
from portal.portal import Portal
from webapp import present
from webapp.clip_schemas import DEFAULT_SECONDS

PARAMETER = "remix"
EXTEND = "extend"
SHORTEST_SECONDS = 1.0


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
    model = _model_of(portal, clip)
    can = model.capabilities
    return Remix(
        prompt=clip.prompt,
        model=model.name,
        aspect=clip.aspect if Aspect(clip.aspect) in can.sizes else None,
        seconds=min(clip.seconds, can.max_seconds),
        max_seconds=can.max_seconds,
        seed=str(clip.seed) if is_mine else "",
        note=present.remix(clip, is_mine=is_mine, is_model_gone=model.name != clip.model),
    )


def extension_of(portal: Portal, member: Member, clip_id: str) -> Remix:
    """What to fill in for a clip that goes on from this one.

    Raises:
        NotFound: there is no such clip of the member.
        InvalidRequest: the film cannot grow.
    """
    clip = portal.clips.get(member, clip_id)
    if clip.member_id != member.id:
        raise NotFound("This clip belongs to somebody else. Remix it, or begin with a picture of it.")
    model = _model_of(portal, clip)
    can = model.capabilities
    room = can.max_seconds - clip.seconds
    if room < SHORTEST_SECONDS:
        raise InvalidRequest(
            f"This clip is as long as {model.name} makes them: {can.max_seconds:g} s. Remix it instead."
        )
    return Remix(
        prompt=clip.shots[-1].prompt,
        model=model.name,
        aspect=clip.aspect if Aspect(clip.aspect) in can.sizes else None,
        seconds=min(DEFAULT_SECONDS, room),
        max_seconds=room,
        seed="",
        note=present.extension(clip, is_model_gone=model.name != clip.model),
    )


def _model_of(portal: Portal, clip: Clip) -> ModelVersion:
    """The clip's own, or the default where that one is gone."""
    try:
        return portal.models.named(clip.model)
    except InvalidRequest:
        return portal.models.named(None)
