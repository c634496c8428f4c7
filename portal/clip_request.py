"""What an artist asks for, and the check that turns it into a plan that a model can render. Stores nothing."""

from __future__ import annotations

import hashlib
import json
import math
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from model.spec import Aspect, Capabilities, Size
from portal.errors import InvalidRequest
from portal.model_version import ModelVersion
from portal.opening import FirstFrame, Opening
from portal.shot import AskedShot
from portal.text import require_text

MAX_SEED = 2**32 - 1
MAX_COUNT = 4
MAX_GUIDANCE = 30.0
FAST_GUIDANCE = 1.0
"""A distilled student has its guidance folded in: one pass of the network for each step, which is what 1 says."""
ROUNDING_SECONDS = 1e-6
"""Twelve thirds of a shot add up to a hair more than they are."""


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """What was asked for, as it came. None leaves the choice to the studio."""

    shots: tuple[AskedShot, ...]
    rewrite: bool = False
    """Have the studio rewrite the shots that bring no rewritten prompt of their own."""
    fast: bool = False
    """Take the model's fast setting."""
    aspect: Aspect | str | None = None
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    negative_prompt: str = ""
    model: str | None = None
    count: int = 1
    idempotency_key: str | None = None
    first_frame: FirstFrame | None = None
    """The picture to begin with."""
    extends: str | None = None
    """The clip to go on from: its film stands before what is rendered."""
    take_of: str | None = None
    """The clip to make other takes of."""

    @property
    def hash(self) -> str:
        """SHA-256 over all fields: tells whether two requests with one idempotency key are the same."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """A request that can be rendered, with every choice made."""

    shots: tuple[AskedShot, ...]
    """All of the clip's, those of the film that it goes on from included."""
    opening: Opening
    aspect: Aspect
    size: Size
    fps: int
    seeds: tuple[int, ...]
    """One for each clip; clips of one request differ in nothing else."""
    steps: int
    guidance: float
    negative_prompt: str
    fast: bool
    model: str

    @property
    def seconds(self) -> float:
        """Length of one clip in seconds."""
        return sum(shot.seconds for shot in self.shots)

    @property
    def prompt(self) -> str:
        """All shots' prompts, verbatim, joined by newlines."""
        return "\n".join(shot.prompt for shot in self.shots)

    @property
    def cost(self) -> int:
        """What one clip weighs in the fair share: seconds of video to render times steps, at least 1."""
        return max(1, round((self.seconds - self.opening.kept_seconds) * self.steps))


NOTHING_BEFORE = Opening()


def plan(
    request: ClipRequest, model: ModelVersion, *, prompt_limit_characters: int, opening: Opening = NOTHING_BEFORE
) -> Plan:
    """Check a request against what the model can do and make the open choices.

    Raises:
        InvalidRequest: a sentence about the first thing that is wrong.
    """
    capabilities = model.capabilities
    _check_shots(request.shots, capabilities, prompt_limit_characters, opening)
    require_text(request.negative_prompt, "negative prompt", limit=prompt_limit_characters, allow_empty=True)
    if not 1 <= request.count <= MAX_COUNT:
        raise InvalidRequest(f"{request.count} variations were asked for; choose 1 to {MAX_COUNT}.")
    if request.fast:
        _check_fast(request, model)
    aspect = _aspect(request, capabilities)
    return Plan(
        shots=(*opening.kept_shots, *(_as_written_where_equal(shot) for shot in request.shots)),
        opening=opening,
        aspect=aspect,
        size=capabilities.sizes[aspect],
        fps=capabilities.fps,
        seeds=_seeds(request.seed, request.count),
        steps=_steps(request, capabilities),
        guidance=FAST_GUIDANCE if request.fast else _guidance(request.guidance, capabilities),
        negative_prompt=request.negative_prompt,
        fast=request.fast,
        model=model.name,
    )


def size_of(request: ClipRequest, capabilities: Capabilities) -> Size:
    """Width and height of what is asked for.

    Raises:
        InvalidRequest: the model has no such shape.
    """
    return capabilities.sizes[_aspect(request, capabilities)]


def shortest_seconds(capabilities: Capabilities) -> float:
    """Length of the shortest shot that the model's frame grid holds."""
    return capabilities.frame_step / capabilities.fps


