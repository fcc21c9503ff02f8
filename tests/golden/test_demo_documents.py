"""The demo documents come out as they were written, and damaged copies never lie."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from bench.compare import folded
from recognition.engine.ppocr import default_reader
from recognition.matching.index import TemplateIndex
from recognition.pages.limits import Limits
from recognition.pipeline import ExtractSettings, extract
from recognition.samples import sample_pages, static_text
from templates_app.definition.parsing import parse_template
from templates_app.definition.template import Template
from training.synth.degrade import Kind, degrade

pytestmark = pytest.mark.xdist_group("golden")

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = ROOT / "demo" / "documents"
TRUTHS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "tests" / "golden" / "truth").glob("*.json"))
}
EXACT = [name for name, truth in TRUTHS.items() if truth["arrived"] in ("digital", "picture")]
DAMAGED_ALREADY = [name for name in TRUTHS if name not in EXACT]
DAMAGES: list[tuple[str, Kind]] = [
    ("yanzhou-fapiao", "upside_down"),
    ("yanzhou-fapiao", "photo"),
    ("packing-list", "scan"),
    ("packing-list", "quarter"),
    ("membership-form", "skew"),
    ("membership-form", "scale"),
]


@dataclass(frozen=True, slots=True)
class Compared:
    """One value of a record beside what it should be."""

    place: str
    truth: str | bool | None
    value: str | bool | None
    accepted: bool

    @property
    def right(self) -> bool:
        """Texts are compared NFKC without white space, as everywhere."""
        if isinstance(self.truth, str) and isinstance(self.value, str):
            return folded(self.value) == folded(self.truth)
        return self.value == self.truth


@cache
def templates() -> TemplateIndex:
    """Every demo template, as a new installation knows them: with its samples' static text."""
    files = sorted((ROOT / "demo" / "templates").glob("*.json"))
    return TemplateIndex(map(with_static_text, files))


def with_static_text(file: Path) -> Template:
    """The template in a file, its samples read."""
    template = parse_template(json.loads(file.read_text("utf-8")))
    named = {page.number: page.sample for page in template.pages if page.sample}
    samples = {number: (file.parent / name).read_bytes() for number, name in named.items()}
    pages = sample_pages(template, samples, Limits())
    return replace(template, static=static_text(template, pages, default_reader()))


def record_of(data: bytes, name: str) -> Mapping[str, Any]:
    """The only record that a file gives; the template has to be chosen."""
    documents = extract(data, name, templates(), default_reader(), ExtractSettings())
    assert len(documents) == 1
    return documents[0].record


def compared(truth: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[Compared]:
    """Every field and cell, those of missing rows too."""
    for name, value in truth["fields"].items():
        yield one(name, value, record["fields"].get(name))
    for table, rows in truth["tables"].items():
        found = record["tables"].get(table, [])
        for number, row in enumerate(rows):
            for column, value in row.items():
                cell = found[number][column] if number < len(found) else None
                yield one(f"{table} {number + 1} {column}", value, cell)


def one(place: str, truth: str | bool | None, reading: Mapping[str, Any] | None) -> Compared:
    """A value, or that there is none."""
    if reading is None:
        return Compared(place, truth, None, False)
    return Compared(place, truth, reading["value"], reading["accepted"])


@pytest.mark.parametrize("name", EXACT)
def test_a_clean_document_comes_out_exactly(name: str) -> None:
    truth = TRUTHS[name]
    record = record_of((DOCUMENTS / truth["file"]).read_bytes(), truth["file"])
    assert record["template"]["name"] == truth["template"]
    assert [value for value in compared(truth, record) if not value.right] == []
    assert {table: len(rows) for table, rows in record["tables"].items()} == {
        table: len(rows) for table, rows in truth["tables"].items()
    }
    assert [rule for rule in record["rules"] if rule["passed"] is not True] == []
    assert record["unplaced"] == []


@pytest.mark.parametrize("name", DAMAGED_ALREADY)
def test_a_photo_or_scan_comes_out_nearly_whole_and_accepts_nothing_wrong(name: str) -> None:
    truth = TRUTHS[name]
    record = record_of((DOCUMENTS / truth["file"]).read_bytes(), truth["file"])
    assert_nearly_whole(truth, record)


@pytest.mark.parametrize(("name", "damage"), DAMAGES)
def test_a_damaged_copy_comes_out_nearly_whole_and_accepts_nothing_wrong(
    name: str, damage: Kind
) -> None:
    truth = TRUTHS[name]
    clean = cv2.imread(str(DOCUMENTS / truth["file"]))
    assert clean is not None
    page = np.ascontiguousarray(clean[:, :, ::-1], dtype=np.uint8)
    damaged = degrade(page, damage, seed=11).image
    done, coded = cv2.imencode(".png", damaged[:, :, ::-1])
    assert done
    assert_nearly_whole(truth, record_of(coded.tobytes(), f"{name}-{damage}.png"))


def test_a_damaged_file_is_read_as_far_as_it_goes_and_left_to_a_person() -> None:
    truth = TRUTHS["packing-list"]
    buffer = io.BytesIO()
    Image.open(DOCUMENTS / truth["file"]).convert("RGB").save(buffer, "JPEG", quality=90)
    whole = buffer.getvalue()
    record = record_of(whole[: int(0.92 * len(whole))] + whole[-2:], "list.jpg")
    assert [value for value in compared(truth, record) if value.accepted and not value.right] == []
    assert record["fields"]["list_number"]["accepted"]
    assert record["status"] == "needs_review"
    assert record["pages"][0]["damaged"] is True
    assert [warning["page"] for warning in record["warnings"]] == [1]
    assert "list.jpg: its only page is damaged" in record["warnings"][0]["message"]


def assert_nearly_whole(truth: Mapping[str, Any], record: Mapping[str, Any]) -> None:
    """The right template, nine values in ten right, none of the wrong ones accepted."""
    assert record["template"] is not None, record["reason"]
    assert record["template"]["name"] == truth["template"]
    values = list(compared(truth, record))
    wrong = [value for value in values if not value.right]
    assert len(wrong) <= len(values) / 10, wrong
    assert [value for value in wrong if value.accepted] == []
