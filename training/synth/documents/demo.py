"""The documents that come with the project: ``python -m training.synth.documents.demo``.

Templates with their samples and a few documents go to ``demo/``, the truth about the documents
to ``tests/golden/``. Run it again only to change them: the bytes depend on the installed fonts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2

from recognition.reading import Image
from training.synth.degrade import degrade
from training.synth.documents.__main__ import write_template
from training.synth.documents.drawing import Printed
from training.synth.documents.kinds import KINDS
from training.synth.documents.rendering import to_images, to_pdf, to_png

ROOT = Path(__file__).resolve().parent.parent.parent.parent
_DRAWN_ON = 1
"""The seed of the document that each template is drawn on."""


@dataclass(frozen=True, slots=True)
class Example:
    """One document of the demo: its file, what it is and how it came to the bookkeeper."""

    file: str
    kind: str
    seed: int
    arrived: Literal["digital", "picture", "scan", "photo"]


EXAMPLES = (
    Example("harbour-finch-invoice.pdf", "invoice-en", 2, "digital"),
    Example("alder-lane-invoice-photo.jpg", "invoice-en", 6, "photo"),
    Example("harbour-finch-statement.pdf", "statement-en", 5, "digital"),
    Example("brandau-rechnung.pdf", "invoice-de", 3, "digital"),
    Example("linde-rechnung-scan.jpg", "invoice-de", 5, "scan"),
    Example("yanzhou-fapiao.png", "invoice-zh", 7, "picture"),
    Example("lanyu-fapiao.pdf", "invoice-zh", 3, "digital"),
    Example("packing-list.png", "packing-list", 4, "picture"),
    Example("membership-form.png", "membership-form", 4, "picture"),
)


def main() -> None:
    """Write templates, documents and truth, and say how large they are."""
    templates, documents = ROOT / "demo" / "templates", ROOT / "demo" / "documents"
    golden = ROOT / "tests" / "golden" / "truth"
    for folder in (templates, documents, golden):
        folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS.values():
        write_template(kind, _DRAWN_ON, templates)
    for example in EXAMPLES:
        _write(example, documents, golden)
    size = sum(path.stat().st_size for path in (ROOT / "demo").rglob("*") if path.is_file())
    print(f"{len(KINDS)} templates, {len(EXAMPLES)} documents, {size / 1e6:.1f} MB")


def _write(example: Example, documents: Path, golden: Path) -> None:
    kind = KINDS[example.kind]
    drawing = kind.draw(example.seed)
    pdf = to_pdf(drawing, kind.title)
    (documents / example.file).write_bytes(_as_arrived(example, pdf))
    truth = {
        "file": example.file,
        "template": example.kind,
        "arrived": example.arrived,
        "fields": _values(drawing.fields),
        "tables": {name: [_values(row) for row in rows] for name, rows in drawing.tables.items()},
    }
    stated = json.dumps(truth, ensure_ascii=False, indent=1)
    path = golden / f"{Path(example.file).stem}.json"
    path.write_text(stated + "\n", encoding="utf-8")


def _as_arrived(example: Example, pdf: bytes) -> bytes:
    if example.arrived == "digital":
        return pdf
    image = to_images(pdf)[0]
    if example.arrived == "picture":
        return to_png(image)
    return _jpeg(degrade(image, example.arrived, example.seed).image)


def _jpeg(image: Image) -> bytes:
    done, coded = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 72])
    assert done
    return coded.tobytes()


def _values(printed: Mapping[str, Printed]) -> dict[str, Any]:
    return {name: piece.value for name, piece in printed.items()}


if __name__ == "__main__":
    main()
