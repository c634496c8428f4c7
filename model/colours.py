"""From what codecs decode to the bytes of pictures. Knows tensors and nothing else."""

import torch
from torch import Tensor


def to_bytes(unit: Tensor) -> Tensor:
    """Colours in 0..1 as uint8.

    Raises:
        FloatingPointError: some are not finite, so they are no colours.
    """
    if not bool(torch.isfinite(unit).all()):
        raise FloatingPointError(
            "got values that are not a number or infinite from the codec, expected colours; "
            "next: try another seed or a lower guidance"
        )
    return (unit.clamp(0, 1) * 255).round().to(torch.uint8)
