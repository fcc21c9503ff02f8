"""What the core says in English stands in the page's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from frontend.wording import in_words
from recognition.matching.choosing import NearMiss
from recognition.pages.failures import UnreadableFile
from recognition.pages.opening import open_document
from recognition.record import FileFacts, unmatched
from recognition.values.rules import evaluate_rule
from recognition.values.settling import settle
from templates_app.definition.parsing import parse_template
from templates_app.definition.problems import TemplateError
from templates_app.definition.template import Rule, ValueSpec
from tests import made
from tests.conftest import ROOT

CHINESE = "zh-hans"
CORE = (
    *(ROOT / "recognition" / "values").glob("*.py"),
    *(ROOT / "recognition" / "matching" / "tables").glob("*.py"),
    *(ROOT / "recognition" / "pages").glob("*.py"),
    *(
        ROOT / "templates_app" / "definition" / f"{room}.py"
        for room in ("checks", "date_formats", "expression", "patterns", "schema")
    ),
    *(ROOT / "recognition" / f"{room}.py" for room in ("design", "suite", "tried_documents")),
    *(
        ROOT / "recognition" / f"{room}.py"
        for room in (
            "confirming",
            "duplicates",
            "filling",
            "merging",
            "pipeline",
            "processing",
            "record",
            "saving",
            "settlement",
        )
    ),
)


def chinese(text: str) -> str:
    with translation.override(CHINESE):
        return in_words(text)


def is_translated(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in chinese(text))


@pytest.mark.parametrize(
    ("text", "spec", "said"),
    [
        (None, ValueSpec("amount"), "此处没有找到内容；此值必填"),
        ("12 June", ValueSpec("amount"), "'12 June' 不是金额"),
        ("AB-1", ValueSpec("code", pattern=r"\d{4}"), "'AB-1' 不符合格式 \\d{4}"),
        ("03.04.2025", ValueSpec("date"), "'03.04.2025' 可能是 2025-03-04 or 2025-04-03"),
    ],
)
def test_the_reason_of_a_value_is_said_in_chinese(
    text: str | None, spec: ValueSpec, said: str
) -> None:
    reason = settle(text, spec).reason
    assert reason is not None
    assert chinese(reason).startswith(said)


def test_a_broken_rule_is_explained_row_by_row() -> None:
    rule = Rule("each", "items.quantity * items.price == items.amount", "0", "Check the sums")
    rows = [{"quantity": "2", "price": "3", "amount": "7"}] * 2
    types = dict.fromkeys(("items.quantity", "items.price", "items.amount"), "amount")
    detail = evaluate_rule(rule, {}, {"items": rows}, types).detail
    assert chinese(detail) == (
        "Check the sums（第 1 行：2 * 3 = 6，印的是 7；第 2 行：2 * 3 = 6，印的是 7）"
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.pdf"),
        (b"%PDF-1.7 and nothing more", "a.pdf"),
        (b"PK\x03\x04 word/", "a.docx"),
        (b"only words", "a.txt"),
        (b"GIF89a", "a.gif"),
        (made.png()[:300], "a.png"),
        (made.png(size=(4, 100)), "a.png"),
    ],
)
def test_why_a_file_is_refused_is_said_in_chinese(data: bytes, name: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        open_document(data, name)
    assert chinese(str(refusal.value)).startswith(name)
    assert is_translated(str(refusal.value))
    assert " it " not in chinese(str(refusal.value))


def test_the_nearest_templates_of_an_unmatched_document_are_named_in_chinese() -> None:
    nearest = (NearMiss("invoice-en", 0.57), NearMiss("packing-list", 0.2))
    reason = unmatched(FileFacts("a.pdf", "0" * 64, 1), 1, [], nearest, [], {})["reason"]
    assert chinese(reason).startswith(
        "没有匹配的模板；最接近的是：invoice-en（57% 的标记就位）, packing-list（20% 的标记就位）。"
    )


def test_a_sentence_nobody_knows_stays_as_it_is() -> None:
    assert chinese("The seller is on holiday.") == "The seller is on holiday."


def test_a_percent_sign_in_a_value_is_no_place_of_the_sentence() -> None:
    assert chinese("'19 %(x)s' is none of the choices") == "'19 %(x)s' 不在选项之中"


def test_english_pages_show_what_the_record_states() -> None:
    with translation.override("en"):
        assert in_words("nothing was found here") == "nothing was found here"


def spoken(path: Path) -> Iterator[str]:
    """The English sentences of a room of the core, its values written as X."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr | ast.Raise | ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        text = ""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values
            )
        if text.strip().count(" ") >= 2 and any(char.isalpha() for char in text.replace("X", "")):
            yield text


PARTS = {
    ". Scan it at 300 dpi.",
    "Re-export the PDF, or upload {page} as an image.",
    "Stencil reads PDF, JPEG, PNG, TIFF, BMP and WebP",
    "The file is cut off. X",
    "X (X of its marks in place)",
    "X replaced by X, the only reading under which X X",
    "X, row X",
    "X: X is broken (X). X",
    "X: X is damaged (X), so parts of it may be missing or wrong. Compare it with the original, or "
    "upload it anew.",
    "has X x X pixels, X",
    "is X MB, more than the X MB allowed. Split it, or scan it ",
    "is a dynamic XFA form. Open it in Adobe Reader, print it to PDF, ",
    "is a text file, not a picture or PDF. X.",
    "is no valid X picture (X)",
    "is of no known kind. X; save it as one of these.",
    "its only page",
    "more than the X million pixels allowed",
    "page X of X",
    "part of the lines",
    "the rule 'X' ",
    "without what cannot be printed there",
}
"""Parts of sentences, and names of readings that the trace has words of its own for."""

