"""Any diffusers text-to-video pipeline as a `model.spec.Renderer`: steps counted, previews shown, cancelled in a step.

Knows pipelines by the signature of their call and by nothing else, so that a new one needs no code here. Does not know
where weights come from (`model.checkpoint`), how previews are painted (`model.previews`) or who asked for the clip.
"""

from __future__ import annotations

import inspect
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import DiffusionPipeline

from model.checkpoint import ModelLoadError, load_pipeline
from model.previews import PreviewBudget, Previewer
from model.seed import fenced_randomness, shot_seed
from model.spec import Capabilities, Frames, Progress, RenderCancelled, RenderedVideo, RenderFailed, RenderSpec

__all__ = ["DiffusersRenderer", "ModelLoadError", "Stage", "load"]

_log = logging.getLogger(__name__)


class Stage(StrEnum):
    """What the seconds of a render go to."""

    DENOISE = "denoise"
    """From the prompt to the last step."""
    DECODE = "decode"
    """All after the last step."""
    PREVIEW = "preview"


def load(
    source: str | Path, revision: str | None, capabilities: Capabilities, device: str | None = None
) -> DiffusersRenderer:
    """Load a checkpoint as a renderer.

    Args:
        source: a diffusers pipeline folder, or a hub id `owner/name`.
        revision: the pinned commit of a hub id (40 hexadecimal digits); a folder needs none.
        capabilities: what the model may be asked for.
        device: "cpu", "cuda", "cuda:1", …; by default the accelerator if there is one, else the CPU.

    Raises:
        ModelLoadError: with the source, what was expected and what to do.
    """
    accelerator = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
    target = accelerator if device is None else torch.device(device)
    return DiffusersRenderer(load_pipeline(source, revision, target), capabilities, target)


class DiffusersRenderer:
    """Renders with one pipeline, one clip at a time.

    Pipelines keep the state of a call in themselves and are not thread-safe: have one renderer per thread. A second
    `render` while one runs is refused, not queued, because it is a mistake of the caller.
    """

    def __init__(self, pipeline: DiffusionPipeline, capabilities: Capabilities, device: torch.device) -> None:
        self._pipeline = pipeline
        self._capabilities = capabilities
        self._device = device
        self._in_use = threading.Lock()

    @property
    def capabilities(self) -> Capabilities:
        """What may be asked of it."""
        return self._capabilities

    @property
    def pipeline(self) -> DiffusionPipeline:
        """The loaded pipeline, for adapters and caches; not to be called while a render runs."""
        return self._pipeline

    def render(
        self, spec: RenderSpec, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]
    ) -> RenderedVideo:
        """Render the shots of `spec` one after another with hard cuts, each from its own prompt and seed.

        Steps are counted over all shots, each later shot being taken to need as many as the one that runs. After a
        cancelled or failed render the pipeline is ready for the next.

        Raises:
            RenderCancelled: `should_stop()` was true before a shot or after a step.
            RenderFailed: what came out is no picture, or the device had no room for it.
            ValueError: the spec has no shots or another frame rate than the model.
            RuntimeError: another render is running on this renderer.
        """
        if not spec.shots or spec.fps != self._capabilities.fps:
            raise ValueError(
                f"got {len(spec.shots)} shots at {spec.fps} frames per second; expected one shot or more at "
                f"{self._capabilities.fps}, the model's own rate"
            )
        if not self._in_use.acquire(blocking=False):
            raise RuntimeError("this renderer is rendering; pipelines are not thread-safe, load one per thread")
        try:
            run = _Run(self._pipeline, self._capabilities, self._device, spec, on_progress, should_stop)
            return run.render()
        except torch.OutOfMemoryError as error:
            raise RenderFailed(
                f"The device ran out of memory at {spec.size.width}×{spec.size.height}; ask for a smaller size or "
                "fewer seconds."
            ) from error
        finally:
            self._pipeline.maybe_free_model_hooks()  # the pipeline does so itself only when it gets to its end
            self._in_use.release()


