"""A page's lines as other programs read them, in pixels of the page as uploaded."""

from __future__ import annotations

from typing import Any

from recognition.engine.contract import Reader
from recognition.matching.placing import project
from recognition.reading import Page
from recognition.sheets import read_page


def page_lines(page: Page, reader: Reader) -> list[dict[str, Any]]:
    """Read a page; each line as ``text``, ``confidence`` and ``quad``, from top to bottom.

    quad: four corners in pixels of the page as uploaded, clockwise from the text's top left.
    """
    found = read_page(page, reader)
    lines = []
    for line in sorted(found.lines, key=lambda line: (line.quad[:, 1].min(), line.quad[0, 0])):
        quad = project(found.straight.to_page, line.quad)
        lines.append(
            {
                "text": line.text,
                "confidence": round(line.confidence, 4),
                "quad": [[round(float(x), 1), round(float(y), 1)] for x, y in quad],
            }
        )
    return lines
