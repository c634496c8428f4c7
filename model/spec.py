"""What the model side and the portal say to each other: plain values and a few protocols.

This is the only module of `model` that the portal imports. It knows no torch, no diffusers and no users: a render goes
in as a `RenderSpec`, comes out as a `RenderedVideo`, and speaks through `Progress` on the way; a refinement goes in as
a `RefineSpec` and comes out as a `RefinedAdapter`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.uint8]
"""RGB pictures, uint8. A clip is (T, H, W, 3), a single picture (H, W, 3)."""

Critic = Callable[[str, Frames], Mapping[str, bool]]
"""Says, of each thing that a prompt asks for, whether one shot shows it: by name ("subject", "camera", …)."""


class Aspect(StrEnum):
    """The shape of the picture, width to height."""

    WIDE = "16:9"
    SQUARE = "1:1"
    TALL = "9:16"


class ShotLink(StrEnum):
    """How a model gets from one shot of a storyboard to the next."""

    WINDOW = "window"
    """The model looks back at the subject while it denoises the next shot, so the subject stays itself."""
    LAST_FRAME = "last_frame"
    """The next shot starts from the last frame of the one before; the cut is a change of motion, not of place."""
    CUT = "cut"
    """Every shot is rendered by itself; nothing but the words carries over."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shot:
    """One camera set-up: what is seen, as the artist wrote it, and for how long."""

    prompt: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Adapter:
    """A LoRA adapter (Hu et al. 2021) that a refinement made: what sets a model version apart from its base."""

    path: Path
    """The safetensors file, in the layout that diffusers' `load_lora_adapter` reads."""
    sha256: str
    """What the file must hash to; one that was altered is refused by name."""


@dataclass(frozen=True, slots=True)
class RenderSpec:
    """All that determines the frames of a clip, given the weights. The same spec renders the same clip again."""

    shots: tuple[Shot, ...]
    size: Size
    fps: int
    seed: int
    steps: int
    guidance: float
    negative_prompt: str = ""
    fast: bool = False
    """Use the model's few-step student, where `Capabilities.fast_steps` says there is one."""
    adapter: Adapter | None = None
    """What is put onto the loaded base for this clip; None renders with the base as it is."""
    first_frame: bytes | None = None
    """The still that the clip begins with, a picture file of exactly `size`; None leaves the beginning to the model."""

    @property
    def seconds(self) -> float:
        """Length of the whole clip in seconds."""
        return sum(shot.seconds for shot in self.shots)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one model can be asked for. The portal validates requests against it without loading any weights."""

    sizes: Mapping[Aspect, Size]
    fps: int
    max_seconds: float
    default_steps: int
    max_steps: int
    default_guidance: float
    frame_step: int = 4
    """Frame counts are `frame_step × k + 1`: causal video codecs keep the first frame by itself."""
    display_scale: int = 1
    """The mp4 is written this many times the native size (Lanczos), so that players show small pictures crisp."""
    shot_link: ShotLink = ShotLink.CUT
    """How the shots of a storyboard are joined; the studio says so to the artist."""
    max_shots: int = 12
    fast_steps: int | None = None
    """Steps of the fast setting, a distilled few-step student; None where the model has none."""
    takes_first_frame: bool = False
    """Whether a clip may begin with a still."""

    def frame_count(self, seconds: float) -> int:
        """The number of frames that comes nearest to `seconds` and that the codec can hold, at least one step."""
        steps = max(1, round((seconds * self.fps - 1) / self.frame_step))
        return steps * self.frame_step + 1


@dataclass(frozen=True, slots=True)
class Progress:
    """One denoising step done. `preview` is a picture of the clip so far (H, W, 3), where one was worth its time."""

    step: int
    steps: int
    shot: int = 0
    preview: Frames | None = None


@dataclass(frozen=True, slots=True)
class RenderedVideo:
    """The frames of a clip, (T, H, W, 3) uint8, and what they cost."""

    frames: Frames
    fps: int
    gpu_seconds: float
    """Seconds the device was busy for this clip, a CPU counting as the device where there is no GPU."""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Seconds by stage: `denoise`, `decode`, `preview`, …"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a prompt, characters `start` to `stop`, that the model has no counterpart for."""

    start: int
    stop: int
    nearest: str | None
    """The nearest thing that the model can do, in the words it knows; None where nothing comes near."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A prompt in the long form that a model was trained on (Betker et al. 2023, DALL·E 3)."""

    prompt: str
    """The long form; the prompt as written where the rewriter had nothing better."""
    marks: tuple[Mark, ...] = ()
    """What of the prompt as written was not understood, in its order."""


class Rewriter(Protocol):
    """Turns a short prompt into the long form. May be slow (a language model); safe to call from any thread."""

    def rewrite(self, prompt: str) -> Rewrite:
        """Rewrite one shot's prompt. Never raises for what a person can write; the prompt itself is the last resort."""
        ...


class PromptEmbedder(Protocol):
    """Turns prompts into directions: the more two mean the same, the larger their cosine. Safe to call from any thread;
    slow, and slower the first time."""

    @property
    def name(self) -> str:
        """What it is called among people who train models."""
        ...

    def embed(self, prompts: Sequence[str]) -> NDArray[np.float32] | None:
        """Float32 (prompts, width), each row of length 1, or zeros where a prompt is in letters that it cannot read.

        None when its weights are not at hand.
        """
        ...


