"""What a reviewer is refused, and why, stands in the page's language."""

from __future__ import annotations

import ast
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from frontend.wording import in_words
from review import claiming
from review.models import Doubt
from tests import made
from tests.conftest import ROOT

ROOMS = (
    *(ROOT / "review").glob("*.py"),
    ROOT / "review" / "api" / "views.py",
    *(
        ROOT / "recognition" / f"{room}.py"
        for room in ("decisions", "decided_values", "regions", "page_images")
    ),
)


def chinese(text: str) -> str:
    with translation.override("zh-hans"):
        return in_words(text)


def refusals(path: Path) -> Iterator[str]:
    """The English sentences that a room raises, its values written as X."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise):
            yield from (text for text in _said(node) if text.count(" ") >= 2)


def _said(node: ast.Raise) -> Iterator[str]:
    if not isinstance(node.exc, ast.Call) or not node.exc.args:
        return
    said = node.exc.args[0]
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        yield said.value
    if isinstance(said, ast.JoinedStr):
        yield "".join(
            # what is written with !r stands in quotes
            str(part.value)
            if isinstance(part, ast.Constant)
            else "'X'"
            if isinstance(part, ast.FormattedValue) and part.conversion == ord("r")
            else "X"
            for part in said.values
        )


def test_every_refusal_of_a_decision_is_translated() -> None:
    said = {text for path in ROOMS for text in refusals(path)}
    assert len(said) > 35
    assert {text for text in said if chinese(text) == text} == set()


def test_what_is_wrong_with_a_value_is_said_after_its_name() -> None:
    said = chinese("total: Write the number plainly, without grouping or currency: -1234.50")
    assert said == "total：请直接填写数字，不带分组符号或货币：-1234.50"


@pytest.fixture
def desk(browser_of: Any) -> Client:
    browser: Client = browser_of("reviewer")
    browser.cookies["django_language"] = "zh-hans"
    return browser


@pytest.fixture
def total(db: None) -> Doubt:
    made.template()
    fields = {"total": made.reading("119.00", 0.4)}
    made.saved(made.document(), made.record(status="needs_review", fields=fields))
    return Doubt.objects.get(name="total")


def sent(desk: Client, doubt: Doubt, step: str, **body: object) -> tuple[int, dict[str, Any]]:
    url = f"/api/v1/doubts/{doubt.pk}/{step}/"
    answer = desk.post(url, body, content_type="application/json")
    return answer.status_code, answer.json()


def test_the_desk_is_refused_in_chinese(desk: Client, total: Doubt) -> None:
    claiming.take(total.pk, User.objects.create_user("ann"))
    code, said = sent(desk, total, "decide", value="118.00")
    assert (code, said["detail"]) == (409, "此刻正由他人处理。")
    assert sent(desk, total, "correct", name="total", text="1")[1]["detail"] == "此刻正由他人处理。"


def test_what_is_typed_is_checked_in_chinese(desk: Client, total: Doubt) -> None:
    _, said = sent(desk, total, "check", text="twelve")
    assert said["problem"].startswith("请直接填写数字")
    code, refused = sent(desk, total, "decide", text="twelve")
    assert code == 400
    assert refused["detail"].startswith("请直接填写数字")


def test_what_a_group_could_not_take_is_said_in_chinese(desk: Client, total: Doubt) -> None:
    body = {"ids": [total.pk + 1], "group": str(uuid.uuid4())}
    answer = desk.post("/api/v1/doubts/accept/", body, content_type="application/json")
    assert answer.json()["refused"] == ["其文档已被删除。"]


def test_a_record_is_refused_in_chinese(desk: Client, total: Doubt) -> None:
    answer = desk.post(
        f"/api/v1/records/{total.record_id}/accept/", {}, content_type="application/json"
    )
    assert answer.json()["detail"] == "请先决定：total。"


def test_programs_are_answered_in_english(desk: Client, total: Doubt) -> None:
    desk.cookies.clear()
    desk.force_login(User.objects.get(username="reviewer"))
    assert sent(desk, total, "note", text=" x ")[0] == 200
    assert "plainly" in sent(desk, total, "check", text="twelve")[1]["problem"]
