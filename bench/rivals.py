"""Whole-page OCR by RapidOCR, as it comes and on OpenVINO, for comparison in the same run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnxruntime
from rapidocr import EngineType, RapidOCR

from recognition.engine.ppocr import DETECTOR_FILE, RECOGNISER_FILE, model_file
from recognition.reading import Image

_CLASSIFIER_FILE = "ch_ppocr_mobile_v2.0_cls_mobile.onnx"


class Rival:
    """RapidOCR with one setting.

    reads_page: seconds are measured around this call alone.
    """

    def __init__(self, name: str, engine: Any) -> None:
        self.name = name
        self._engine = engine

    def read(self, image: Image) -> int:
        """Read a page; gives the number of lines."""
        found = self._engine(image[:, :, ::-1])
        return len(found.txts or ())


def as_it_comes() -> Rival:
    """RapidOCR's own default: ONNX Runtime."""
    return Rival("RapidOCR default", RapidOCR(params={"Global.log_level": "critical"}))


def on_openvino(folder: Path) -> Rival:
    """RapidOCR on OpenVINO, which wants its models and characters named.

    folder: where the list of characters is written.
    """
    recogniser = model_file(RECOGNISER_FILE)
    session = onnxruntime.InferenceSession(str(recogniser), providers=["CPUExecutionProvider"])
    keys = folder / "characters.txt"
    folder.mkdir(parents=True, exist_ok=True)
    characters = session.get_modelmeta().custom_metadata_map["character"]
    keys.write_text(characters, encoding="utf-8")
    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Det.engine_type": EngineType.OPENVINO,
            "Det.model_path": str(model_file(DETECTOR_FILE)),
            "Cls.engine_type": EngineType.OPENVINO,
            "Cls.model_path": str(model_file(_CLASSIFIER_FILE)),
            "Rec.engine_type": EngineType.OPENVINO,
            "Rec.model_path": str(recogniser),
            "Rec.rec_keys_path": str(keys),
        }
    )
    return Rival("RapidOCR on OpenVINO", engine)