class _Run:
    """One render under way."""

    def __init__(
        self,
        pipeline: DiffusionPipeline,
        capabilities: Capabilities,
        device: torch.device,
        spec: RenderSpec,
        on_progress: Callable[[Progress], None],
        should_stop: Callable[[], bool],
    ) -> None:
        self._pipeline = pipeline
        self._capabilities = capabilities
        self._device = device
        self._spec = spec
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._clock = _StageClock(device)
        self._budget = PreviewBudget()
        self._steps_before = 0
        """Steps of the shots that are finished."""

    def render(self) -> RenderedVideo:
        """All shots, joined."""
        shots = [self._render_shot(index) for index in range(len(self._spec.shots))]
        timings = {str(stage): seconds for stage, seconds in self._clock.seconds.items()}
        return RenderedVideo(np.concatenate(shots), self._spec.fps, sum(timings.values()), timings)

    def _render_shot(self, index: int) -> Frames:
        if self._should_stop():
            raise RenderCancelled
        shot = self._spec.shots[index]
        frame_count = self._capabilities.frame_count(shot.seconds)
        size = self._spec.size
        previewer = Previewer(self._pipeline, frame_count, size.height, size.width)
        steps_done = 0

        def after_step(latents: torch.Tensor) -> None:
            nonlocal steps_done
            steps_done += 1
            steps = max(steps_done, getattr(self._pipeline, "num_timesteps", None) or self._spec.steps)
            self._report(Progress(steps_done, steps, index, self._preview(previewer, latents)))
            self._clock.enter(Stage.DENOISE if steps_done < steps else Stage.DECODE)

        seed = shot_seed(self._spec.seed, index)
        self._clock.enter(Stage.DENOISE)
        with fenced_randomness(self._device, seed), _observed_steps(self._pipeline, after_step) as callbacks:
            arguments = self._arguments(shot.prompt, frame_count, seed)
            result = self._pipeline(**arguments, **callbacks)
        self._clock.enter(None)
        if steps_done == 0:  # a pipeline whose steps cannot be seen at all: say at least that it is done
            steps_done = self._spec.steps
            self._report(Progress(steps_done, steps_done, index))
        self._steps_before += steps_done
        frames = _to_frames(result.frames[0])
        if frames.shape != (frame_count, size.height, size.width, 3):
            _log.warning("asked for %s, got frames of %s", (frame_count, size.height, size.width, 3), frames.shape)
        return frames

    def _report(self, in_shot: Progress) -> None:
        """Tell of a step, counted over all shots, and stop here if that was asked for."""
        self._clock.enter(None)  # the device waits while others listen
        shots_left = len(self._spec.shots) - in_shot.shot
        step, steps = self._steps_before + in_shot.step, self._steps_before + in_shot.steps * shots_left
        self._on_progress(Progress(step, steps, in_shot.shot, in_shot.preview))
        if self._should_stop():
            raise RenderCancelled

    def _preview(self, previewer: Previewer, latents: torch.Tensor) -> Frames | None:
        self._clock.enter(Stage.PREVIEW)
        if not self._budget.allows(self._clock.total):
            return None
        before = self._clock.seconds[Stage.PREVIEW]
        picture = previewer.paint(latents)
        self._clock.enter(None)
        self._budget.charge(self._clock.seconds[Stage.PREVIEW] - before)
        return picture

    def _arguments(self, prompt: str, frame_count: int, seed: int) -> dict[str, Any]:
        """What the pipeline's call takes of all that the spec says."""
        spec = self._spec
        known = {
            "prompt": prompt,
            "height": spec.size.height,
            "width": spec.size.width,
            "num_frames": frame_count,
            "frame_rate": spec.fps,  # LTX-Video
            "fps": spec.fps,  # Cosmos, SkyReels
            "num_inference_steps": spec.steps,
            "guidance_scale": spec.guidance,
            "generator": torch.Generator("cpu").manual_seed(seed),  # a CPU generator draws the same on every device
            "output_type": "np",
        }
        if spec.negative_prompt:
            known["negative_prompt"] = spec.negative_prompt
        parameters = inspect.signature(self._pipeline.__call__).parameters
        if "guidance_scale" not in parameters and hasattr(self._pipeline, "guider"):
            # HunyuanVideo-1.5: guidance is a component, and replacing it is how it is set.
            self._pipeline.guider = self._pipeline.guider.new(guidance_scale=spec.guidance)
        return {name: value for name, value in known.items() if name in parameters}


@contextmanager
def _observed_steps(
    pipeline: DiffusionPipeline, after_step: Callable[[torch.Tensor], None]
) -> Iterator[dict[str, Any]]:
    """Have `after_step(latents)` called after each step; yields what to add to the pipeline's arguments for it.

    Most pipelines offer a callback. For one that does not (HunyuanVideo-1.5) the scheduler's `step` is watched during
    the call; what `after_step` raises ends the pipeline's loop either way.
    """
    if "callback_on_step_end" in inspect.signature(pipeline.__call__).parameters:

        def on_step_end(_: DiffusionPipeline, __: int, ___: object, tensors: dict[str, Any]) -> dict[str, Any]:
            after_step(tensors["latents"])
            return {}

        yield {"callback_on_step_end": on_step_end, "callback_on_step_end_tensor_inputs": ["latents"]}
        return

    scheduler, step = pipeline.scheduler, pipeline.scheduler.step

    def watched_step(*positional: Any, **named: Any) -> Any:
        outcome = step(*positional, **named)
        after_step(outcome[0])
        return outcome

    scheduler.step = watched_step
    try:
        yield {}
    finally:
        del scheduler.step  # the class's own method shows again


class _StageClock:
    """Adds up the seconds the device was busy, by stage."""

    def __init__(self, device: torch.device) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._device = device
        self._stage: Stage | None = None
        self._since = 0.0

    @property
    def total(self) -> float:
        """Busy seconds so far, up to the last change of stage."""
        return sum(self.seconds.values())

    def enter(self, stage: Stage | None) -> None:
        """Close the running stage and begin `stage`; None while the device has nothing to do."""
        if self._device.type != "cpu":
            torch.accelerator.synchronize(self._device)  # kernels run on after the call that launched them
        now = time.perf_counter()
        if self._stage is not None:
            self.seconds[self._stage] += now - self._since
        self._stage, self._since = stage, now


def _to_frames(video: Any) -> Frames:
    """(T, H, W, 3) of numbers in [0, 1] (or uint8 pictures) to uint8."""
    values = np.asarray(video)
    if values.dtype != np.uint8:
        if not np.isfinite(values).all():
            raise RenderFailed(
                "The model produced values that are no colours (not a number, or infinite), most often because its "
                "numbers overflowed; try another seed or a lower guidance, and tell a maintainer if it happens again."
            )
        values = (values.clip(0, 1) * 255).round().astype(np.uint8)
    if not values.any():
        raise RenderFailed(
            "Every pixel of the clip came out black: the model's safety check withheld it, or its numbers overflowed; "
            "try other words or another seed."
        )
    return values
