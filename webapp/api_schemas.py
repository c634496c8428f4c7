"""The bodies of the HTTP API: what programs send and get, but for clips, which have `webapp/clip_schemas.py`.

Knows shapes and types; limits are the portal's business.

Unknown fields are refused, so that a misspelt one is a sentence and not a silent default.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, WithJsonSchema

from model.spec import ShotLink
from portal.clip import Clip, ClipEvent
from portal.dashboard import Figures
from portal.model_version import ModelVersion
from portal.rating import Rating, Verdict
from storage.words import ClipStatus, DefectTag, RatingAspect

Number = Annotated[float, Field(allow_inf_nan=False)]


ONE_DEFECT = {"type": "string", "enum": [tag.value for tag in DefectTag]}
"""For the description alone: the portal refuses any other with a better sentence."""


class Body(BaseModel):
    """Base of what programs send."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """Base of what programs get; built straight from the portal's views."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class RatingBody(Body):
    """One member's judgement of one clip: stars from 1 to 5, and what else there is to say."""

    overall: StrictInt = Field(description="Stars, 1 to 5.")
    aspects: dict[StrictStr, StrictInt] | None = Field(
        None, description=f"Stars, 1 to 5, for any of: {', '.join(RatingAspect)}. Replaces the aspects given before."
    )
    tags: list[Annotated[StrictStr, WithJsonSchema(ONE_DEFECT)]] | None = Field(
        None, description=f"Defects, any of: {', '.join(DefectTag)}. Replaces the tags given before."
    )
    comment: StrictStr | None = Field(None, description="Words on the whole clip. Replaces those given before.")


class RatingAnswer(Answer):
    """A rating as it stands now."""

    clip_id: str
    member_id: str
    overall: int
    aspects: Mapping[str, int]
    tags: tuple[str, ...]
    comment: str
    revision: int
    created_at: datetime

    @classmethod
    def of(cls, rating: Rating) -> RatingAnswer:
        """From the portal's view."""
        return cls.model_validate(rating)


class VerdictAnswer(RatingAnswer):
    """A rating with the name of whoever gave it."""

    member_name: str

    @classmethod
    def of_verdict(cls, verdict: Verdict) -> VerdictAnswer:
        """From the portal's view."""
        return cls(member_name=verdict.member_name, **RatingAnswer.of(verdict.rating).model_dump())


class VerdictsAnswer(Answer):
    """What everybody said of one clip, oldest first."""

    ratings: list[VerdictAnswer]


class ProgressAnswer(Answer):
    """One message of a clip's event stream."""

    status: ClipStatus
    step: int
    steps: int
    position: int | None
    eta_seconds: float | None
    preview: str | None
    """Path of the newest denoising preview, a WebP picture."""

    @classmethod
    def of(cls, clip: Clip, event: ClipEvent | None) -> ProgressAnswer:
        """What `event` said, or how the clip stands now, with the clip's place in line as it is now."""
        if event is None:
            return cls(
                status=clip.status,
                step=clip.step,
                steps=clip.total_steps or clip.steps,
                position=clip.position,
                eta_seconds=clip.eta_seconds,
                preview=None,
            )
        preview = f"/media/clips/{clip.id}/previews/{event.sequence}.webp" if event.has_preview else None
        return cls(
            status=event.status,
            step=event.step,
            steps=event.steps,
            position=clip.position,
            eta_seconds=clip.eta_seconds,
            preview=preview,
        )


class CapabilitiesAnswer(Answer):
    """What may be asked of a model version. Sizes are width and height in pixels by aspect."""

    sizes: dict[str, tuple[int, int]]
    fps: int
    max_seconds: float
    default_steps: int
    max_steps: int
    default_guidance: float
    shot_link: ShotLink
    max_shots: int
    fast_steps: int | None
    takes_first_frame: bool


class ModelAnswer(Answer):
    """One model version on offer."""

    name: str
    status: str
    is_default: bool
    capabilities: CapabilitiesAnswer

    @classmethod
    def of(cls, version: ModelVersion) -> ModelAnswer:
        """From the portal's view."""
        asked = version.capabilities
        return cls(
            name=version.name,
            status=version.status,
            is_default=version.is_default,
            capabilities=CapabilitiesAnswer(
                sizes={aspect.value: (size.width, size.height) for aspect, size in asked.sizes.items()},
                fps=asked.fps,
                max_seconds=asked.max_seconds,
                default_steps=asked.default_steps,
                max_steps=asked.max_steps,
                default_guidance=asked.default_guidance,
                shot_link=asked.shot_link,
                max_shots=asked.max_shots,
                fast_steps=asked.fast_steps,
                takes_first_frame=asked.takes_first_frame,
            ),
        )


class ModelsAnswer(Answer):
    """The model versions on offer, the default first."""

    models: list[ModelAnswer]


class ModelFigureAnswer(Answer):
    """How the clips of one model version were rated."""

    model: str
    clips: int
    ratings: int
    mean: float


class FiguresAnswer(Answer):
    """The figures of the review page."""

    clips: int
    rated: int
    ratings: int
    mean: float | None
    by_model: tuple[ModelFigureAnswer, ...]
    distribution: Mapping[int, int]

    @classmethod
    def of(cls, figures: Figures) -> FiguresAnswer:
        """From the portal's view."""
        return cls.model_validate(figures)


class ErrorDetail(Answer):
    """What went wrong: a stable code for programs, a sentence for people."""

    code: str
    message: str


class ErrorAnswer(Answer):
    """The body of every refusal."""

    error: ErrorDetail
