"""Half precision where the device is quicker with it, which a CPU is only if it multiplies whole matrices in it.

A CPU without instructions for bfloat16 is a hundred times slower with it than with float32, and one that has them for
vectors alone (AVX-512) takes 1.6 times as long (docs/lab-notes.md, 62). Knows nothing of models.
"""

import torch


def half_precision(device: torch.device | str, wanted: bool = True) -> torch.autocast:
    """Autocast to bfloat16 on `device`, or a context that changes nothing where that would be slow or is not wanted."""
    quick = wanted and quick_type(device) is torch.bfloat16
    return torch.autocast(torch.device(device).type, torch.bfloat16, enabled=quick)


def quick_type(device: torch.device | str) -> torch.dtype:
    """bfloat16 where `device` is quicker with it, else float32."""
    return torch.bfloat16 if torch.device(device).type != "cpu" or _cpu_multiplies_bfloat16() else torch.float32


def _cpu_multiplies_bfloat16() -> bool:
    abilities = torch.cpu.get_capabilities()
    return bool(abilities.get("amx_bf16") or abilities.get("sve_bf16"))
