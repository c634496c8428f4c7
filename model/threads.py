"""How many CPU threads compute. Knows torch; knows nothing of what is computed."""

from __future__ import annotations

import torch


def use_threads(count: int) -> None:
    """Compute on `count` threads; 0 stands for all cores but one, at least one.

    OpenMP's threads wait for each other after every operation. One core less costs a little; a browser that plays a
    film on the last core costs each of these waits a time slice, and a clip ten times its time.
    """
    torch.set_num_threads(count or max(1, torch.get_num_threads() - 1))
