"""Several processes that train one network: each on lines of its own, gradients averaged.

On a busy CPU processes of one thread each do more than threads that wait for one another inside
every operation.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import torch
import torch.distributed as dist
from torch import nn


def prepare(threads: int) -> None:
    """Set up this process for training and nothing else; its floats lose the smallest numbers."""
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    cv2.setNumThreads(1)


def multiplies_bf16() -> bool:
    """Whether this processor has bfloat16 instructions; without them mixed precision is slower."""
    flags = Path("/proc/cpuinfo")
    return flags.exists() and bool({"avx512_bf16", "amx_bf16"} & set(flags.read_text().split()))


def average_gradients(model: nn.Module) -> None:
    """Average gradients over the processes of a torchrun; nothing to do in a lone one."""
    if not dist.is_initialized():
        return
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    offset = 0
    for gradient in gradients:
        gradient.copy_(flat[offset : offset + gradient.numel()].view_as(gradient))
        offset += gradient.numel()


def agreed(values: list[float]) -> list[float]:
    """The first process's values, in every process."""
    if not dist.is_initialized():
        return values
    shared = torch.tensor(values, dtype=torch.float64)
    dist.broadcast(shared, 0)
    return [float(value) for value in shared]