SILENT = {
    "Corrupt JPEG data",
    "X is X",
    "X x X",
    "X: X of X X broken; X read.",
    "cut to the paper",
    "deskewed by X°",
    "named .X, but it is a X file and was read as one",
    "no other page was",
    "rows going on",
    "the other X X",
    "the rule X",
    "turned by X°",
}
"""What no page shows, and what says hardly more than its values."""


def test_every_sentence_of_the_core_is_known() -> None:
    said = {text for path in CORE for text in spoken(path)}
    whole = {text: (text, f"'X' {text}", f"a.pdf {text}") for text in said}
    unknown = {text for text, forms in whole.items() if not any(map(is_translated, forms))}
    assert unknown - PARTS - SILENT == set()


@pytest.mark.django_db
def test_a_chinese_page_of_a_record_says_why_in_chinese(operator: Client) -> None:
    made.template()
    doubtful = made.reading("118.00", 0.5, reason="read with a confidence of only 0.50")
    doubtful["evidence"] = {"notes": ["the rule 'adds up' holds"]}
    warning = {"page": None, "message": "Table items: none of the pages holds it."}
    (record,) = made.saved(
        made.document(),
        made.record(fields={"total": doubtful}, warnings=[warning], status="needs_review"),
    )
    operator.cookies["django_language"] = CHINESE
    page = operator.get(reverse("record", args=[record.pk])).content.decode()
    for said in ("识别置信度仅为 0.50", "规则“adds up”成立", "表格 items：所有页面上都没有。"):
        assert said in page
    assert record.data["fields"]["total"]["reason"] == "read with a confidence of only 0.50"


BOX = [10, 10, 50, 50]


@pytest.mark.parametrize(
    "broken",
    [
        {"format": "other", "pages": [], "nothing": 1},
        {"fields": [{"name": "No", "box": [1, 2], "type": "colour"}, 7]},
        {"fields": [{"name": "a", "box": BOX}, {"name": "a", "box": [50, 50, 10, 10]}]},
        {"fields": [{"name": "a", "box": [0, 0, 9000, 9000], "page": 3}]},
        {"fields": [{"name": "a", "box": [0, 0, 9000, 9000], "locale": "xx-QQ", "checksum": "x"}]},
        {"fields": [{"name": "a", "box": BOX, "type": "checkbox", "pattern": "x"}]},
        {"tables": [{**made.TEMPLATE["tables"][0], "row_key": "gone", "header_height": 900}]},
        {"tables": [{**made.TEMPLATE["tables"][0], "divider": 60}]},
        {"rules": [{"name": " ", "expr": "net + tax"}, {"name": "b", "expr": "gone == other.x"}]},
        {"rules": [{"name": "b", "expr": "items.gone == net"}], "title": "\0"},
        {"pages": [{"number": 1, "width": 10_000_000, "height": 0}]},
        {"rules": [{"name": "a", "expr": "net + tax = total"}]},
        {"rules": [{"name": "a", "expr": "net ++ == 'x"}]},
        {"rules": [{"name": "a", "expr": "net == tax == total"}]},
        {"rules": [{"name": "a", "expr": "mean(net) == total"}]},
        {"rules": [{"name": "a", "expr": "abs(net, tax) == total"}]},
        {"rules": [{"name": "a", "expr": "(net == total"}]},
        {"rules": [{"name": "a", "expr": "net == items. total"}]},
        {"rules": [{"name": "a", "expr": "net == total tax"}]},
        {"rules": [{"name": "a", "expr": "net == #"}]},
        {"rules": [{"name": "a", "expr": "(" * 70 + "net"}]},
        {"fields": [{"name": "a", "box": BOX, "pattern": r"(\d+"}], "rules": []},
        {"fields": [{"name": "a", "box": BOX, "pattern": r"[a-z"}], "rules": []},
        {"fields": [{"name": "a", "box": BOX, "pattern": r"*x"}], "rules": []},
        {"fields": [{"name": "a", "box": BOX, "pattern": r"(\d)(x)"}], "rules": []},
        {"fields": [{"name": "a", "box": BOX, "type": "date", "date_format": "%Q"}], "rules": []},
        {"fields": [{"name": "a", "box": BOX, "type": "date", "date_format": "%d%d"}], "rules": []},
        {"fields": [{"name": "a", "box": BOX, "type": "date", "date_format": "no"}], "rules": []},
    ],
)
def test_what_is_wrong_with_a_template_is_said_in_chinese(broken: dict[str, object]) -> None:
    with pytest.raises(TemplateError) as refusal:
        parse_template({**made.TEMPLATE, **broken})
    messages = [problem.message for problem in refusal.value.problems]
    assert messages
    assert [one for one in messages if chinese(one) == one] == []
