"""Which rated clips a dataset takes, as a maintainer says it. Knows limits and sentences, no SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from portal.errors import InvalidRequest
from portal.library import MAX_SEARCH_CHARACTERS
from portal.text import require_text
from storage.datasets import Selection
from storage.library import search_form
from storage.words import DefectTag, Role

MAX_RATERS = 10_000
MAX_MODELS = 100
LEAST_STARS, MOST_STARS = 1, 5


@dataclass(frozen=True, slots=True)
class DatasetFilter:
    """What narrows a dataset; consent is asked for always. What is left out narrows nothing."""

    since: date | None = None
    """First day, in UTC, on which clips were asked for."""
    until: date | None = None
    """Last such day; the whole of it counts."""
    models: tuple[str, ...] = ()
    words: str = ""
    """Each must occur in the prompt, whatever its case."""
    min_raters: int = 1
    min_rating: float | None = None
    """Least mean of the stars."""
    max_rating: float | None = None
    rater_roles: tuple[Role, ...] = ()
    """Only ratings by members who have one of these roles now."""
    max_spread: int | None = None
    """Most stars that the ratings of a clip may lie apart, which has two at least: 0 is unanimous."""
    approved_only: bool = False
    """Only clips that a curator approved; without it all that none excluded."""
    with_tags: tuple[DefectTag, ...] = ()
    """Only clips in which some rating that counts names one of these defects."""
    without_tags: tuple[DefectTag, ...] = ()
    """Only clips in which none does."""

    def selection(self) -> Selection:
        """The same for storage.

        Raises:
            InvalidRequest: it makes no sense.
        """
        self._check()
        return Selection(
            since=None if self.since is None else datetime.combine(self.since, time.min, UTC),
            until=None if self.until is None else datetime.combine(self.until, time.max, UTC),
            models=self.models,
            words=tuple(dict.fromkeys(search_form(self.words).split())),
            rater_roles=self.rater_roles,
            min_raters=self.min_raters,
            min_rating=self.min_rating,
            max_rating=self.max_rating,
            max_spread=self.max_spread,
            approved_only=self.approved_only,
            with_tags=self.with_tags,
            without_tags=self.without_tags,
        )

    def to_json(self) -> Mapping[str, object]:
        """What it narrows, under the names of the HTTP API: for the manifest."""
        values: dict[str, object] = {
            "from": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "models": list(self.models),
            "words": self.words,
            "min_rating": self.min_rating,
            "max_rating": self.max_rating,
            "rater_roles": [role.value for role in self.rater_roles],
            "approved_only": self.approved_only,
            "with_tags": [tag.value for tag in self.with_tags],
            "without_tags": [tag.value for tag in self.without_tags],
        }
        always: dict[str, object] = {"min_raters": self.min_raters}
        if self.max_spread is not None:  # 0 is a filter, too
            always["max_spread"] = self.max_spread
        return {**always, **{name: value for name, value in values.items() if value}}

    def _check(self) -> None:
        if self.since is not None and self.until is not None and self.since > self.until:
            raise InvalidRequest(
                f"The days run from {self.since} until {self.until}, which is before. Exchange them, or leave one out."
            )
        if len(self.models) > MAX_MODELS:
            raise InvalidRequest(f"{len(self.models):,} models were named; at most {MAX_MODELS} can be.")
        for model in self.models:
            require_text(model, "model's name", limit=MAX_SEARCH_CHARACTERS)
        require_text(self.words, "search", limit=MAX_SEARCH_CHARACTERS, allow_empty=True)
        if not 1 <= self.min_raters <= MAX_RATERS:
            raise InvalidRequest(f"A minimum of {self.min_raters} raters was asked for; choose 1 to {MAX_RATERS:,}.")
        widest = MOST_STARS - LEAST_STARS
        if self.max_spread is not None and not 0 <= self.max_spread <= widest:
            raise InvalidRequest(
                f"Ratings at most {self.max_spread} stars apart were asked for; choose 0 (unanimous) to {widest}."
            )
        both = [tag.value for tag in self.with_tags if tag in self.without_tags]
        if both:
            raise InvalidRequest(
                f"Clips with and without the defect “{both[0]}” were asked for, which no clip is. Choose one of them."
            )
        for what, stars in (("minimum", self.min_rating), ("maximum", self.max_rating)):
            if stars is not None and not LEAST_STARS <= stars <= MOST_STARS:
                raise InvalidRequest(
                    f"A {what} of {stars:g} mean stars was asked for; choose {LEAST_STARS} to {MOST_STARS}."
                )
        if self.min_rating is not None and self.max_rating is not None and self.min_rating > self.max_rating:
            raise InvalidRequest(
                f"At least {self.min_rating:g} and at most {self.max_rating:g} mean stars were asked for, which no "
                "clip can have. Exchange them, or leave one out."
            )
