"""The bodies of the HTTP API: what programs send and get. Knows shapes and types; limits are the portal's business.

Unknown fields are refused, so that a misspelt one is a sentence and not a silent default.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, model_validator

from model.spec import Aspect, Shot
from portal.clip import Clip, ClipEvent
from portal.clip_request import ClipRequest
from portal.dashboard import Figures
from portal.datasets import Dataset
from portal.members import Member
from portal.models import ModelVersion
from portal.rating import Rating, Verdict
from storage.words import ClipStatus

DEFAULT_SECONDS = 4.0
"""Length of a clip whose request names none."""

Number = Annotated[float, Field(allow_inf_nan=False)]


class Body(BaseModel):
    """Base of what programs send."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """Base of what programs get; built straight from the portal's views."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class ShotBody(Body):
    """One camera set-up of a storyboard."""

    prompt: StrictStr
    seconds: Number


class ClipOrder(Body):
    """A request for one clip, or for `count` variations of it. Give `prompt`, or `shots`, not both."""

    prompt: StrictStr | None = None
    shots: list[ShotBody] | None = None
    seconds: Number | None = None
    aspect: StrictStr = Aspect.WIDE
    seed: StrictInt | None = None
    steps: StrictInt | None = None
    guidance: Number | None = None
    negative_prompt: StrictStr = ""
    model: StrictStr | None = None
    count: StrictInt = 1
    rewrite: StrictBool = False
    idempotency_key: StrictStr | None = None

    @model_validator(mode="after")
    def _says_once_what_is_seen(self) -> Self:
        if (self.prompt is None) == (self.shots is None):
            raise ValueError("give either “prompt” or “shots”")
        if self.shots is not None and self.seconds is not None:
            raise ValueError("with “shots” each shot has its own “seconds”; leave “seconds” out beside them")
        if self.rewrite:
            raise ValueError("“rewrite” is not offered by this version; leave it out or send false")
        return self

    def request(self, header_key: str | None) -> ClipRequest:
        """The same in the portal's words; `header_key` is the `Idempotency-Key` header."""
        if self.shots is not None:
            shots = tuple(Shot(shot.prompt, shot.seconds) for shot in self.shots)
        else:
            shots = (Shot(self.prompt or "", DEFAULT_SECONDS if self.seconds is None else self.seconds),)
        return ClipRequest(
            shots=shots,
            aspect=self.aspect,
            seed=self.seed,
            steps=self.steps,
            guidance=self.guidance,
            negative_prompt=self.negative_prompt,
            model=self.model,
            count=self.count,
            idempotency_key=self.idempotency_key if self.idempotency_key is not None else header_key,
        )


class RatingBody(Body):
    """One member's judgement of one clip: stars from 1 to 5, and what else there is to say."""

    overall: StrictInt
    aspects: dict[StrictStr, StrictInt] | None = None
    tags: list[StrictStr] | None = None
    comment: StrictStr | None = None


class DatasetBody(Body):
    """Which rated clips a dataset freezes."""

    name: StrictStr
    filters: dict[str, Any] = {}


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
    """One camera set-up, as written."""

    prompt: str
    seconds: float


class ClipAnswer(Answer):
    """All that is known of a clip."""

    id: str
    member_id: str
    member_name: str
    is_mine: bool
    status: ClipStatus
    prompt: str
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
    step: int
    total_steps: int
    position: int | None
    eta_seconds: float | None
    my_rating: RatingAnswer | None
    mean_rating: float | None
    rating_count: int

    @classmethod
    def of(cls, clip: Clip, asker: Member) -> ClipAnswer:
        """From the portal's view, for whoever asks."""
        fields = {name: getattr(clip, name) for name in cls.model_fields if name != "is_mine"}
        return cls.model_validate({**fields, "is_mine": clip.member_id == asker.id})


class ClipPageAnswer(Answer):
    """One page of clips, newest first, and where the next one starts."""

    clips: list[ClipAnswer]
    next_cursor: str | None


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


class DatasetCounts(Answer):
    """How much a dataset holds."""

    clips: int
    ratings: int


class DatasetAnswer(Answer):
    """A frozen dataset. Its id is the SHA-256 of its manifest."""

    id: str
    name: str
    counts: DatasetCounts
    created_at: datetime

    @classmethod
    def of(cls, dataset: Dataset) -> DatasetAnswer:
        """From the portal's view."""
        counts = DatasetCounts(clips=dataset.clips, ratings=dataset.ratings)
        return cls(id=dataset.id, name=dataset.name, counts=counts, created_at=dataset.created_at)


class ErrorDetail(Answer):
    """What went wrong: a stable code for programs, a sentence for people."""

    code: str
    message: str


class ErrorAnswer(Answer):
    """The body of every refusal."""

    error: ErrorDetail
