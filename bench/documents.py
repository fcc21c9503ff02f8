"""The real documents that are measured: where they lie, their truth, the template drawn for them.

The documents are not part of the project. ``STENCIL_DATA`` names their folder; without it
``../shared/data`` beside the repository is tried.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from bench.compare import folded
from recognition.reading import Image
from templates_app.definition.template import ValueType

ROOT = Path(__file__).resolve().parent.parent
Box = tuple[float, float, float, float]


class DataMissing(Exception):
    """The measured documents are not on this machine."""


def data_folder() -> Path:
    """The folder of measured documents; raises DataMissing where there is none."""
    named = os.environ.get("STENCIL_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        raise DataMissing(
            f"{folder} is no folder: set STENCIL_DATA to the folder of measured documents"
        )
    return folder


@dataclass(frozen=True, slots=True)
class TruthLine:
    """One transcribed line; ``box`` is x0, y0, x1, y1 around its quad, pixels of the image."""

    text: str
    quad: tuple[tuple[float, float], ...]
    box: Box
    ignore: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured document.

    truth: template field name -> printed value, None where the document lacks the field.
    """

    set_name: str
    path: Path
    truth: Mapping[str, str | None]
    lines: tuple[TruthLine, ...]
    group: str | None

    @property
    def name(self) -> str:
        return self.path.name

    def image(self) -> Image:
        """The page as (height, width, 3) RGB."""
        return load_image(self.path)

    def value_boxes(self) -> tuple[Box, ...]:
        """Where the field values stand, as far as the transcribed lines tell."""
        wanted = [folded(value) for value in self.truth.values() if value]
        return tuple(box for line in self.lines for value in wanted if (box := _share(line, value)))


@dataclass(frozen=True, slots=True)
class DocumentSet:
    """Documents of one kind and how their truth maps to the template's fields.

    names: ground-truth field -> template field.
    chosen: which entries of the ground truth belong to the set.
    fold_case: texts are compared without regard to case.
    complete: a field that the truth does not state is not on the document; elsewhere it may
        just not have been transcribed.
    """

    name: str
    folder: str
    template: Path
    names: Mapping[str, str]
    chosen: Callable[[dict[str, Any]], bool] = lambda entry: True
    fold_case: bool = False
    complete: bool = False

    @property
    def template_name(self) -> str:
        return str(self.definition()["name"])

    def definition(self) -> dict[str, Any]:
        """The template's stencil-template/1 document."""
        loaded: dict[str, Any] = json.loads(self.template.read_text(encoding="utf-8"))
        return loaded

    def types(self) -> dict[str, ValueType]:
        """The template's field names with their types."""
        return {field["name"]: field.get("type", "text") for field in self.definition()["fields"]}

    def samples(self) -> list[Sample]:
        """Every document of the set, in the ground truth's order."""
        entries = [entry for entry in ground_truth(self.folder) if self.chosen(entry)]
        return [self._sample(entry) for entry in entries]

    def _sample(self, entry: dict[str, Any]) -> Sample:
        printed = entry["fields"]
        truth = {
            ours: printed.get(theirs)
            for theirs, ours in self.names.items()
            if self.complete or theirs in printed
        }
        return Sample(
            self.name,
            data_folder() / self.folder / entry["image"],
            truth,
            truth_lines(entry),
            entry.get("layout_group"),
        )


@cache
def ground_truth(folder: str) -> tuple[dict[str, Any], ...]:
    """The entries of a set's gt.jsonl."""
    text = (data_folder() / folder / "gt.jsonl").read_text(encoding="utf-8")
    return tuple(json.loads(line) for line in text.splitlines() if line.strip())


def truth_lines(entry: dict[str, Any]) -> tuple[TruthLine, ...]:
    """The transcribed lines of one entry."""
    lines = []
    for line in entry.get("lines", ()):
        quad = tuple((float(x), float(y)) for x, y in line["box"])
        xs, ys = [x for x, _ in quad], [y for _, y in quad]
        box = (min(xs), min(ys), max(xs), max(ys))
        lines.append(TruthLine(line["text"], quad, box, bool(line.get("ignore", False))))
    return tuple(lines)


