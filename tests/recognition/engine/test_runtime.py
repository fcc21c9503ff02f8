"""Both runtimes give the same numbers; failures reach the caller."""

from __future__ import annotations

import builtins

import numpy as np
import pytest

from recognition.engine.runtime import available_threads, load_network
from tests.recognition.engine.tiny_model import write_model


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("models") / "tiny") / "model.onnx"


@pytest.fixture
def without_openvino(monkeypatch):
    real = builtins.__import__

    def refused(name, *rest):
        if name.split(".")[0] == "openvino":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refused)


def batches():
    generator = np.random.default_rng(1)
    return [
        generator.random((count, 1, 32, width), dtype=np.float32)
        for count, width in ((1, 64), (4, 64), (2, 128), (1, 320), (1, 64))
    ]


def outputs(network):
    found = {}
    network.run_each(batches(), lambda index, output: found.setdefault(index, output.copy()))
    return [found[index] for index in range(len(batches()))]


@pytest.mark.parametrize("streams", [1, 2])
def test_streams_keep_each_output_with_its_batch(weights, streams):
    network = load_network(weights, threads=2, streams=streams)
    for batch, output in zip(batches(), outputs(network), strict=True):
        np.testing.assert_allclose(output, network.run(batch), atol=1e-3)


def test_onnx_runtime_stands_in_where_openvino_is_missing(weights, without_openvino):
    network = load_network(weights, threads=1)
    assert type(network).__name__ == "_OnnxRuntimeNetwork"
    assert network.metadata == {"made": "by hand"}
    for batch, output in zip(batches(), outputs(network), strict=True):
        density = batch.mean(axis=2).reshape(len(batch), -1, 4).mean(axis=2)
        assert output.argmax(axis=2).tolist() == np.rint(density * 3).astype(int).tolist()


def test_both_runtimes_agree_and_know_the_metadata(weights, monkeypatch):
    openvino = load_network(weights, threads=1)
    assert openvino.metadata["made"] == "by hand"
    with monkeypatch.context() as patched:
        real = builtins.__import__
        patched.setattr(
            builtins,
            "__import__",
            lambda name, *rest: _absent(name) if name == "openvino" else real(name, *rest),
        )
        other = load_network(weights, threads=1)
    for ours, theirs in zip(outputs(openvino), outputs(other), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=0.05)


def _absent(name):
    raise ImportError(name)


@pytest.mark.parametrize("streams", [1, 2])
def test_failure_while_taking_an_output_reaches_the_caller(weights, streams):
    network = load_network(weights, threads=2, streams=streams)

    def refuse(index, output):
        raise KeyError("no place for it")

    with pytest.raises(KeyError, match="no place"):
        network.run_each(batches(), refuse)
    assert len(outputs(network)) == len(batches()), "the network can still be used"


def test_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"model\.onnx is missing"):
        load_network(tmp_path / "model.onnx")


def test_at_least_one_processor_is_there():
    assert available_threads() >= 1
