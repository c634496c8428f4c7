"""How the prompts of a dataset were grouped before they were split. Knows what is said of it, not how it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Grouped:
    """Whether prompts were compared by what they mean, and in how many groups they are."""

    groups: int
    reader: str | None = None
    """The text model that compared what they mean; None when only their wording was compared."""
    cosine: float | None = None
    """From which cosine of two prompts on they are one; None without a reader."""
    not_compared: int = 0
    """Prompts that the reader did not compare, because too many were asked for before."""

    def to_json(self) -> Mapping[str, Any]:
        """For the manifest."""
        values = {name: value for name, value in asdict(self).items() if value is not None}
        return {"by": "wording" if self.reader is None else "meaning", **values}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Grouped:
        """From a manifest."""
        return cls(kept["groups"], kept.get("reader"), kept.get("cosine"), kept["not_compared"])

    def in_words(self, prompts: int) -> str:
        """What is said of it, of so many prompts."""
        if self.reader is None:
            return (
                "Prompts were told apart by their wording alone, whatever its case and spacing: those that say the "
                "same in other words may stand in different splits."
            )
        rest = f" Compared by their wording alone: {self.not_compared:,}." if self.not_compared else ""
        return (
            f"Prompts: {prompts:,}. Groups of those that mean the same to {self.reader} (cosine {self.cosine:g} or "
            f"more with an earlier prompt): {self.groups:,}; no group stands in two splits.{rest}"
        )
