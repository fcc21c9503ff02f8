"""Why a delivery failed stands in the page's language, whoever said it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from exports import destinations, mappings
from exports.column_types import ColumnType, ValueProblem, converted, parse_type
from exports.database.connecting import check_url, try_connection
from exports.failures import Failure
from exports.network import checked_addresses
from frontend.delivery_sentences import DELIVERY_SENTENCES
from frontend.wording import in_words
from tests import made
from tests.exports import ways


def chinese(text: str) -> str:
    with translation.override("zh-hans"):
        return in_words(text)


@pytest.mark.parametrize("sentence", DELIVERY_SENTENCES)
def test_every_sentence_is_translated(sentence: str) -> None:
    with translation.override("zh-hans"):
        assert translation.gettext(sentence) != sentence


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            lambda: converted("Alder Lane", ColumnType("text", 5)),
            "有 10 个字符，而该列最多容纳 5 个",
        ),
        (lambda: converted("12.345", parse_type("decimal(4,2)")), "为 12.345，而该列小数点前"),
        (lambda: converted("soon", ColumnType("date")), "为 'soon'，不是 date"),
        (lambda: parse_type("money"), "'money' 不是列类型"),
        (lambda: check_url("oracle://h/d"), "未知的数据库"),
        (lambda: try_connection("postgresql://u@127.0.0.1:1/d", 2), "数据库没有应答"),
        (lambda: try_connection("mariadb://u@127.0.0.1:1/d", 2), "127.0.0.1:1 拒绝连接"),
        (lambda: checked_addresses("10.1.2.3", 1), "10.1.2.3 不在允许的目标之列"),
        (lambda: destinations.allowed_path("/etc"), "/etc 不在允许的文件夹"),
    ],
)
def test_what_goes_wrong_is_said_in_chinese(wrong: Callable[[], object], said: str) -> None:
    with pytest.raises((Failure, ValueProblem, ValueError)) as caught:
        wrong()
    assert chinese(str(caught.value)).startswith(said)


@pytest.mark.django_db
def test_drift_and_mistakes_in_a_mapping_are_said_in_chinese() -> None:
    made.template()
    mapping = ways.mapping()
    document = mapping.definition
    ways.told("ALTER TABLE bill RENAME COLUMN total TO sum", "DROP TABLE bill_items")
    drift = mappings.check(document, ways.template(), mapping.destination).drift
    assert [chinese(failure.message) for failure in drift] == [
        "bill 已没有列 total。请重新添加，或从映射中去掉。",
        "没有表 bill_items。请创建它，或映射到其他表。",
    ]
    broken = {**document, "key": [], "tables": [], "columns": document["columns"][5:]}
    problems = mappings.check(broken, ways.template(), mapping.destination).problems
    assert len(problems) == 3
    assert all(chinese(p.message) != p.message for p in problems)


def test_a_wrong_setting_is_said_in_chinese() -> None:
    with pytest.raises(ValidationError) as caught:
        destinations.checked_options("webhook", {"url": "ftp://x"})
    assert chinese(caught.value.message_dict["url"][0]).startswith("请填写以 https://")
