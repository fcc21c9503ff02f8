"""Values held against each other."""

from __future__ import annotations

from typing import cast

from recognition.confirming import Confirmed, confirm
from recognition.engine.contract import Reader
from recognition.filling import Filled
from recognition.places import Place
from recognition.settlement import FieldReading
from recognition.values.settling import settle
from recognition.values.shipped_calibration import shipped_calibration
from templates_app.definition.parsing import parse_template
from templates_app.definition.template import Template
from tests.recognition.matching.sheets import at, sheet

NO_READER = cast(Reader, None)
"""Nothing is read anew where every value has other readings already."""


def template(kind: str) -> Template:
    fields = [("net", "amount"), ("rate", kind), ("tax", "amount")]
    return parse_template(
        {
            "format": "stencil-template/1",
            "name": "bill",
            "pages": [{"number": 1, "width": 800, "height": 1000}],
            "fields": [
                {"name": name, "type": type_, "box": [10, 40 * i, 200, 40 * i + 30]}
                for i, (name, type_) in enumerate(fields, start=1)
            ],
            "rules": [{"name": "rate of tax", "expr": "net * rate / 100 == tax"}],
        }
    )


def confirmed(drawn: Template, **texts: str) -> Confirmed:
    page = sheet(())
    readings = {}
    for field in drawn.fields:
        text = texts[field.name]
        place = Place(field.name, field.spec, page, ((at(text, 10, 50),),))
        readings[field.name] = FieldReading(
            place, settle(text, field.spec), 0.97, source="ocr", alternatives=((text, 0.9),)
        )
    filled = Filled(readings, {}, (), ())
    return confirm(drawn, filled, (), NO_READER, shipped_calibration(), 0.95)


def test_a_rule_that_only_a_percent_sign_makes_hold_puts_it_back() -> None:
    found = confirmed(template("percent"), net="100.00", rate="1396", tax="13.00")
    rate = found.filled.fields["rate"]
    assert found.rules[0].passed is True
    assert (rate.settled.value, rate.settled.text) == ("13", "1396")
    assert not rate.accepted(0.95)
    assert rate.settled.repairs[0] == "'96' taken for a percent sign"
    assert "the only reading under which 'rate of tax' holds" in rate.settled.repairs[1]


def test_a_number_that_is_no_percentage_keeps_its_digits() -> None:
    found = confirmed(template("amount"), net="100.00", rate="1396", tax="13.00")
    assert found.rules[0].passed is False
    assert found.filled.fields["rate"].settled.value == "1396"