def load_image(path: Path) -> Image:
    """A picture file as (height, width, 3) RGB; raises ValueError where it is none."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError(f"{path} is no picture that OpenCV can read")
    return np.ascontiguousarray(image[:, :, ::-1], dtype=np.uint8)


def _share(line: TruthLine, value: str) -> Box | None:
    """The part of a line's box that a value takes, full-width characters counting double."""
    text = folded(line.text)
    start = text.find(value)
    if start < 0 or line.ignore:
        return None
    widths = [1.0 if ord(char) < 0x2E80 else 2.0 for char in text]
    x0, y0, x1, y1 = line.box
    unit = (x1 - x0) / sum(widths)
    return (
        x0 + unit * sum(widths[:start]),
        y0,
        x0 + unit * sum(widths[: start + len(value)]),
        y1,
    )


EINVOICE_FIELDS = {
    "标题": "title",
    "发票代码": "invoice_code",
    "发票号码": "invoice_number",
    "开票日期": "issue_date",
    "校验码": "check_code",
    "机器编号": "machine_number",
    "购买方名称": "buyer_name",
    "购买方纳税人识别号": "buyer_tax_id",
    "合计金额": "amount",
    "合计税额": "tax",
    "价税合计大写": "total_in_words",
    "价税合计小写": "total",
    "销售方名称": "seller_name",
    "销售方纳税人识别号": "seller_tax_id",
    "收款人": "payee",
    "复核": "reviewer",
    "开票人": "drawer",
}
TAXI_FIELDS = {
    "发票代码": "invoice_code",
    "发票号码": "invoice_number",
    "车号": "plate",
    "证号": "driver_number",
    "日期": "date",
    "上车": "picked_up",
    "下车": "set_down",
    "单价": "unit_price",
    "里程": "distance",
    "等候": "waiting",
    "金额": "fare",
}
W9_FIELDS = {
    "Name": "name",
    "BusinessName": "business_name",
    "TaxClassifyIndividual": "individual",
    "TaxClassifyCCorp": "c_corporation",
    "TaxClassifySCorp": "s_corporation",
    "TaxClassifyPartnership": "partnership",
    "TaxClassifyTrust": "trust",
    "TaxClassifyLLC": "llc",
    "TaxClassifyOther": "other",
    "ExemptPayeeCode": "exempt_payee_code",
    "FATCA_Code": "fatca_code",
    "Address": "address",
    "CityStateZip": "city_state_zip",
    "RequesterNameAddress": "requester",
    "AccountNumbers": "account_numbers",
    "SSN": "ssn",
    "EIN": "ein",
}
ZUGFERD_FIELDS = {
    "invoice_number": "invoice_number",
    "seller": "seller",
    "buyer": "buyer",
    "date": "date",
    "grand_total": "grand_total",
    "tax_basis_total": "tax_basis_total",
    "tax_total": "tax_total",
}
SROIE_FIELDS = {"company": "company", "date": "date", "address": "address", "total": "total"}

_DRAWN = ROOT / "bench" / "templates"


def _of_group(start: str) -> Callable[[dict[str, Any]], bool]:
    return lambda entry: str(entry.get("layout_group") or "").startswith(start)


SETS: dict[str, DocumentSet] = {
    drawn.name: drawn
    for drawn in (
        DocumentSet(
            "e-invoices",
            "vat_einvoice_pdf_zh",
            _DRAWN / "vat-einvoice.json",
            EINVOICE_FIELDS,
            complete=True,
        ),
        DocumentSet("taxi", "taxi_receipts_zh", _DRAWN / "taxi-receipt-shenzhen.json", TAXI_FIELDS),
        DocumentSet("w9", "azure_forms_en", _DRAWN / "w9.json", W9_FIELDS, _of_group("w9")),
        DocumentSet(
            "zugferd",
            "zugferd_de",
            _DRAWN / "bei-spiel-rechnung.json",
            ZUGFERD_FIELDS,
            _of_group("Bei Spiel GmbH|v1"),
        ),
        DocumentSet(
            "lieferant",
            "zugferd_de",
            _DRAWN / "lieferant-handelsrechnung.json",
            ZUGFERD_FIELDS,
            _of_group("Lieferant GmbH|fx"),
        ),
        DocumentSet(
            "sroie",
            "sroie_en",
            _DRAWN / "99-speed-mart.json",
            SROIE_FIELDS,
            _of_group("99SPEEDMART"),
            fold_case=True,
        ),
    )
}
