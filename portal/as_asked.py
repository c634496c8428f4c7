"""How often a version shows what prompts ask for, beside its parent, as their critic sees it. Knows numbers alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AsAsked:
    """One thing that prompts ask for ("subject", "camera", …), over clips of one prompt and seed by both."""

    what: str
    asked: int
    """Prompts that ask for it."""
    shown: int
    """How many of them the version's clip shows it."""
    shown_by_parent: int

    @classmethod
    def of(cls, twins: Iterable[tuple[Mapping[str, bool], Mapping[str, bool]]]) -> tuple[AsAsked, ...]:
        """From what the critic says of the version's clip and of its parent's, in the order in which it tells them.

        What is told of only one of the two clips counts for neither.
        """
        both = [(mine, parents) for mine, parents in twins]
        things = dict.fromkeys(what for mine, parents in both for what in mine if what in parents)
        return tuple(cls._of(what, both) for what in things)

    @classmethod
    def _of(cls, what: str, twins: Iterable[tuple[Mapping[str, bool], Mapping[str, bool]]]) -> AsAsked:
        told = [(mine[what], parents[what]) for mine, parents in twins if what in mine and what in parents]
        return cls(what, len(told), sum(mine for mine, _ in told), sum(parents for _, parents in told))
