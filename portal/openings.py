"""How the clips of a request begin: finds the still or the film that is asked for, and asks who may use it.

Everything slow (decoding, scaling) happens here, before the transaction that queues the clips.
"""

from __future__ import annotations

from dataclasses import replace

from model.spec import Capabilities
from portal.clip_request import ClipRequest, size_of
from portal.errors import Conflict, InvalidRequest
from portal.members import Member
from portal.models import Models
from portal.opening import Opening
from portal.policy import no_such_clip, require_ownership
from portal.shot import AskedShot
from portal.stills import Stills, not_ready
from storage import clips as rows
from storage.database import Database
from storage.tables import ClipRow

LEAST_LUCK = 99
"""Versions that share the default's traffic can what it can."""


class Openings:
    """Makes the beginning of what is asked for."""

    def __init__(self, database: Database, models: Models, stills: Stills) -> None:
        self._database = database
        self._models = models
        self._stills = stills

    def settle(self, member: Member, request: ClipRequest) -> tuple[ClipRequest, Opening]:
        """The request with model and shape of the clip that it goes on from, if any, and its beginning.

        Raises:
            InvalidRequest: it contradicts itself, or the model cannot begin like this.
            NotFound: there is no such picture or clip that the member may see.
            Forbidden: the clip that is to be extended is somebody else's.
            Conflict: that clip is not ready.
        """
        if sum(wish is not None for wish in (request.first_frame, request.extends, request.take_of)) > 1:
            raise InvalidRequest("A clip begins either with a first frame or with the clip that it extends. Name one.")
        if request.extends is not None:
            return self._after(member, request, self.own_film(member, request.extends, "extend it"))
        if request.take_of is not None:
            return self._again(member, request, self.own_film(member, request.take_of, "ask for more takes of it"))
        if request.first_frame is None:
            return request, Opening()
        model = self._models.for_request(member, request.model, LEAST_LUCK)
        _require_first_frames(model.name, model.capabilities)
        size = size_of(request, model.capabilities)
        return request, Opening(self._stills.asked(member, request.first_frame, size))

    def own_film(self, member: Member, clip_id: str, deed: str) -> ClipRow:
        """A ready clip of the member. `deed` completes the sentence 'only the artist who asked for it can …'.

        Raises:
            NotFound: there is none that the member may see.
            Forbidden: it is somebody else's.
            Conflict: it is not ready.
        """
        with self._database.reading() as session:
            clip = rows.by_id(session, clip_id)
            if clip is None:
                raise no_such_clip(clip_id)
            require_ownership(member, clip, deed)
        if clip.frames is None:
            raise not_ready(clip)
        return clip

    def _after(self, member: Member, request: ClipRequest, clip: ClipRow) -> tuple[ClipRequest, Opening]:
        settled = replace(request, model=request.model or clip.model, aspect=request.aspect or clip.aspect)
        model = self._models.for_request(member, settled.model, LEAST_LUCK)
        _require_first_frames(model.name, model.capabilities)
        _require_same_shape(settled, model.capabilities, clip)
        assert clip.frames is not None  # noqa: S101 - asked when it was found
        still = self._stills.frame(clip, clip.frames - 1, size_of(settled, model.capabilities))
        return settled, Opening(still, clip.id, tuple(AskedShot.from_json(shot) for shot in clip.shots))

    def _again(self, member: Member, request: ClipRequest, clip: ClipRow) -> tuple[ClipRequest, Opening]:
        """The beginning that a clip had, for another take of it."""
        if clip.first_frame_sha256 is not None:
            _require_same_shape(request, self._models.for_request(member, request.model, LEAST_LUCK).capabilities, clip)
        kept = tuple(AskedShot.from_json(shot) for shot in clip.shots[: clip.kept_shots])
        return replace(request, take_of=clip.take_of or clip.id), Opening(clip.first_frame_sha256, clip.extends, kept)


def another_take(clip: ClipRow, count: int, idempotency_key: str | None) -> ClipRequest:
    """The request that asks for a clip again, with seeds of its own."""
    return ClipRequest(
        shots=tuple(AskedShot.from_json(shot) for shot in clip.shots[clip.kept_shots :]),
        fast=clip.fast,
        aspect=clip.aspect,
        steps=clip.steps,
        guidance=None if clip.fast else clip.guidance,
        negative_prompt=clip.negative_prompt,
        model=clip.model,
        count=count,
        idempotency_key=idempotency_key,
        take_of=clip.id,
    )


def _require_first_frames(name: str, capabilities: Capabilities) -> None:
    if not capabilities.takes_first_frame:
        raise InvalidRequest(f"The model {name} cannot begin with a picture. Ask without one, or choose another model.")


def _require_same_shape(request: ClipRequest, capabilities: Capabilities, clip: ClipRow) -> None:
    size = size_of(request, capabilities)
    if (size.width, size.height, capabilities.fps) != (clip.width, clip.height, clip.fps):
        raise Conflict(
            f"This clip is {clip.width} × {clip.height} at {clip.fps} frames per second, and the model paints "
            f"{size.width} × {size.height} at {capabilities.fps}. Choose its shape and model, or begin a new clip."
        )
