"""Render documents: ``python -m training.synth.documents --kind invoice-en --n 10 --to DIR``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from training.synth.documents.fonts import FontMissing, chosen
from training.synth.documents.kinds import KINDS, Kind, template, truth
from training.synth.documents.rendering import to_images, to_pdf, to_png


def main(arguments: Sequence[str] | None = None) -> int:
    """Write PDF, PNG and truth of each document, and the kind's template."""
    parser = argparse.ArgumentParser(
        prog="python -m training.synth.documents", description="Render documents with exact truth."
    )
    parser.add_argument("--kind", choices=sorted(KINDS), required=True)
    parser.add_argument("--n", type=int, default=1, help="how many documents")
    parser.add_argument("--seed", type=int, default=1, help="of the first; the next ones count on")
    parser.add_argument("--to", type=Path, required=True, help="folder, made where it is missing")
    options = parser.parse_args(arguments)
    kind = KINDS[options.kind]
    try:
        options.to.mkdir(parents=True, exist_ok=True)
        for seed in range(options.seed, options.seed + options.n):
            print(write_document(kind, seed, options.to))
        print(write_template(kind, options.seed, options.to))
    except FontMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    fonts = ", ".join(f"{role} {file}" for role, file in chosen(kind.roles).items())
    print(f"fonts: {fonts}", file=sys.stderr)
    return 0


def write_document(kind: Kind, seed: int, folder: Path) -> Path:
    """Write one document's PDF, page pictures and truth; gives the PDF's path."""
    drawing = kind.draw(seed)
    stem = f"{kind.name}-{seed:04}"
    pdf = to_pdf(drawing, f"{kind.title} {seed}")
    path = folder / f"{stem}.pdf"
    path.write_bytes(pdf)
    images = to_images(pdf)
    for number, image in enumerate(images, 1):
        suffix = f"-{number}" if len(images) > 1 else ""
        (folder / f"{stem}{suffix}.png").write_bytes(to_png(image))
    stated = json.dumps(truth(kind, seed, drawing), ensure_ascii=False, indent=1)
    (folder / f"{stem}.json").write_text(stated + "\n", encoding="utf-8")
    return path


def write_template(kind: Kind, seed: int, folder: Path) -> Path:
    """Write the kind's template, drawn on the document of this seed, with its sample pictures."""
    drawing = kind.draw(seed)
    images = to_images(to_pdf(drawing, kind.title))
    names = tuple(
        f"{kind.name}.png" if len(images) == 1 else f"{kind.name}-{number}.png"
        for number in range(1, len(images) + 1)
    )
    for name, image in zip(names, images, strict=True):
        (folder / name).write_bytes(to_png(image))
    path = folder / f"{kind.name}.json"
    drawn = json.dumps(template(kind, drawing, names), ensure_ascii=False, indent=1)
    path.write_text(drawn + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
