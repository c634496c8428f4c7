"""Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/), in the precision the device is quick in.

torch's own Muon orthogonalises in bfloat16 whatever the device, which takes a CPU without instructions for it a
hundred times longer than float32. Steps are scaled as by Liu et al. 2025 (arXiv 2502.16982), so that rates known from
AdamW fit. For matrices only. Knows nothing of models.
"""

import math
from collections.abc import Iterable

import torch
from torch import Tensor

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5
_MOMENTUM = 0.95


class Muon(torch.optim.Optimizer):
    """Momentum whose matrix is orthogonalised before every step.

    Args:
        matrices: parameters with two dimensions.
        lr: learning rate, as for AdamW.
        weight_decay: decoupled, times `lr`.
        dtype: what the orthogonalisation computes in.
    """

    def __init__(self, matrices: Iterable[Tensor], lr: float, weight_decay: float, dtype: torch.dtype) -> None:
        super().__init__(matrices, {"lr": lr, "weight_decay": weight_decay})
        self._dtype = dtype

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Move every matrix that has a gradient."""
        for group in self.param_groups:
            for matrix in group["params"]:
                if matrix.grad is None:
                    continue
                momentum = self.state[matrix].setdefault("momentum_buffer", torch.zeros_like(matrix.grad))
                momentum.lerp_(matrix.grad, 1 - _MOMENTUM)
                direction = orthogonalise(matrix.grad.lerp(momentum, _MOMENTUM), self._dtype)
                matrix.mul_(1 - group["lr"] * group["weight_decay"])
                matrix.add_(direction.to(matrix.dtype), alpha=-group["lr"] * 0.2 * math.sqrt(max(matrix.shape)))


def orthogonalise(matrix: Tensor, dtype: torch.dtype) -> Tensor:
    """The nearest matrix with singular values of about 1, by five Newton–Schulz iterations; shape as given."""
    a, b, c = _COEFFICIENTS
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.to(dtype).T if tall else matrix.to(dtype)
    x = x / x.norm().clamp(min=1e-7)
    for _ in range(_ITERATIONS):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.T if tall else x
