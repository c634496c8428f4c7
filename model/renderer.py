"""Any diffusers text-to-video pipeline as a `model.spec.Renderer`: steps counted, previews shown, cancelled in a step.

Knows pipelines by the signature of their call and by nothing else, so that a new one needs no code here. Does not know
where weights come from (`model.checkpoint`), what a pipeline can do with a storyboard (`model.director`), how previews
are painted (`model.previews`) or who asked for the clip.
"""

from __future__ import annotations

import inspect
import io
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import DiffusionPipeline
from PIL import Image

from model.billing import Stage, StageClock
from model.checkpoint import ModelLoadError, load_pipeline
from model.director import Take, link_of, plan_takes, storyboarder, takes_image, weaker_link
from model.fitting import Fitting
from model.previews import PreviewBudget, Previewer
from model.seed import fenced_randomness, shot_seed
from model.spec import (
    Capabilities,
    Frames,
    Progress,
    RenderCancelled,
    RenderedVideo,
    RenderFailed,
    RenderSpec,
    ShotLink,
)
from model.steps import observed_steps

__all__ = ["DiffusersRenderer", "ModelLoadError", "Stage", "load"]

_log = logging.getLogger(__name__)

_NO_COLOURS = (
    "The model produced values that are no colours (not a number, or infinite), most often because its numbers "
    "overflowed; try another seed or a lower guidance, and tell a maintainer if it happens again."
)


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
        self._capabilities = replace(
            capabilities,
            shot_link=weaker_link(capabilities.shot_link, link_of(pipeline)),
            takes_first_frame=capabilities.takes_first_frame and takes_image(pipeline),
        )
        self._device = device
        self._fitting = Fitting(pipeline)
        self._in_use = threading.Lock()
        if self._capabilities.shot_link is not capabilities.shot_link:
            _log.warning(
                "%s cannot link shots by %r as its setting says; they will be linked by %r. Set shot_link to that in "
                "DAILIES_MODELS, so that artists are told.",
                type(pipeline).__name__,
                str(capabilities.shot_link),
                str(self._capabilities.shot_link),
            )
        if capabilities.takes_first_frame and not self._capabilities.takes_first_frame:
            _log.warning(
                "%s takes no first frame, as its setting says it does. Set it to false in DAILIES_MODELS, "
                "so that artists are told.",
                type(pipeline).__name__,
            )

    @property
    def capabilities(self) -> Capabilities:
        """What may be asked of it; the link between shots is one that the pipeline is able to."""
        return self._capabilities

    @property
    def pipeline(self) -> DiffusionPipeline:
        """The loaded pipeline, for caches; not to be called while a render runs."""
        return self._pipeline

    @contextmanager
    def lent(self) -> Iterator[DiffusionPipeline]:
        """The loaded pipeline as it came, for somebody who changes it for a while and puts it back.

        Raises:
            RuntimeError: a render is running on this renderer, or it is lent already.
        """
        self._take()
        try:
            self._fitting.use(None)
            yield self._pipeline
        finally:
            self._in_use.release()

    def render(
        self, spec: RenderSpec, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]
    ) -> RenderedVideo:
        """Render the shots of `spec`, linked as the capabilities say.

        Every cut falls on the frame nearest to its time. Steps are counted over all shots; where a pipeline renders
        them in calls of their own, a later shot is taken to need as many as the one that runs. After a cancelled or
        failed render the pipeline is ready for the next.

        Raises:
            RenderCancelled: `should_stop()` was true before a shot or after a step.
            RenderFailed: what came out is no picture, the device had no room for it, the adapter cannot be put on, the
                fast setting was asked of a model without a student, or a first frame of one that takes none.
            ValueError: the spec has no shots or another frame rate than the model.
            RuntimeError: another render is running on this renderer.
        """
        if not spec.shots or spec.fps != self._capabilities.fps:
            raise ValueError(
                f"got {len(spec.shots)} shots at {spec.fps} frames per second; expected one shot or more at "
                f"{self._capabilities.fps}, the model's own rate"
            )
        if spec.fast and getattr(self._pipeline, "student", None) is None:
            raise RenderFailed("This model has no fast setting after all; ask for the clip again without it.")
        if spec.fast and spec.adapter is not None:
            raise RenderFailed(
                "This version has no fast setting: its adapter belongs to the full model, not to the few-step student. "
                "Ask for the clip again without it."
            )
        if spec.first_frame is not None and not takes_image(self._pipeline):
            raise RenderFailed("This model cannot begin with a picture after all; ask for the clip again without one.")
        self._take()
        try:
            self._fitting.use(spec.adapter)
            run = _Run(self._pipeline, self._capabilities, self._device, spec, on_progress, should_stop)
            return run.render()
        except torch.OutOfMemoryError as error:
            raise RenderFailed(
                f"The device ran out of memory at {spec.size.width}×{spec.size.height}; ask for a smaller size or "
                "fewer seconds."
            ) from error
        except FloatingPointError as error:
            raise RenderFailed(_NO_COLOURS) from error
        finally:
            self._pipeline.maybe_free_model_hooks()  # the pipeline does so itself only when it gets to its end
            self._in_use.release()

    def _take(self) -> None:
        if not self._in_use.acquire(blocking=False):
            raise RuntimeError("this renderer is rendering; pipelines are not thread-safe, load one per thread")


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
        self._clock = StageClock(device)
        self._budget = PreviewBudget()
        self._director = storyboarder(pipeline)
        self._steps_before = 0
        """Steps of the calls that are finished."""

    def render(self) -> RenderedVideo:
        """All shots, joined."""
        takes = plan_takes(self._spec.shots, self._capabilities)
        if self._capabilities.shot_link is ShotLink.WINDOW:
            frames = self._render_call(takes, 0, self._first_frame())
        else:
            frames = self._render_one_by_one(takes)
        timings = {str(stage): seconds for stage, seconds in self._clock.seconds.items()}
        return RenderedVideo(frames, self._spec.fps, sum(timings.values()), timings)

    def _render_one_by_one(self, takes: Sequence[Take]) -> Frames:
        shots: list[Frames] = []
        for index, take in enumerate(takes):
            before = None if index else self._first_frame()
            if shots and self._capabilities.shot_link is ShotLink.LAST_FRAME:
                before = shots[-1][-1]
            shots.append(self._render_call([take], index, before))
        return shots[0] if len(shots) == 1 else np.concatenate(shots)

    def _first_frame(self) -> Frames | None:
        """The still that the clip begins with."""
        if self._spec.first_frame is None:
            return None
        with Image.open(io.BytesIO(self._spec.first_frame)) as still:
            return np.asarray(still.convert("RGB"))

    def _render_call(self, takes: Sequence[Take], first_shot: int, first_frame: Frames | None) -> Frames:
        """The frames of one call of the pipeline, which makes all `takes`; only a storyboarder makes more than one."""
        if self._should_stop():
            raise RenderCancelled
        pipeline = self._pipeline if self._director is None else self._director
        size = self._spec.size
        previewer = Previewer(self._pipeline, takes[0].rendered, size.height, size.width)
        steps_done = 0

        def after_step(latents: torch.Tensor) -> None:
            nonlocal steps_done
            steps_done += 1
            steps = max(steps_done, getattr(pipeline, "num_timesteps", None) or self._spec.steps)
            shot = first_shot + getattr(pipeline, "current_shot", 0)
            calls_left = (len(self._spec.shots) - first_shot) if len(takes) == 1 else 1
            self._report(Progress(steps_done, steps, shot, self._preview(previewer, latents)), calls_left)
            self._clock.enter(Stage.DENOISE if steps_done < steps else Stage.DECODE)

        seed = shot_seed(self._spec.seed, first_shot)
        self._clock.enter(Stage.DENOISE)
        with fenced_randomness(self._device, seed), observed_steps(pipeline, after_step) as callbacks:
            result = pipeline(**self._arguments(pipeline, takes, seed, first_frame), **callbacks)
        self._clock.enter(None)
        if steps_done == 0:  # a pipeline whose steps cannot be seen at all: say at least that it is done
            steps_done = self._spec.steps
            self._report(Progress(steps_done, steps_done, first_shot), len(self._spec.shots) - first_shot)
        self._steps_before += steps_done
        wanted = sum(take.frames for take in takes)
        frames = _to_frames(result.frames[0])[:wanted]
        if frames.shape != (wanted, size.height, size.width, 3):
            _log.warning("asked for %s, got frames of %s", (wanted, size.height, size.width, 3), frames.shape)
        return frames

    def _report(self, in_call: Progress, calls_left: int) -> None:
        """Tell of a step, counted over all calls, and stop here if that was asked for."""
        self._clock.enter(None)  # the device waits while others listen
        step, steps = self._steps_before + in_call.step, self._steps_before + in_call.steps * calls_left
        self._on_progress(Progress(step, steps, in_call.shot, in_call.preview))
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

    def _arguments(self, pipeline: Any, takes: Sequence[Take], seed: int, first_frame: Frames | None) -> dict[str, Any]:
        """What the pipeline's call takes of all that the spec says."""
        spec = self._spec
        known: dict[str, Any] = {
            "prompt": takes[0].prompt if self._director is None else [take.prompt for take in takes],
            "height": spec.size.height,
            "width": spec.size.width,
            "num_frames": takes[0].rendered,
            "shot_frames": [take.frames for take in takes],
            "frame_rate": spec.fps,  # LTX-Video
            "fps": spec.fps,  # Cosmos, SkyReels
            "num_inference_steps": spec.steps,
            "guidance_scale": spec.guidance,
            "generator": torch.Generator("cpu").manual_seed(seed),  # a CPU generator draws the same on every device
            "output_type": "np" if self._director is None else "uint8",
            "decoding": lambda: self._clock.during(Stage.DECODE),
        }
        if spec.fast:
            known["fast"] = True
        if spec.negative_prompt:
            known["negative_prompt"] = spec.negative_prompt
        if first_frame is not None:
            known["image"] = Image.fromarray(first_frame)
        parameters = inspect.signature(pipeline.__call__).parameters
        if "guidance_scale" not in parameters and hasattr(self._pipeline, "guider"):
            # HunyuanVideo-1.5: guidance is a component, and replacing it is how it is set.
            self._pipeline.guider = self._pipeline.guider.new(guidance_scale=spec.guidance)
        return {name: value for name, value in known.items() if name in parameters}


def _to_frames(video: Any) -> Frames:
    """(T, H, W, 3) of numbers in [0, 1] (or uint8 pictures) to uint8."""
    values = np.asarray(video)
    if values.dtype != np.uint8:
        if not np.isfinite(values).all():
            raise RenderFailed(_NO_COLOURS)
        values = (values.clip(0, 1) * 255).round().astype(np.uint8)
    if not values.any():
        raise RenderFailed(
            "Every pixel of the clip came out black: the model's safety check withheld it, or its numbers overflowed; "
            "try other words or another seed."
        )
    return values