class RenderCancelled(Exception):
    """Raised out of `Renderer.render` within one denoising step after `should_stop` turned true."""


class RenderFailed(Exception):
    """The model ran and no clip came of it. The message is a sentence for whoever asked for the clip."""


class Renderer(Protocol):
    """Turns a spec into frames with one loaded model. Not thread-safe: diffusers pipelines are not."""

    @property
    def capabilities(self) -> Capabilities:
        """What may be asked of it."""
        ...

    def render(
        self, spec: RenderSpec, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]
    ) -> RenderedVideo:
        """Render `spec`, calling `on_progress` after each denoising step.

        Raises:
            RenderCancelled: `should_stop()` was true after a step.
            RenderFailed: what came out is no picture, or the device had no room for it.
        """
        ...


class VideoWriter(Protocol):
    """Writes frames as an mp4 that browsers play."""

    def __call__(self, frames: Frames, fps: int, path: Path, *, scale: int = 1) -> None:
        """Write (T, H, W, 3) uint8 `frames` to `path`, enlarged `scale` times.

        Raises:
            OSError: the file could not be written whole; nothing usable is left at `path`.
        """
        ...


class VideoJoiner(Protocol):
    """Joins two mp4 files of one writer, without touching their pictures."""

    def __call__(self, first: Path, second: Path, path: Path) -> None:
        """Write the film that is `first` followed by `second` to `path`.

        Raises:
            OSError: they are not of one size and rate, or the file could not be written whole.
        """
        ...


@dataclass(frozen=True, slots=True)
class Still:
    """A picture that a clip can begin with: a lossless WebP without metadata, and its size in pixels."""

    content: bytes
    size: Size


class StillRefused(Exception):
    """A file that cannot be taken for a still. The message is a sentence for whoever sent it."""


class StillMaker(Protocol):
    """Makes stills. Safe to call from any thread; may take as long as a picture takes to decode."""

    def read(self, content: bytes) -> Still:
        """The still in a file that somebody sent. Whatever the file is, the caller survives it.

        Raises:
            StillRefused: it is no picture that is taken.
        """
        ...

    def fit(self, content: bytes, size: Size) -> Still:
        """A still of another size: scaled to cover it, what is over cut off on both sides alike.

        Raises:
            StillRefused: the file is damaged.
        """
        ...

    def frame_of(self, film: Path, index: int, fps: int, size: Size) -> Still:
        """Frame number `index`, from 0, of an mp4 as a still of that size.

        Raises:
            StillRefused: the film has no such frame.
        """
        ...


DEFAULT_RANK = 8
"""Rank of an adapter's layers, where nobody asks for another."""

DEFAULT_REFINE_STEPS = 60
"""Optimizer steps of a refinement, at most, where nobody asks for more or fewer."""


class RefineMethod(StrEnum):
    """How ratings become a better model."""

    RWR = "rwr"
    """Reward-weighted flow matching: clips teach in proportion to exp(stars), as in reward-weighted regression."""
    DPO = "dpo"
    """Flow-DPO on preference pairs (Liu et al. 2025, arXiv 2501.13918); the reference is the adapter switched off."""


@dataclass(frozen=True, slots=True)
class RefineSpec:
    """One refinement of a base model on a frozen dataset. The same spec on one machine makes the same adapter."""

    dataset_folder: Path
    """The dataset in the canonical export format; its `train` split teaches, its `validation` split stops."""
    method: RefineMethod
    work_dir: Path
    """Where checkpoints live. A refinement that was stopped goes on from there when it is asked for again."""
    out: Path
    """Folder to write; it takes its name when all is in it, so it is whole or not there."""
    parent: Adapter | None = None
    """What the new adapter starts from; None starts at the base."""
    seed: int = 0
    rank: int = DEFAULT_RANK
    max_steps: int = DEFAULT_REFINE_STEPS


@dataclass(frozen=True, slots=True)
class RefineProgress:
    """One optimizer step done. `validation_loss` is there at the steps where it was measured; of pairs it is ln 2 where
    nothing was learned."""

    step: int
    steps: int
    loss: float
    validation_loss: float | None = None


@dataclass(frozen=True, slots=True)
class RefinedAdapter:
    """What came of a refinement."""

    adapter: Adapter
    metrics: Mapping[str, float]
    """Such as `train_loss`, `validation_loss`, `best_step`, `steps`, `seconds`, `clips`, `pairs`."""
    settings: Mapping[str, Any]
    """All that determined it beside the dataset, as plain JSON values."""


class RefineRefused(Exception):
    """The dataset cannot be learned from, or the parent belongs to another base. The message is a sentence."""


class RefineStopped(Exception):
    """Raised out of `Refiner.refine` when `should_stop` turned true; the work done is kept in the work folder."""


class Refiner(Protocol):
    """Refines one loaded base. Shares its pipeline with the base's renderer, so it runs in the same thread."""

    def refine(
        self, spec: RefineSpec, on_progress: Callable[[RefineProgress], None], should_stop: Callable[[], bool]
    ) -> RefinedAdapter:
        """Learn from the dataset until the validation split gets no better or `max_steps` are done.

        Raises:
            RefineRefused: nothing can be learned from the dataset, in a sentence for the maintainer.
            RefineStopped: `should_stop()` was true after a step; calling again with the same spec goes on from there.
        """
        ...
