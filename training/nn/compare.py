"""Old and new reader beside each other: held-out crops, the general set, and the export's parity.

What is found is written down, not judged: ``training.verdict`` says whether the new one may read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from recognition.engine.crnn import crnn_recogniser
from recognition.engine.models import ModelFolder
from recognition.engine.preprocess import HEIGHT
from recognition.engine.recogniser import LineRecogniser
from recognition.engine.runtime import load_network
from training.nn.export import checkpoint_of
from training.nn.validation import validation_sets
from training.run_folder import RunFolder, write_whole
from training.synth.lines.charset import gb2312_hanzi
from training.synth.lines.fonts import MissingFontsError
from training.synth.lines.render import LineRenderer

Crops = Sequence[NDArray[np.uint8]]
TOLERANCE = 2e-3
"""How far a logit may stand off torch's, as a share of the largest; runtimes add in another
order."""
FOR_CHOOSING = 300
"""Rendered lines of each kind by which a run's best weights are chosen; others judge them."""
SHAPES = tuple((count, width) for count in (1, 3) for width in (64, 160, 448))


@dataclass(frozen=True, slots=True)
class Parity:
    """Whether the exported files say what torch says.

    furthest: by runtime, the largest difference of a logit as a share of the largest logit.
    problem: why it is no parity, empty where it is one.
    """

    furthest: dict[str, float]
    problem: str = ""


def compare(folder: RunFolder) -> dict[str, Any]:
    """Read the held-out crops and the general set with both; write and return what was found."""
    settings = folder.settings()
    found: dict[str, Any] = {
        "parity": asdict(parity(folder.model)),
        "crops": [],
        "general": {},
        "special": False,
    }
    if not found["parity"]["problem"]:
        threads = settings.threads or None
        new = crnn_recogniser(ModelFolder(folder.model), threads)
        old = None
        if settings.champion is not None:
            old = crnn_recogniser(ModelFolder(Path(settings.champion)), threads)
            found["champion"] = ModelFolder(Path(settings.champion)).title
        found["crops"] = _on_crops(folder, old, new)
        special, general = _general(folder.model, settings.champion, settings.general, old, new)
        found |= {"special": special, "general": general}
    write_whole(folder.comparison, found)
    return found


def parity(model: Path) -> Parity:
    """Compare the exported network in both runtimes with torch, on noise of several shapes."""
    furthest = {"onnxruntime": 0.0, "serving": 0.0}
    try:
        import onnxruntime

        torch_model = checkpoint_of(model).model()
        session = onnxruntime.InferenceSession(
            str(model / "model.onnx"), providers=["CPUExecutionProvider"]
        )
        serving = load_network(model / "model.onnx", threads=1)
        for count, width in SHAPES:
            lines = np.random.default_rng(width).random((count, 1, HEIGHT, width), np.float32)
            with torch.inference_mode():
                wanted = torch_model(torch.from_numpy(lines)).numpy()
            answers = {
                "onnxruntime": session.run(None, {session.get_inputs()[0].name: lines})[0],
                "serving": serving.run(lines),
            }
            for runtime, logits in answers.items():
                if logits.shape != wanted.shape:
                    return Parity(
                        furthest,
                        f"{runtime} gives {logits.shape[2]} classes, torch {wanted.shape[2]}.",
                    )
                if not np.isfinite(logits).all():
                    return Parity(furthest, f"{runtime} gives no numbers.")
                difference = float(np.abs(logits - wanted).max() / np.abs(wanted).max())
                furthest[runtime] = max(furthest[runtime], difference)
    except Exception as error:  # whatever a broken file makes a runtime raise
        return Parity(furthest, f"The export cannot be loaded: {type(error).__name__}: {error}")
    for runtime, difference in furthest.items():
        if difference > TOLERANCE:
            return Parity(
                furthest,
                f"{runtime} stands off torch by {difference:.2%}; {TOLERANCE:.1%} is allowed.",
            )
    return Parity(furthest)


def _on_crops(
    folder: RunFolder, old: LineRecogniser | None, new: LineRecogniser
) -> list[dict[str, Any]]:
    rows = folder.crops("held_out")
    images = [folder.picture(row.file) for row in rows]
    after = _texts(new, images)
    before = _texts(old, images) if old is not None else [None] * len(rows)
    return [
        asdict(row) | {"old": one, "new": other}
        for row, one, other in zip(rows, before, after, strict=True)
    ]


def _general(
    model: Path, champion: str | None, count: int, old: LineRecogniser | None, new: LineRecogniser
) -> tuple[bool, dict[str, Any]]:
    """Whether the new model can only serve fields; truth and readings by kind of text.

    Nothing is asked where the old reader reads but a few characters itself; ``problem`` says why
    the set could not be read.
    """
    charset = ModelFolder(model).charset()
    if champion is None:
        return True, {"not_needed": True}
    if not reads_generally(ModelFolder(Path(champion)).charset()):
        return False, {"not_needed": True}
    if not reads_generally(charset):
        return True, {"problem": f"It reads {len(charset)} characters and no other."}
    try:
        sets = validation_sets(LineRenderer(charset), FOR_CHOOSING + count)
    except (MissingFontsError, FileNotFoundError) as error:
        return False, {"problem": str(error)}
    found: dict[str, Any] = {}
    for each in sets:
        lines = each.lines[FOR_CHOOSING:]
        images = [line.image for line in lines]
        before = _texts(old, images) if old is not None else [None] * len(images)
        found[each.name] = [
            {"text": line.text, "old": one, "new": other}
            for line, one, other in zip(lines, before, _texts(new, images), strict=True)
        ]
    return False, found


def reads_generally(charset: Sequence[str]) -> bool:
    """Whether a model is meant for every text, so that nothing of it may be forgotten."""
    return set(gb2312_hanzi()) <= set(charset)


def _texts(recogniser: LineRecogniser, images: Crops) -> list[str]:
    return [reading.text for reading in recogniser.recognize(images)]
