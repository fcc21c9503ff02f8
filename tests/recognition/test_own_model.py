"""Fields that name a model: it reads them; where it is missing, that is said in time."""

import json
from pathlib import Path

import pytest

from recognition.engine.models import reader_named
from recognition.matching.index import TemplateIndex
from recognition.pipeline import ExtractSettings, extract
from templates_app.definition.parsing import parse_template
from templates_app.definition.problems import TemplateError
from templates_app.importing import import_template

DEMO = Path(__file__).resolve().parents[2] / "demo"
FORM = json.loads((DEMO / "templates" / "packing-list.json").read_text("utf-8"))
PICTURE = DEMO / "documents" / "packing-list.png"


def naming(model: str, *names: str) -> dict:
    fields = [
        field | ({"model": model} if field["name"] in names else {}) for field in FORM["fields"]
    ]
    return FORM | {"fields": fields}


def read(document: dict) -> dict:
    index = TemplateIndex([parse_template(document)])
    (found,) = extract(
        PICTURE.read_bytes(), PICTURE.name, index, reader_named("crnn-base"), ExtractSettings()
    )
    return found.record["fields"]


def some_codes() -> list[str]:
    return [field["name"] for field in FORM["fields"] if field["type"] in ("code", "text")][:2]


def test_a_fields_model_reads_it_and_the_evidence_says_so():
    own, other = some_codes()
    fields = read(naming("pp-ocrv6-small", own))
    assert fields[own]["value"]
    assert fields[own]["evidence"]["reader"].startswith("PP-OCRv6")
    assert fields[other]["evidence"]["reader"].startswith("crnn-base")


def test_a_missing_model_makes_a_doubt_that_names_it():
    own, other = some_codes()
    fields = read(naming("seal-numbers", own))
    assert fields[own]["value"], "the general reader is better than nothing"
    assert not fields[own]["accepted"]
    assert "its model seal-numbers is not installed here" in fields[own]["reason"]
    assert "its model" not in (fields[other]["reason"] or "")


@pytest.mark.django_db
def test_a_template_that_names_a_missing_model_is_not_published():
    own, _other = some_codes()
    with pytest.raises(TemplateError, match=r"fields\[\d+\]\.model: there is no model 'seal-num"):
        import_template(naming("seal-numbers", own))
    assert import_template(naming("crnn-base", own)).created
