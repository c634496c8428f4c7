"""A team of processes that train one model together by averaging gradients after every step.

On a shared CPU, processes of one thread each lose far less to other programs than one process of many threads, whose
every operation waits for its slowest thread. A team of one needs no communication. Knows nothing of models.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor


class Team:
    """The processes of one training, seen from one of them.

    Args:
        rank: this process, 0 is the one that writes logs.
        size: how many there are.
        rendezvous: a file path through which they find each other; must not exist before.
    """

    def __init__(self, rank: int = 0, size: int = 1, rendezvous: Path | None = None) -> None:
        self.rank, self.size = rank, size
        self._parent = os.getppid()
        if size > 1:
            if rendezvous is None:
                raise ValueError(f"got a team of {size} without a rendezvous file, expected one; next: pass a path")
            dist.init_process_group("gloo", init_method=rendezvous.resolve().as_uri(), rank=rank, world_size=size)

    def close(self) -> None:
        """Leave the team."""
        if self.size > 1:
            dist.destroy_process_group()

    def wait(self) -> None:
        """Wait until everyone is here."""
        if self.size > 1:
            dist.barrier()

    @torch.no_grad()
    def average(self, tensors: Sequence[Tensor], numbers: Sequence[float]) -> list[float]:
        """Average tensors in place over the team; returns the averages of `numbers`.

        Raises:
            RuntimeError: the process that started the team is gone, so nobody would ever stop it.
        """
        if self.size == 1:
            return list(numbers)
        if os.getppid() != self._parent:
            raise RuntimeError("got no parent process any more, expected the one that started this training; stopping")
        packed = torch.cat([*(t.reshape(-1) for t in tensors), torch.tensor(list(numbers))])
        dist.all_reduce(packed)
        packed /= self.size
        self._unpack(packed, tensors)
        return packed[len(packed) - len(numbers) :].tolist()

    @torch.no_grad()
    def exchange(self, shares: Sequence[Sequence[Tensor]]) -> None:
        """Give everyone the tensors that each rank is responsible for: `shares[rank]` are its own."""
        if self.size == 1:
            return
        for rank, tensors in enumerate(shares):
            packed = torch.cat([t.reshape(-1) for t in tensors])
            dist.broadcast(packed, rank)
            if rank != self.rank:
                self._unpack(packed, tensors)

    @staticmethod
    def _unpack(packed: Tensor, tensors: Sequence[Tensor]) -> None:
        start = 0
        for tensor in tensors:
            tensor.copy_(packed[start : start + tensor.numel()].view_as(tensor))
            start += tensor.numel()
