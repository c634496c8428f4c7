"""The bodies of the HTTP API that speak of datasets. Knows shapes and types; limits are the portal's business."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictInt, StrictStr

from portal.dataset import Dataset, Preview
from portal.dataset_filter import DatasetFilter
from portal.datasets import PAIR_GAP, Withdrawals
from storage.words import DefectTag, Role
from webapp.api_schemas import Answer, Body

Stars = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class DatasetFilters(Body):
    """Which rated clips of consenting artists a dataset takes. What is left out narrows nothing."""

    from_: date | None = Field(default=None, alias="from")
    """First day (UTC) on which clips were asked for."""
    until: date | None = None
    """Last such day."""
    models: tuple[StrictStr, ...] = ()
    words: StrictStr = ""
    min_raters: StrictInt = 1
    min_rating: Stars | None = None
    max_rating: Stars | None = None
    rater_roles: tuple[Role, ...] = ()
    max_spread: StrictInt | None = None
    """Most stars that the ratings of one clip may lie apart, which has two at least; 0 is unanimous."""
    approved_only: StrictBool = False
    """Only clips that a curator approved; without it all that none excluded."""
    with_tags: tuple[DefectTag, ...] = ()
    without_tags: tuple[DefectTag, ...] = ()

    def wanted(self) -> DatasetFilter:
        """For the portal."""
        return DatasetFilter(
            since=self.from_,
            until=self.until,
            models=self.models,
            words=self.words,
            min_raters=self.min_raters,
            min_rating=self.min_rating,
            max_rating=self.max_rating,
            rater_roles=self.rater_roles,
            max_spread=self.max_spread,
            approved_only=self.approved_only,
            with_tags=self.with_tags,
            without_tags=self.without_tags,
        )


class SelectionBody(Body):
    """A selection to look at."""

    filters: DatasetFilters = DatasetFilters()
    pair_gap: Stars = PAIR_GAP


class DatasetBody(SelectionBody):
    """A selection to freeze."""

    name: StrictStr


class DatasetCounts(Answer):
    """How much a dataset holds; null what was not counted when it was frozen. `splits` counts the clips of each."""

    clips: int
    ratings: int
    raters: int | None
    prompts: int | None
    pairs: int | None
    splits: dict[str, int] | None
    groups: int | None
    """Of prompts that count as one for the splits."""


class GroupingAnswer(Answer):
    """How prompts are grouped before they are split: by what they mean to `reader`, or by their wording, where that is
    null. `waiting` counts the prompts of the studio that the reader has yet to compare, `not_compared` those of the
    selection that it has not compared."""

    reader: str | None
    cosine: float | None
    not_compared: int
    waiting: int
    in_words: str


class SampleAnswer(Answer):
    """One of the clips that would be frozen, with the mean of the stars that count."""

    clip_id: str
    prompt: str
    mean_rating: float
    ratings: int


class PreviewAnswer(Answer):
    """What would be frozen now, what it could not be used for, and some of its clips, spread over the whole."""

    counts: DatasetCounts
    warnings: tuple[str, ...]
    samples: tuple[SampleAnswer, ...]
    grouping: GroupingAnswer

    @classmethod
    def of(cls, preview: Preview) -> PreviewAnswer:
        """From the portal's view."""
        grouped = preview.grouped
        grouping = GroupingAnswer(
            reader=grouped.reader,
            cosine=grouped.cosine,
            not_compared=grouped.not_compared,
            waiting=preview.waiting,
            in_words=grouped.in_words(preview.counts.prompts or 0),
        )
        counts = DatasetCounts.model_validate(preview.counts)
        samples = tuple(SampleAnswer.model_validate(sample) for sample in preview.samples)
        return cls(counts=counts, warnings=preview.warnings, samples=samples, grouping=grouping)


class DatasetAnswer(Answer):
    """A frozen dataset. Its id is the SHA-256 of its manifest."""

    id: str
    name: str
    counts: DatasetCounts
    filters: Mapping[str, Any]
    created_at: datetime

    @classmethod
    def of(cls, dataset: Dataset) -> DatasetAnswer:
        """From the portal's view."""
        return cls.model_validate(dataset)


class DatasetsAnswer(Answer):
    """The datasets that were frozen last, newest first."""

    datasets: list[DatasetAnswer]


class WithdrawalsAnswer(DatasetAnswer):
    """A frozen dataset with the ids of those of its clips whose artists have withdrawn consent since."""

    withdrawn: tuple[str, ...]

    @classmethod
    def of_withdrawals(cls, found: Withdrawals) -> WithdrawalsAnswer:
        """From the portal's view."""
        return cls(withdrawn=found.withdrawn, **DatasetAnswer.of(found.dataset).model_dump())
