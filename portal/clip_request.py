"""What an artist asks for, and the check that turns it into a plan that a model can render. Stores nothing."""

from __future__ import annotations

import hashlib
import json
import math
import secrets
from dataclasses import asdict, dataclass

from model.spec import Aspect, Capabilities, Shot, Size
from portal.errors import InvalidRequest
from portal.models import ModelVersion
from portal.text import require_text

MAX_SEED = 2**32 - 1
MAX_COUNT = 4
MAX_SHOTS = 12
MAX_GUIDANCE = 30.0


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """What was asked for, as it came. None leaves the choice to the studio."""

    shots: tuple[Shot, ...]
    aspect: Aspect | str = Aspect.WIDE
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    negative_prompt: str = ""
    model: str | None = None
    count: int = 1
    idempotency_key: str | None = None

    @property
    def hash(self) -> str:
        """SHA-256 over all fields: tells whether two requests with one idempotency key are the same."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """A request that can be rendered, with every choice made."""

    shots: tuple[Shot, ...]
    aspect: Aspect
    size: Size
    fps: int
    seeds: tuple[int, ...]
    """One for each clip; clips of one request differ in nothing else."""
    steps: int
    guidance: float
    negative_prompt: str
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
        """What one clip weighs in the fair share: seconds of video times steps, at least 1."""
        return max(1, round(self.seconds * self.steps))


def plan(request: ClipRequest, model: ModelVersion, *, prompt_limit_characters: int) -> Plan:
    """Check a request against what the model can do and make the open choices.

    Raises:
        InvalidRequest: a sentence about the first thing that is wrong.
    """
    capabilities = model.capabilities
    _check_shots(request.shots, capabilities, prompt_limit_characters)
    require_text(request.negative_prompt, "negative prompt", limit=prompt_limit_characters, allow_empty=True)
    if not 1 <= request.count <= MAX_COUNT:
        raise InvalidRequest(f"{request.count} variations were asked for; choose 1 to {MAX_COUNT}.")
    aspect = _aspect(request.aspect, capabilities)
    return Plan(
        shots=request.shots,
        aspect=aspect,
        size=capabilities.sizes[aspect],
        fps=capabilities.fps,
        seeds=_seeds(request.seed, request.count),
        steps=_steps(request.steps, capabilities),
        guidance=_guidance(request.guidance, capabilities),
        negative_prompt=request.negative_prompt,
        model=model.name,
    )


def _check_shots(shots: tuple[Shot, ...], capabilities: Capabilities, prompt_limit_characters: int) -> None:
    if not shots:
        raise InvalidRequest("There is nothing to render: write a prompt.")
    if len(shots) > MAX_SHOTS:
        raise InvalidRequest(f"{len(shots):,} shots were asked for; at most {MAX_SHOTS} fit into one clip.")
    shortest = capabilities.frame_step / capabilities.fps
    for number, shot in enumerate(shots, start=1):
        require_text(
            shot.prompt, "prompt" if len(shots) == 1 else f"prompt of shot {number}", limit=prompt_limit_characters
        )
        if not math.isfinite(shot.seconds) or shot.seconds <= 0:
            raise InvalidRequest(f"A shot of {shot.seconds:g} seconds cannot be shown. Choose more than 0 seconds.")
        if shot.seconds < shortest:
            raise InvalidRequest(
                f"A shot of {shot.seconds:g} seconds is too short; this model's shortest lasts {shortest:g}."
            )
    seconds = sum(shot.seconds for shot in shots)
    if seconds > capabilities.max_seconds:
        raise InvalidRequest(
            f"{seconds:g} seconds were asked for; this model renders at most {capabilities.max_seconds:g}. Choose less."
        )


def _aspect(asked: str, capabilities: Capabilities) -> Aspect:
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


def _steps(asked: int | None, capabilities: Capabilities) -> int:
    if asked is None:
        return capabilities.default_steps
    if not 1 <= asked <= capabilities.max_steps:
        raise InvalidRequest(f"{asked} steps were asked for; this model takes 1 to {capabilities.max_steps}.")
    return asked


def _guidance(asked: float | None, capabilities: Capabilities) -> float:
    if asked is None:
        return capabilities.default_guidance
    if not math.isfinite(asked) or not 0 <= asked <= MAX_GUIDANCE:
        raise InvalidRequest(f"A guidance of {asked:g} was asked for; choose 0 to {MAX_GUIDANCE:g}.")
    return asked
