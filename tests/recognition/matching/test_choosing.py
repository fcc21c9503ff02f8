from __future__ import annotations

from dataclasses import replace

from recognition.matching.choosing import choose
from recognition.matching.index import TemplateIndex
from recognition.reading import Line
from templates_app.definition.template import Anchor, Classify, Template
from tests.recognition.matching.printed import anchor, line, template

INVOICE = template(
    [
        anchor("Invoice number", 100, 100),
        anchor("Date of issue", 600, 100),
        anchor("Bill to", 100, 400),
        anchor("Grand total", 600, 1200),
    ],
    name="invoice",
)
RECEIPT = template(
    [
        anchor("Cashier", 100, 100),
        anchor("Change given", 600, 100),
        anchor("Thank you for shopping", 100, 400),
    ],
    name="receipt",
)


def printed(anchors: tuple[Anchor, ...]) -> list[Line]:
    return [line(a.text, a.box[0], (a.box[1] + a.box[3]) / 2) for a in anchors]


def chosen(kinds: list[Template], lines: list[Line], only: str | None = None) -> str | None:
    choice, _ = choose(lines, TemplateIndex(kinds), only)
    return choice.template.name if choice else None


def test_the_template_whose_anchors_stand_in_place_is_chosen() -> None:
    assert chosen([INVOICE, RECEIPT], printed(INVOICE.anchors)) == "invoice"
    assert chosen([INVOICE, RECEIPT], printed(RECEIPT.anchors)) == "receipt"


def test_an_unknown_document_is_unmatched_and_the_nearest_are_named() -> None:
    lines = [line("Dear Sir or Madam", 100, 100), line("Bill to", 100, 400)]
    choice, nearest = choose(lines, TemplateIndex([INVOICE, RECEIPT]))
    assert choice is None
    assert [near.name for near in nearest] == ["invoice"]


def test_anchors_scattered_over_the_page_are_no_match() -> None:
    scattered = [
        line("Invoice number", 700, 1300),
        line("Date of issue", 100, 900),
        line("Bill to", 600, 80),
        line("Grand total", 80, 300),
    ]
    assert chosen([INVOICE], scattered) is None


def test_naming_the_template_skips_its_patterns_but_not_the_doubt() -> None:
    barred = replace(INVOICE, classify=Classify(include=("Proforma",)))
    assert chosen([barred], printed(INVOICE.anchors)) is None
    assert chosen([barred], printed(INVOICE.anchors), only="invoice") == "invoice"
    assert chosen([barred], printed(RECEIPT.anchors), only="invoice") is None


def test_an_exclude_pattern_bars_a_template_whatever_the_case() -> None:
    barred = replace(INVOICE, classify=Classify(exclude=("credit ?note",)))
    lines = [*printed(INVOICE.anchors), line("CREDIT NOTE", 400, 50)]
    assert chosen([barred], lines) is None
    assert chosen([barred], printed(INVOICE.anchors)) == "invoice"


def test_a_literal_include_forgives_one_wrong_character() -> None:
    asked = replace(INVOICE, classify=Classify(include=("发票代码",)))
    lines = [*printed(INVOICE.anchors), line("发票代玛：012", 700, 60)]
    assert chosen([asked], lines) == "invoice"


def test_of_equal_scores_the_higher_priority_wins() -> None:
    copy = replace(INVOICE, name="copy", classify=Classify(priority=5))
    assert chosen([INVOICE, copy], printed(INVOICE.anchors)) == "copy"


def test_of_two_kinds_that_share_most_anchors_the_one_with_more_in_place_wins() -> None:
    special = template(
        [*INVOICE.anchors[:3], anchor("Delivery note", 600, 1200), anchor("Carrier", 100, 1300)],
        name="delivery",
    )
    assert chosen([INVOICE, special], printed(special.anchors)) == "delivery"
    assert chosen([INVOICE, special], printed(INVOICE.anchors)) == "invoice"


def test_the_index_finds_the_right_one_of_many_hundred_templates() -> None:
    kinds = [
        template(
            [
                *INVOICE.anchors[:2],
                anchor(f"Contract {i:04d} terms", 100, 500),
                anchor(f"Clause {i * 7:05d}", 100, 700),
            ],
            name=f"kind-{i:04d}",
        )
        for i in range(400)
    ]
    index = TemplateIndex(kinds)
    for i in (0, 123, 399):
        choice, _ = choose(printed(kinds[i].anchors), index)
        assert choice is not None and choice.template.name == f"kind-{i:04d}"
