"""Exported networks run on the CPU: OpenVINO where it is installed, else ONNX Runtime."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[np.float32]
STREAMS = 8
"""Batches of lines computed side by side, at most; each holds memory of its own."""
Take = Callable[[int, Tensor], None]


class Network(Protocol):
    """One exported network with one input and one output, safe for one thread at a time."""

    @property
    def metadata(self) -> dict[str, str]:
        """The key-value pairs stored in the ONNX file."""

    def run(self, batch: Tensor) -> Tensor:
        """The output for one input; the array returned is the caller's own."""

    def run_each(self, batches: Iterable[Tensor], take: Take) -> None:
        """Call ``take(index, output)`` for every batch, in any order, from any thread.

        The output is only valid during the call: copy what is to be kept. Batches are drawn
        one after another while earlier ones are computed.
        """


def available_threads() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load_network(path: Path, threads: int | None = None, streams: int = 1) -> Network:
    """Load an ONNX file for the CPU.

    threads: processors to use in all, None for every one available.
    streams: batches computed side by side, each with its share of the threads. One stream is
        the quicker for one big input, several are for many small ones.
    Raises FileNotFoundError where the file is missing.
    """
    if not path.is_file():
        raise FileNotFoundError(f"The network {path} is missing; install its package again.")
    threads = threads or available_threads()
    streams = max(1, min(streams, threads))
    openvino = _silent_openvino()
    if openvino is None:
        return _OnnxRuntimeNetwork(path, threads)
    return _OpenVinoNetwork(openvino, path, threads, streams)


def _silent_openvino() -> Any | None:
    """The package, or None where there is no wheel of it.

    Importing it reports the import to its maker through `openvino_telemetry`. Who reads private
    documents reports nothing: with that package hidden, OpenVINO takes its own silent stand-in.
    """
    # None stands for a module that must not be found, which the type stubs don't know.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    try:
        import openvino
    except ImportError:
        return None
    return openvino


class _OpenVinoNetwork:
    def __init__(self, openvino: Any, path: Path, threads: int, streams: int) -> None:
        model = openvino.Core().read_model(path)
        self.metadata: dict[str, str] = {}
        if model.has_rt_info("framework"):
            self.metadata.update(model.get_rt_info("framework").value)
        compiled = openvino.Core().compile_model(
            model,
            "CPU",
            {
                "INFERENCE_NUM_THREADS": threads,
                "NUM_STREAMS": streams,
                # Pinned threads of several worker processes would share one core.
                "ENABLE_CPU_PINNING": False,
                # Left alone, newer processors compute in bfloat16, and a document would be read
                # otherwise there than on an older one.
                "INFERENCE_PRECISION_HINT": "f32",
            },
        )
        self._request = compiled.create_infer_request()
        self._queue = openvino.AsyncInferQueue(compiled, streams) if streams > 1 else None

    def run(self, batch: Tensor) -> Tensor:
        self._request.infer([batch], share_inputs=True)
        return np.array(self._request.get_output_tensor().data)

    def run_each(self, batches: Iterable[Tensor], take: Take) -> None:
        if self._queue is None:
            for index, batch in enumerate(batches):
                self._request.infer([batch], share_inputs=True)
                take(index, self._request.get_output_tensor().data)
            return
        failures: list[Exception] = []

        def finished(request: Any, userdata: tuple[int, Tensor]) -> None:
            # An exception inside a callback would end the process.
            try:
                take(userdata[0], request.get_output_tensor().data)
            except Exception as failure:
                failures.append(failure)

        self._queue.set_callback(finished)
        for index, batch in enumerate(batches):
            self._queue.start_async([batch], userdata=(index, batch), share_inputs=True)
        self._queue.wait_all()
        if failures:
            raise failures[0]


class _OnnxRuntimeNetwork:
    def __init__(self, path: Path, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        self.metadata: dict[str, str] = dict(self._session.get_modelmeta().custom_metadata_map)

    def run(self, batch: Tensor) -> Tensor:
        return np.asarray(self._session.run(None, {self._input: batch})[0], dtype=np.float32)

    def run_each(self, batches: Iterable[Tensor], take: Take) -> None:
        for index, batch in enumerate(batches):
            take(index, self.run(batch))
