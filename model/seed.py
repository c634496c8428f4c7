"""Where randomness comes from: one seed per shot, and a fence around torch's global generator.

Knows torch's generators only. The rule it serves: a clip rendered again from its record has the same frames.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import torch


def shot_seed(seed: int, shot: int) -> int:
    """The seed of one shot of a storyboard: the clip's own for the first, a hash of both numbers for the others.

    So a storyboard of one shot renders exactly like a plain prompt, and later shots neither repeat the noise of the
    first nor meet that of the clip with the next seed.

    Returns:
        The seed itself for shot 0, else the first 8 bytes of sha256("seed:shot"), big-endian, below 2**63.
    """
    if shot == 0:
        return seed
    digest = hashlib.sha256(f"{seed}:{shot}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


@contextmanager
def fenced_randomness(device: torch.device, seed: int) -> Iterator[None]:
    """Seed torch's global generators inside the block and put their state back after it.

    Pipelines take their noise from a generator of their own, but some codecs (LTX-Video's decoder) draw from the global
    one: without the fence their frames would depend on whatever ran before.
    """
    indices = [torch.cuda.current_device() if device.index is None else device.index] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=indices):
        torch.manual_seed(seed)
        yield
