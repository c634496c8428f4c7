"""The bodies of the HTTP API that speak of prompts and clips: what programs send and get.

Knows shapes and types; limits are the portal's business. The rest of the bodies is in `webapp/api_schemas.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Self

from pydantic import Field, StrictBool, StrictInt, StrictStr, model_validator

from model.spec import Aspect, Mark, ShotLink
from portal.clip import Clip
from portal.clip_request import MAX_COUNT, ClipRequest
from portal.members import Member
from portal.opening import FirstFrame
from portal.prompts import Proposal
from portal.shot import AskedShot
from storage.words import ClipStatus
from webapp.api_schemas import Answer, Body, Number, RatingAnswer

DEFAULT_SECONDS = 4.0
"""Length of a clip whose request names none."""


class ShotBody(Body):
    """One camera set-up of a storyboard. `rewritten` is what the model reads in place of the prompt."""

    prompt: StrictStr
    seconds: Number
    rewritten: StrictStr | None = None


class ClipFrameBody(Body):
    """A moment of a clip that you may see, as a picture."""

    clip: StrictStr
    at_seconds: Number = 0.0


class ClipOrder(Body):
    """A request for one clip, or for `count` variations of it. Give `prompt`, or `shots`, not both.

    `first_frame` is what it begins with: the id of a picture that you sent, or a moment of a clip. `extends` is the id
    of a clip of yours: the new film is that one, followed by what is asked for here, in its shape and by its model
    unless you say otherwise.
    """

    prompt: StrictStr | None = None
    shots: list[ShotBody] | None = None
    seconds: Number | None = None
    aspect: StrictStr | None = Field(None, description=f"{Aspect.WIDE} if left out, or as the clip that is extended.")
    seed: StrictInt | None = None
    steps: StrictInt | None = None
    guidance: Number | None = None
    negative_prompt: StrictStr = ""
    model: StrictStr | None = None
    count: StrictInt = 1
    rewrite: StrictBool = False
    fast: StrictBool = False
    first_frame: StrictStr | ClipFrameBody | None = None
    extends: StrictStr | None = None
    idempotency_key: StrictStr | None = None

    @model_validator(mode="after")
    def _says_once_what_is_seen(self) -> Self:
        _require_one_of(self.prompt, self.shots, self.seconds)
        return self

    def request(self, header_key: str | None) -> ClipRequest:
        """The same in the portal's words; `header_key` is the `Idempotency-Key` header."""
        if self.shots is not None:
            shots = tuple(AskedShot(shot.prompt, shot.seconds, shot.rewritten) for shot in self.shots)
        else:
            shots = (AskedShot(self.prompt or "", DEFAULT_SECONDS if self.seconds is None else self.seconds),)
        return ClipRequest(
            shots=shots,
            rewrite=self.rewrite,
            fast=self.fast,
            aspect=self.aspect,
            seed=self.seed,
            steps=self.steps,
            guidance=self.guidance,
            negative_prompt=self.negative_prompt,
            model=self.model,
            count=self.count,
            first_frame=_first_frame(self.first_frame),
            extends=self.extends,
            idempotency_key=self.idempotency_key if self.idempotency_key is not None else header_key,
        )


def _first_frame(asked: str | ClipFrameBody | None) -> FirstFrame | None:
    if isinstance(asked, ClipFrameBody):
        return FirstFrame(clip_id=asked.clip, at_seconds=asked.at_seconds)
    return None if asked is None else FirstFrame(upload_id=asked)


class VariationOrder(Body):
    """A request for more takes of a clip."""

    count: StrictInt = Field(2, description=f"1 to {MAX_COUNT}.")
    idempotency_key: StrictStr | None = None


class ClipChange(Body):
    """What an artist may change of a clip: whether every member of the studio sees it."""

    shared: StrictBool


class DraftShotBody(Body):
    """One camera set-up that is still being written."""

    prompt: StrictStr
    seconds: Number = DEFAULT_SECONDS


class PromptOrder(Body):
    """What is being written: a `prompt`, or the `shots` of a storyboard, not both. `seconds` is for all of a prompt."""

    prompt: StrictStr | None = None
    shots: list[DraftShotBody] | None = None
    seconds: Number | None = None
    model: StrictStr | None = None

    @model_validator(mode="after")
    def _says_once_what_is_seen(self) -> Self:
        _require_one_of(self.prompt, self.shots, self.seconds)
        return self

    def drafts(self) -> tuple[AskedShot, ...]:
        """The same in the portal's words."""
        if self.shots is not None:
            return tuple(AskedShot(shot.prompt, shot.seconds) for shot in self.shots)
        return (AskedShot(self.prompt or "", DEFAULT_SECONDS if self.seconds is None else self.seconds),)


