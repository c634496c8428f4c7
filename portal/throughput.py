"""How long clips waited and what they cost, by model version. Knows numbers, no SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class FinishedClip:
    """One clip that became ready."""

    model: str
    wait_seconds: float
    """From being asked for to the beginning of its last render."""
    video_seconds: float
    gpu_seconds: float


@dataclass(frozen=True, slots=True)
class Throughput:
    """The clips of one model version."""

    model: str
    clips: int
    wait_median_seconds: float
    wait_p95_seconds: float
    gpu_seconds: float
    """All together."""
    gpu_seconds_per_video_second: float


def throughput(finished: Iterable[FinishedClip]) -> tuple[Throughput, ...]:
    """One for each model version, the one that cost most first."""
    by_model: defaultdict[str, list[FinishedClip]] = defaultdict(list)
    for clip in finished:
        by_model[clip.model].append(clip)
    return tuple(sorted((_of(model, clips) for model, clips in by_model.items()), key=lambda one: -one.gpu_seconds))


def _of(model: str, clips: list[FinishedClip]) -> Throughput:
    waits = [clip.wait_seconds for clip in clips]
    spent = sum(clip.gpu_seconds for clip in clips)
    return Throughput(
        model=model,
        clips=len(clips),
        wait_median_seconds=median(waits),
        wait_p95_seconds=quantiles(waits, n=20, method="inclusive")[-1] if len(waits) > 1 else waits[0],
        gpu_seconds=spent,
        gpu_seconds_per_video_second=spent / sum(clip.video_seconds for clip in clips),
    )
