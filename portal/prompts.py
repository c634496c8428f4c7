"""What a model will read: prompts in their long form, and prompts that tell several shots taken apart.

Knows neither how a prompt is rewritten nor how shots are found in it: both are handed in by `composition.py`. Stores
nothing. A rewriter may be a slow language model, so whoever calls from an event loop calls from a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from model.spec import Capabilities, Mark, Rewrite, Rewriter, Shot, ShotLink
from portal.clip_request import check_prompts, shortest_seconds
from portal.errors import InvalidRequest
from portal.members import Member
from portal.models import Models
from portal.policy import Action, require
from portal.shot import AskedShot
from portal.text import require_text

ProposeShots = Callable[[str, float], tuple[Shot, ...]]
"""Finds the shots that a prompt tells, given the seconds for all of them; one shot where it tells one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One shot with what the model would read of it."""

    prompt: str
    """Verbatim."""
    seconds: float
    rewritten: str
    marks: tuple[Mark, ...]
    """The stretches of `prompt` that the model has no counterpart for."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be made of what was written."""

    shots: tuple[Reading, ...]
    storyboard: tuple[Shot, ...]
    """The shots that a single prompt tells, when it tells several; else empty."""
    shot_link: ShotLink
    """How the model would get from one shot to the next."""


class Prompts:
    """The room where prompts are read before anything is rendered.

    Args:
        models: the models on offer.
        rewriters: by the name of the base; a base without one reads prompts as they are written.
        propose_shots: finds the shots that one prompt tells.
        prompt_limit_characters: longest prompt of one shot.
    """

    def __init__(
        self,
        models: Models,
        rewriters: Mapping[str, Rewriter],
        propose_shots: ProposeShots,
        *,
        prompt_limit_characters: int,
    ) -> None:
        self._models = models
        self._rewriters = rewriters
        self._propose_shots = propose_shots
        self._prompt_limit_characters = prompt_limit_characters

    def preview(self, member: Member, shots: Sequence[AskedShot], model: str | None = None) -> Proposal:
        """What the model would read of each shot, and the storyboard that a single prompt tells.

        Args:
            member: who asks.
            shots: as written; what they bring along as rewritten is left out of account.
            model: name of the model; None is the default one.

        Raises:
            InvalidRequest: an empty or endless prompt, too many shots, or no such model.
        """
        require(member, Action.PREVIEW_PROMPT)
        version = self._models.named(model)
        check_prompts(shots, version.capabilities, self._prompt_limit_characters)
        readings = []
        for shot in shots:
            found = self._rewrite(shot.prompt, version.base)
            readings.append(Reading(shot.prompt, shot.seconds, found.prompt, found.marks))
        storyboard = self._storyboard(shots[0], version.capabilities) if len(shots) == 1 else ()
        return Proposal(tuple(readings), storyboard, version.capabilities.shot_link)

    def rewrite_missing(self, shots: Sequence[AskedShot], model: str) -> tuple[AskedShot, ...]:
        """The shots with the long form filled in where nobody chose one, as the base `model` reads it. The prompts must
        have been checked."""
        return tuple(
            shot if shot.rewritten is not None else replace(shot, rewritten=self._rewrite(shot.prompt, model).prompt)
            for shot in shots
        )

    def _rewrite(self, prompt: str, model: str) -> Rewrite:
        rewriter = self._rewriters.get(model)
        if rewriter is None:
            return Rewrite(prompt)
        found = rewriter.rewrite(prompt)
        try:
            require_text(found.prompt, "rewritten prompt", limit=self._prompt_limit_characters)
        except InvalidRequest:
            # A language model may go on for ever or say nothing; then the prompt is what there is.
            return replace(found, prompt=prompt)
        return found

    def _storyboard(self, written: AskedShot, capabilities: Capabilities) -> tuple[Shot, ...]:
        """The shots of one prompt, in seconds that the model can do; empty where it tells one shot, or too many."""
        shots = self._propose_shots(written.prompt, written.seconds)
        if not 1 < len(shots) <= capabilities.max_shots:
            return ()
        fit = min(1.0, capabilities.max_seconds / sum(shot.seconds for shot in shots))
        fitted = tuple(Shot(shot.prompt, shot.seconds * fit) for shot in shots)
        return fitted if all(shot.seconds >= shortest_seconds(capabilities) for shot in fitted) else ()
