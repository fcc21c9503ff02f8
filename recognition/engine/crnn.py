"""Our own reader: a convolutional-recurrent CTC network exported to ONNX, in a model folder."""

from __future__ import annotations

from recognition.engine.detector import LineDetector
from recognition.engine.models import ModelFolder
from recognition.engine.page_reader import PageReader
from recognition.engine.preprocess import FRAME, HEIGHT, MARGIN, MAX_WIDTH, padded_width, prepare
from recognition.engine.recogniser import LineRecogniser, RecogniserSettings, width_ladder
from recognition.engine.runtime import STREAMS, Tensor, load_network
from recognition.reading import Image

NARROWEST = 64


class CrnnReader(PageReader):
    """Reads crops with an exported model and finds lines with a given detector.

    threads: processors to use, None for every one available.
    Raises FileNotFoundError where a file of the model is missing, ValueError where its files
    don't fit each other.
    """

    def __init__(
        self, model: ModelFolder, detector: LineDetector, threads: int | None = None
    ) -> None:
        super().__init__(model.title, detector, crnn_recogniser(model, threads))


def crnn_recogniser(model: ModelFolder, threads: int | None = None) -> LineRecogniser:
    """The line recogniser of a model folder; raises as ``CrnnReader`` does."""
    settings = RecogniserSettings(
        characters=("", *model.charset()),
        prepare=_prepared,
        width_of=_inner_width,
        widths=width_ladder(NARROWEST, padded_width(MAX_WIDTH), 4 * FRAME),
        margin=MARGIN,
        output="logits",
        narrow=512,
        batch=8,
    )
    network = load_network(model.weights, threads, streams=STREAMS)
    recogniser = LineRecogniser(network, settings)
    classes = recogniser.classes((1, HEIGHT, NARROWEST))
    if classes != len(settings.characters):
        raise ValueError(
            f"The model {model.name} has {classes} classes, but {model.path / 'charset.txt'} "
            f"lists {len(settings.characters) - 1} characters and the blank makes one more. "
            "Export the model again."
        )
    return recogniser


def _prepared(crop: Image, widest: int) -> Tensor:
    # preprocess.prepare squeezes to MAX_WIDTH by itself, and the widest input is made for it.
    return prepare(crop)


def _inner_width(crop: Image) -> int:
    return min(MAX_WIDTH, max(FRAME, round(int(crop.shape[1]) * HEIGHT / int(crop.shape[0]))))
