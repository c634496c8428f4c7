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
        """Move every matrix that has a gradient; matrices of one shape go together, which a GPU wants."""
        for group in self.param_groups:
            alike: dict[torch.Size, list[Tensor]] = {}
            for matrix in group["params"]:
                if matrix.grad is not None:
                    alike.setdefault(matrix.shape, []).append(matrix)
            for matrices in alike.values():
                self._move(matrices, group["lr"], group["weight_decay"])

    def _move(self, matrices: list[Tensor], lr: float, weight_decay: float) -> None:
        gradients = [matrix.grad for matrix in matrices if matrix.grad is not None]
        momenta = [self.state[m].setdefault("momentum_buffer", torch.zeros_like(m)) for m in matrices]
        torch._foreach_lerp_(momenta, gradients, 1 - _MOMENTUM)
        blended = torch.stack(list(torch._foreach_lerp(gradients, momenta, _MOMENTUM)))
        directions = orthogonalise(blended, self._dtype).to(matrices[0].dtype)
        torch._foreach_mul_(matrices, 1 - lr * weight_decay)
        size = 0.2 * math.sqrt(max(matrices[0].shape))
        torch._foreach_add_(matrices, list(directions.unbind()), alpha=-lr * size)


def orthogonalise(matrices: Tensor, dtype: torch.dtype) -> Tensor:
    """The nearest matrices (B, m, n) with singular values of about 1, by five Newton–Schulz iterations each."""
    a, b, c = _COEFFICIENTS
    tall = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.to(dtype).mT if tall else matrices.to(dtype)
    x = x / x.norm(dim=(-2, -1), keepdim=True).clamp(min=1e-7)
    for _ in range(_ITERATIONS):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.mT if tall else x
