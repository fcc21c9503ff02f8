"""From a checkpoint to the folder that serves: ONNX with half-size weights, charset, metrics.

    python -m training.nn.export --from var/training/crnn-base/best.pt --to models/crnn-base

``weights.npz`` keeps the same half-size weights for training to go on from; the ONNX file is made
from them, so both say the same.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import warnings
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from recognition.engine.preprocess import FRAME, HEIGHT
from training.nn.checkpoint import Checkpoint
from training.nn.model import Crnn, CrnnConfig
from training.synth.lines.charset import build_charset

OPSET = 17
SMALLEST = 256
"""Initialisers with fewer elements stay in single precision: they weigh nothing."""
LICENCE = Path(__file__).resolve().parents[2] / "LICENSE"


def half(weights: dict[str, torch.Tensor]) -> dict[str, NDArray[np.generic]]:
    """Weights as float16; whole numbers as they are."""
    return {
        name: value.numpy().astype(np.float16) if value.is_floating_point() else value.numpy()
        for name, value in weights.items()
    }


def from_half(stored: dict[str, NDArray[np.generic]]) -> dict[str, torch.Tensor]:
    """The inverse of ``half``, in single precision."""
    return {
        name: torch.from_numpy(value.astype(np.float32) if value.dtype == np.float16 else value)
        for name, value in stored.items()
    }


def export(checkpoint: Checkpoint, folder: Path) -> None:
    """Write the model folder; a file of the same name is replaced, others stay."""
    folder.mkdir(parents=True, exist_ok=True)
    stored = half(checkpoint.average)
    np.savez_compressed(folder / "weights.npz", **stored)  # type: ignore[arg-type]
    model = Crnn(checkpoint.config)
    model.load_state_dict(from_half(stored))
    to_onnx(model.eval(), folder / "model.onnx")
    (folder / "charset.txt").write_text("\n".join(checkpoint.charset) + "\n", "utf-8")
    config = {
        "version": f"{(checkpoint.earlier_lines + checkpoint.lines) // 1000}k",
        "network": asdict(checkpoint.config),
        "height": HEIGHT,
        "frame": FRAME,
        "lines": checkpoint.lines,
        "earlier_lines": checkpoint.earlier_lines,
        "steps": checkpoint.step,
        "seconds": round(checkpoint.seconds),
        "data": checkpoint.data,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    if LICENCE.exists():
        shutil.copyfile(LICENCE, folder / "LICENCE")


def to_onnx(model: Crnn, path: Path) -> None:
    """Export with dynamic batch and width, logits out, large weights stored as float16.

    The exporter that traces is used on purpose: the newer one freezes the LSTM's time axis.
    """
    example = torch.zeros(2, 1, HEIGHT, 64)
    axes = {"lines": {0: "batch", 3: "width"}, "logits": {0: "batch", 1: "frames"}}
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = Path(scratch) / "model.onnx"
        torch.onnx.export(
            model,
            (example,),
            str(plain),
            input_names=["lines"],
            output_names=["logits"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
        onnx.save(with_half_weights(onnx.load(plain)), path)


def with_half_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store large float32 initialisers as float16 with a cast behind each: runtimes fold it."""
    graph = model.graph
    casts = []
    for index, tensor in enumerate(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < SMALLEST:
            continue
        stored = numpy_helper.from_array(values.astype(np.float16), f"{tensor.name}_half")
        casts.append(helper.make_node("Cast", [stored.name], [tensor.name], to=TensorProto.FLOAT))
        graph.initializer[index].CopyFrom(stored)
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


def checkpoint_of(folder: Path) -> Checkpoint:
    """A fresh checkpoint with the weights of an exported folder, to go on training from.

    Raises FileNotFoundError where the folder is no exported model.
    """
    config = json.loads((folder / "config.json").read_text("utf-8"))
    charset = tuple((folder / "charset.txt").read_text("utf-8").removesuffix("\n").split("\n"))
    with np.load(folder / "weights.npz") as stored:
        weights = from_half({name: stored[name] for name in stored.files})
    average = {name: value.clone() for name, value in weights.items()}
    sizes = CrnnConfig.from_dict(config["network"])
    return Checkpoint(
        sizes,
        charset,
        weights,
        average,
        None,
        lines=config["lines"],
        data=config["data"],
        earlier_lines=config.get("earlier_lines", 0),
    )


def untrained() -> Checkpoint:
    """A network with random weights over the shipped charset: for timing and for tests."""
    charset = build_charset()
    sizes = CrnnConfig(classes=len(charset) + 1)
    weights = Crnn(sizes).state_dict()
    return Checkpoint(sizes, charset, weights, weights, None)


def main() -> None:
    parser = argparse.ArgumentParser(description="Export a checkpoint for serving.")
    parser.add_argument("--from", dest="source", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=Path("models/crnn-base"))
    options = parser.parse_args()
    export(Checkpoint.load(options.source), options.to)
    size = (options.to / "model.onnx").stat().st_size
    print(f"{options.to}: model.onnx of {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