def check_prompts(shots: Sequence[AskedShot], capabilities: Capabilities, prompt_limit_characters: int) -> None:
    """Check how many shots there are and what is written in them.

    Raises:
        InvalidRequest: no shot, too many, or words that cannot be kept.
    """
    if not shots:
        raise InvalidRequest("There is nothing to render: write a prompt.")
    if len(shots) > capabilities.max_shots:
        raise InvalidRequest(
            f"{len(shots):,} shots were asked for; at most {capabilities.max_shots} fit into one clip. "
            "Leave some out, or make two clips."
        )
    for number, shot in enumerate(shots, start=1):
        of_shot = "" if len(shots) == 1 else f" of shot {number}"
        require_text(shot.prompt, f"prompt{of_shot}", limit=prompt_limit_characters)
        if shot.rewritten is not None:
            require_text(shot.rewritten, f"rewritten prompt{of_shot}", limit=prompt_limit_characters)


def _check_shots(
    shots: Sequence[AskedShot], capabilities: Capabilities, prompt_limit_characters: int, opening: Opening
) -> None:
    check_prompts(shots, capabilities, prompt_limit_characters)
    shortest = shortest_seconds(capabilities)
    for shot in shots:
        if not math.isfinite(shot.seconds) or shot.seconds <= 0:
            raise InvalidRequest(f"A shot of {shot.seconds:g} seconds cannot be shown. Choose more than 0 seconds.")
        if shot.seconds < shortest:
            raise InvalidRequest(
                f"A shot of {shot.seconds:g} seconds is too short; this model's shortest lasts {shortest:g}."
            )
    if len(opening.kept_shots) + len(shots) > capabilities.max_shots:
        raise InvalidRequest(
            f"The clip that is extended has {len(opening.kept_shots)} shots already, and {capabilities.max_shots} fit "
            "into one. Begin a new clip with its last frame."
        )
    seconds = sum(shot.seconds for shot in shots)
    if opening.kept_shots and opening.kept_seconds + seconds > capabilities.max_seconds + ROUNDING_SECONDS:
        raise InvalidRequest(
            f"With the {opening.kept_seconds:g} seconds that are there the film would last "
            f"{opening.kept_seconds + seconds:g}; this model's longest lasts {capabilities.max_seconds:g}. Choose less."
        )
    if seconds > capabilities.max_seconds + ROUNDING_SECONDS:
        raise InvalidRequest(
            f"{seconds:g} seconds were asked for; this model renders at most {capabilities.max_seconds:g}. Choose less."
        )


def _check_fast(request: ClipRequest, model: ModelVersion) -> None:
    if model.capabilities.fast_steps is None:
        raise InvalidRequest(f"The model {model.name} has no quick take. Ask without it, or choose another model.")
    if request.guidance is not None:
        raise InvalidRequest("A quick take has its guidance built in. Leave the guidance out, or ask for a full take.")


def _as_written_where_equal(shot: AskedShot) -> AskedShot:
    """None says that the prompt is rendered as written; a copy of the prompt would say the same less plainly."""
    return replace(shot, rewritten=None) if shot.rewritten == shot.prompt else shot


def _aspect(request: ClipRequest, capabilities: Capabilities) -> Aspect:
    asked = Aspect.WIDE if request.aspect is None else request.aspect
    for aspect in capabilities.sizes:
        if aspect == asked:
            return aspect
    known = ", ".join(capabilities.sizes)
    raise InvalidRequest(f"This model has no aspect {asked[:32]!r}. Choose one of: {known}.")


def _seeds(asked: int | None, count: int) -> tuple[int, ...]:
    if asked is not None and not 0 <= asked <= MAX_SEED:
        raise InvalidRequest(f"The seed {asked} is out of range. Choose 0 to {MAX_SEED}, or leave it empty.")
    first = secrets.randbelow(MAX_SEED + 1) if asked is None else asked
    return tuple((first + number) % (MAX_SEED + 1) for number in range(count))


def _steps(request: ClipRequest, capabilities: Capabilities) -> int:
    asked = request.steps
    if asked is None:
        usual = capabilities.fast_steps if request.fast else None
        return capabilities.default_steps if usual is None else usual
    if not 1 <= asked <= capabilities.max_steps:
        raise InvalidRequest(f"{asked} steps were asked for; this model takes 1 to {capabilities.max_steps}.")
    return asked


def _guidance(asked: float | None, capabilities: Capabilities) -> float:
    if asked is None:
        return capabilities.default_guidance
    if not math.isfinite(asked) or not 0 <= asked <= MAX_GUIDANCE:
        raise InvalidRequest(f"A guidance of {asked:g} was asked for; choose 0 to {MAX_GUIDANCE:g}.")
    return asked
