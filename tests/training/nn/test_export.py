import json

import numpy as np
import pytest
import torch

from recognition.engine.runtime import load_network
from tests.training.nn.drawn import CHARSET
from training.nn.checkpoint import Checkpoint
from training.nn.export import checkpoint_of, export
from training.nn.model import Crnn, CrnnConfig


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A network with random weights and settled batch statistics, exported."""
    torch.manual_seed(5)
    config = CrnnConfig(classes=len(CHARSET) + 1)
    model = Crnn(config).train()
    for _ in range(3):
        model(torch.rand(4, 1, 32, 96))
    weights = model.state_dict()
    folder = tmp_path_factory.mktemp("model")
    checkpoint = Checkpoint(config, CHARSET, weights, weights, None, lines=2500, earlier_lines=4000)
    export(checkpoint, folder)
    return folder


SHAPES = [(count, width) for count in (1, 3) for width in (64, 160, 448)]


@pytest.mark.parametrize(("count", "width"), SHAPES)
def test_onnx_runtime_says_what_torch_says(exported, count, width):
    import onnxruntime

    lines = np.random.default_rng(width).random((count, 1, 32, width), np.float32)
    session = onnxruntime.InferenceSession(exported / "model.onnx")
    (logits,) = session.run(None, {"lines": lines})
    assert np.abs(logits - in_torch(exported, lines)).max() < 1e-3


@pytest.mark.parametrize(("count", "width"), SHAPES)
def test_serving_says_what_torch_says(exported, count, width):
    lines = np.random.default_rng(width).random((count, 1, 32, width), np.float32)
    logits = load_network(exported / "model.onnx", threads=1).run(lines)
    assert logits.shape == (count, width // 4, len(CHARSET) + 1)
    assert np.abs(logits - in_torch(exported, lines)).max() < 1e-2


def in_torch(folder, lines):
    with torch.inference_mode():
        return checkpoint_of(folder).model()(torch.from_numpy(lines)).numpy()


def test_exported_folder_is_complete_and_its_weights_go_on_training(exported):
    config = json.loads((exported / "config.json").read_text("utf-8"))
    assert config["lines"] == 2500
    assert config["version"] == "6k", "of this run and those before it"
    again = checkpoint_of(exported)
    assert (again.lines, again.earlier_lines) == (2500, 4000)
    assert again.charset == CHARSET
    assert again.config == CrnnConfig(classes=len(CHARSET) + 1)
    assert (exported / "model.onnx").stat().st_size < 3_000_000


def test_padding_with_paper_hardly_changes_what_is_read(exported):
    """The context runs over the padding too, so logits move a little, the best class never."""
    lines = np.random.default_rng(2).random((1, 1, 32, 160), np.float32)
    padded = np.concatenate((lines, np.zeros((1, 1, 32, 64), np.float32)), axis=3)
    alone, beside = in_torch(exported, lines)[0, :34], in_torch(exported, padded)[0, :34]
    assert np.abs(alone - beside).max() < 0.2
