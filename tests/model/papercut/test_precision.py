"""Which processors are given half precision."""

from __future__ import annotations

import pytest
import torch

from model.papercut.precision import half_precision, quick_type


@pytest.mark.parametrize(
    ("abilities", "kind"),
    [
        ({"avx512_f": True, "avx512_bf16": True, "amx_bf16": True}, torch.bfloat16),
        ({"sve_bf16": True}, torch.bfloat16),
        ({"avx512_f": True, "avx512_bf16": True, "amx_bf16": False}, torch.float32),
        ({"avx2": True}, torch.float32),
    ],
)
def test_a_processor_gets_half_precision_where_it_multiplies_matrices_in_it(
    monkeypatch: pytest.MonkeyPatch, abilities: dict[str, bool], kind: torch.dtype
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: abilities)
    assert quick_type("cpu") is kind
    with half_precision("cpu"):
        assert torch.is_autocast_enabled("cpu") is (kind is torch.bfloat16)


def test_a_gpu_always_gets_it() -> None:
    assert quick_type("cuda") is torch.bfloat16