def _require_one_of(prompt: str | None, shots: Sequence[Body] | None, seconds: float | None) -> None:
    if (prompt is None) == (shots is None):
        raise ValueError("give either “prompt” or “shots”")
    if shots is not None and seconds is not None:
        raise ValueError("with “shots” each shot has its own “seconds”; leave “seconds” out beside them")


class MarkAnswer(Answer):
    """A stretch of a prompt that the model has no counterpart for: characters `start` to `stop`, counted as Unicode
    code points from 0."""

    start: int
    stop: int
    text: str
    nearest: str | None
    """The nearest thing that the model can do; null where nothing comes near."""

    @classmethod
    def of(cls, mark: Mark, prompt: str) -> MarkAnswer:
        """From the rewriter's mark on `prompt`."""
        return cls(start=mark.start, stop=mark.stop, text=prompt[mark.start : mark.stop], nearest=mark.nearest)


class ReadingAnswer(Answer):
    """One shot, and what the model would read of it."""

    prompt: str
    seconds: float
    rewritten: str
    marks: list[MarkAnswer]


class ProposedShotAnswer(Answer):
    """One shot that a prompt tells."""

    prompt: str
    seconds: float


class ProposalAnswer(Answer):
    """What could be made of what was written. `storyboard` holds the shots that a single prompt tells, if several."""

    shots: list[ReadingAnswer]
    storyboard: list[ProposedShotAnswer]
    shot_link: ShotLink

    @classmethod
    def of(cls, proposal: Proposal) -> ProposalAnswer:
        """From the portal's view."""
        shots = [
            ReadingAnswer(
                prompt=shot.prompt,
                seconds=shot.seconds,
                rewritten=shot.rewritten,
                marks=[MarkAnswer.of(mark, shot.prompt) for mark in shot.marks],
            )
            for shot in proposal.shots
        ]
        storyboard = [ProposedShotAnswer.model_validate(shot) for shot in proposal.storyboard]
        return cls(shots=shots, storyboard=storyboard, shot_link=proposal.shot_link)


class PlaceAnswer(Answer):
    """Where a clip that was asked for stands in line."""

    id: str
    status: ClipStatus
    position: int | None
    eta_seconds: float | None

    @classmethod
    def of(cls, clip: Clip) -> PlaceAnswer:
        """From the portal's view."""
        return cls.model_validate(clip)


class PlacesAnswer(Answer):
    """What a request for clips made."""

    clips: list[PlaceAnswer]


class ShotAnswer(Answer):
    """One camera set-up: as written, and what the model reads in its place, null where it reads it as written."""

    prompt: str
    seconds: float
    rewritten: str | None


class ClipAnswer(Answer):
    """All that is known of a clip."""

    id: str
    member_id: str
    member_name: str
    is_mine: bool
    status: ClipStatus
    prompt: str
    rewritten_prompt: str | None
    shots: tuple[ShotAnswer, ...]
    negative_prompt: str
    aspect: str
    width: int
    height: int
    fps: int
    seconds: float
    seed: int
    steps: int
    guidance: float
    fast: bool
    model: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None
    sha256: str | None
    frames: int | None
    duration_seconds: float | None
    gpu_seconds: float | None
    timings: Mapping[str, float]
    as_asked: Mapping[str, bool] | None
    """Of each thing that the first shot asks for, whether the model's critic sees it; null where none looked."""
    step: int
    total_steps: int
    position: int | None
    eta_seconds: float | None
    shared_at: datetime | None
    first_frame_sha256: str | None
    """Of the picture that the render was given to begin with; it is at `/media/clips/{id}/first-frame.webp`."""
    extends: str | None
    """The clip whose film this one begins with."""
    kept_shots: int
    """How many of the shots are that film's."""
    kept_seconds: float
    take_of: str | None
    """The first of the takes that differ in nothing but their seed; null for that one itself."""
    my_rating: RatingAnswer | None
    mean_rating: float | None
    rating_count: int
    comment_count: int

    @classmethod
    def of(cls, clip: Clip, asker: Member) -> ClipAnswer:
        """From the portal's view, for whoever asks."""
        fields = {name: getattr(clip, name) for name in cls.model_fields if name != "is_mine"}
        return cls.model_validate({**fields, "is_mine": clip.member_id == asker.id})


class ClipPageAnswer(Answer):
    """One page of clips, and where the next one starts."""

    clips: list[ClipAnswer]
    next_cursor: str | None
