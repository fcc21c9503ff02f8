"""What trains: a GPU where there is one, or processes with lines of their own each, which average
their gradients.

On a busy CPU processes of one thread each do more than threads that wait for one another inside
every operation.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import cv2
import torch
import torch.distributed as dist
from torch import Tensor, nn

Model = TypeVar("Model", bound=nn.Module)


def prepare(threads: int) -> None:
    """Set up this process for training and nothing else; its floats lose the smallest numbers."""
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    cv2.setNumThreads(1)


def device_of(rank: int = 0) -> torch.device:
    """The GPU of one of several processes where torch finds any, else the processor."""
    if torch.cuda.is_available():
        return torch.device("cuda", rank % torch.cuda.device_count())
    return torch.device("cpu")


def on_device(model: Model, device: torch.device) -> Model:
    """The network where it trains, its maps laid out as convolutions like them."""
    model.to(device)
    return model.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def on_processor(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights as checkpoints keep them, wherever they were trained."""
    return {name: value.cpu() for name, value in weights.items()}


def multiplies_bf16() -> bool:
    """Whether what trains has bfloat16 instructions; without them mixed precision is slower."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
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
