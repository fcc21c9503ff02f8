"""A model folder with a network small enough to be written down: it reads ink density.

A column group without ink is the blank; a third of the height inked is the first character, two
thirds the second, all of it the third.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

DENSITIES = (0.0, 1 / 3, 2 / 3, 1.0)
SHARPNESS = 400.0
PITCH = 36


def write_model(folder: Path, characters: str = "abc", classes: int | None = None) -> Path:
    """Write model.onnx, charset.txt and config.json; ``classes`` can contradict the charset."""
    folder.mkdir(parents=True)
    levels = np.array(DENSITIES[: classes or len(characters) + 1], dtype=np.float32)
    weights = {
        "slope": (2 * SHARPNESS * levels)[None, :],
        "offset": -SHARPNESS * levels**2,
        "rows": np.array([2], dtype=np.int64),
    }
    nodes = [
        helper.make_node("ReduceMean", ["line", "rows"], ["columns"], keepdims=0),
        helper.make_node("AveragePool", ["columns"], ["pooled"], kernel_shape=[4], strides=[4]),
        helper.make_node("Transpose", ["pooled"], ["frames"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["frames", "slope"], ["scaled"]),
        helper.make_node("Add", ["scaled", "offset"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "density",
        [helper.make_tensor_value_info("line", TensorProto.FLOAT, ["n", 1, 32, "w"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", "t", len(levels)])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    helper.set_model_props(model, {"made": "by hand"})
    onnx.checker.check_model(model)
    onnx.save(model, folder / "model.onnx")
    (folder / "charset.txt").write_text("\n".join(characters) + "\n", "utf-8")
    (folder / "config.json").write_text(json.dumps({"version": "1.2"}), "utf-8")
    return folder


def line_image(text: str, characters: str = "abc") -> np.ndarray:
    """A 32-pixel-high line that the network reads as ``text``: PITCH columns a character, the
    middle 12 of them inked."""
    columns = []
    for character in text:
        inked = round(32 * DENSITIES[characters.index(character) + 1])
        stroke = np.full((32, PITCH), 255, dtype=np.uint8)
        stroke[:inked, 12:24] = 0
        columns.append(stroke)
    return np.repeat(np.concatenate(columns, axis=1)[..., None], 3, axis=2)
