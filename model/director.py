"""The director: what a pipeline can do with a storyboard, and how long each of its shots is in frames.

Knows pipelines by their call and their components, not by name. Does not run them; that is the renderer's matter.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from diffusers import DiffusionPipeline

from model.spec import Capabilities, Shot, ShotLink
from model.wan_storyboard import WanStoryboard, has_token_timesteps

_STRENGTH = {ShotLink.CUT: 0, ShotLink.LAST_FRAME: 1, ShotLink.WINDOW: 2}


@dataclass(frozen=True)
class Take:
    """One shot as it will be rendered.

    Attributes:
        prompt: what is seen.
        frames: how long the shot is in the clip.
        rendered: the next number of frames that the codec can hold; what is more than `frames` is cut off.
    """

    prompt: str
    frames: int
    rendered: int


def plan_takes(shots: Sequence[Shot], capabilities: Capabilities) -> list[Take]:
    """The shots of a clip in frames.

    A clip of one shot is as long as the codec can come to what was asked. In a storyboard every cut falls on the frame
    nearest to its time, counted from the start of the clip, so rounding does not add up from shot to shot.
    """
    if len(shots) == 1:
        frames = capabilities.frame_count(shots[0].seconds)
        return [Take(shots[0].prompt, frames, frames)]
    takes: list[Take] = []
    start = 0
    for index, shot in enumerate(shots):
        seconds = math.fsum(before.seconds for before in shots[: index + 1])
        frames = max(1, round(seconds * capabilities.fps) - start)
        steps = max(1, math.ceil((frames - 1) / capabilities.frame_step))
        takes.append(Take(shot.prompt, frames, steps * capabilities.frame_step + 1))
        start += frames
    return takes


def link_of(pipeline: DiffusionPipeline) -> ShotLink:
    """The best way in which a loaded pipeline can get from one shot to the next."""
    if storyboarder(pipeline) is not None:
        return ShotLink.WINDOW
    image = _image_of_call(pipeline)
    return ShotLink.LAST_FRAME if image is not None and image.default is None else ShotLink.CUT


def takes_image(pipeline: DiffusionPipeline) -> bool:
    """Whether a loaded pipeline can begin a clip with a picture, by itself or through a window over it."""
    return storyboarder(pipeline) is not None or _image_of_call(pipeline) is not None


def _image_of_call(pipeline: DiffusionPipeline) -> inspect.Parameter | None:
    return inspect.signature(pipeline.__call__).parameters.get("image")


def weaker_link(first: ShotLink, second: ShotLink) -> ShotLink:
    """The one of two links that promises less."""
    return min(first, second, key=_STRENGTH.__getitem__)


def storyboarder(pipeline: DiffusionPipeline) -> Any | None:
    """What makes a clip of several shots in one call that takes `shot_frames`: the pipeline, or a window over it.

    None for a pipeline that has no per-token timesteps, so that nothing can be given to it clean.
    """
    if "shot_frames" in inspect.signature(pipeline.__call__).parameters:
        return pipeline
    return WanStoryboard(pipeline) if has_token_timesteps(pipeline) else None
