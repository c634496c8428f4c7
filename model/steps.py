"""Steps: being told of each denoising step of a pipeline, whether it offers that or not.

Knows the signature of a pipeline's call and its scheduler; knows nothing of progress, previews or members.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch


@contextmanager
def observed_steps(pipeline: Any, after_step: Callable[[torch.Tensor], None]) -> Iterator[dict[str, Any]]:
    """Have `after_step(latents)` called after each step; yields what to add to the pipeline's arguments for it.

    Most pipelines offer a callback. For one that does not (HunyuanVideo-1.5) the scheduler's `step` is watched during
    the call; what `after_step` raises ends the pipeline's loop either way.
    """
    if "callback_on_step_end" in inspect.signature(pipeline.__call__).parameters:

        def on_step_end(_: object, __: int, ___: object, tensors: dict[str, Any]) -> dict[str, Any]:
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
