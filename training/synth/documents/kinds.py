"""The kinds of documents that can be rendered, with the template and the truth of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from training.synth.documents import form, invoice_de, invoice_en, invoice_zh, packing_list
from training.synth.documents.drawing import DPI, Drawing, Printed
from training.synth.documents.fonts import chosen


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document.

    draw: seed -> a document; the same seed draws the same.
    roles: the fonts it is printed with.
    """

    name: str
    title: str
    language: str
    draw: Callable[[int], Drawing]
    roles: tuple[str, ...]


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("invoice-en", "Invoice", "en", invoice_en.invoice, invoice_en.ROLES),
        Kind("statement-en", "Statement", "en", invoice_en.statement, invoice_en.ROLES),
        Kind("invoice-de", "Rechnung", "de", invoice_de.rechnung, invoice_de.ROLES),
        Kind("invoice-zh", "电子发票", "zh+en", invoice_zh.fapiao, invoice_zh.ROLES),
        Kind("packing-list", "Packing list", "en", packing_list.packing_list, packing_list.ROLES),
        Kind("membership-form", "Membership form", "en", form.form, form.ROLES),
    )
}


def template(kind: Kind, drawing: Drawing, samples: tuple[str, ...] = ()) -> dict[str, Any]:
    """The stencil-template/1 document drawn on one rendered document.

    samples: the page pictures' paths, relative to where the template is stored.
    """
    return {
        "format": "stencil-template/1",
        "name": kind.name,
        "title": kind.title,
        "language": kind.language,
        "pages": [
            {
                "number": number,
                "width": page.width,
                "height": page.height,
                **({"sample": samples[number - 1]} if samples else {}),
            }
            for number, page in enumerate(drawing.pages, 1)
        ],
        "anchors": drawing.anchors,
        **({"classify": drawing.classify} if drawing.classify else {}),
        "fields": drawing.drawn_fields,
        "tables": drawing.drawn_tables,
        "rules": drawing.rules,
    }


def truth(kind: Kind, seed: int, drawing: Drawing) -> dict[str, Any]:
    """What a record of the document should hold, and every line with its box at 200 dpi."""
    return {
        "kind": kind.name,
        "seed": seed,
        "fonts": chosen(kind.roles),
        "dpi": DPI,
        "pages": [[page.width, page.height] for page in drawing.pages],
        "fields": {name: _stated(printed) for name, printed in drawing.fields.items()},
        "tables": {
            name: [{column: _stated(printed) for column, printed in row.items()} for row in rows]
            for name, rows in drawing.tables.items()
        },
        "lines": [
            {"text": line.text, "page": line.page, "box": _rounded(line)} for line in drawing.lines
        ],
    }


def _stated(printed: Printed) -> dict[str, Any]:
    return {
        "value": printed.value,
        "text": printed.text,
        "page": printed.page,
        "box": _rounded(printed),
    }


def _rounded(printed: Printed) -> list[float] | None:
    return [round(edge, 1) for edge in printed.box] if printed.box else None
