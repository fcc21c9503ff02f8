from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.values.rules import evaluate
from templates_app.definition.template import Rule

TYPES = {
    "amount": "amount",
    "tax": "amount",
    "total": "amount",
    "due": "date",
    "issued": "date",
    "begin": "time",
    "paid": "checkbox",
    "open": "checkbox",
    "name": "text",
    "items.quantity": "amount",
    "items.price": "amount",
    "items.sum": "amount",
}
FIELDS = {
    "amount": "24.70",
    "tax": "1.48",
    "total": "26.18",
    "issued": "2021-12-29",
    "due": "2022-01-02",
    "begin": "08:05",
    "paid": True,
    "open": False,
    "name": "abc",
}
ITEMS = [
    {"quantity": "2", "price": "3.50", "sum": "7.00"},
    {"quantity": "1", "price": "2.00", "sum": "2.00"},
]


def outcome(expr, fields=None, items=ITEMS, **rule):
    (result,) = evaluate(
        [Rule("rule", expr, **rule)], {**FIELDS, **(fields or {})}, {"items": items}, TYPES
    )
    return result


@pytest.mark.parametrize(
    "expr",
    [
        "amount + tax == total",
        "amount * 2 - tax / 2 == 48.66",
        "0.1 + 0.2 == 0.3",
        "1 / 3 * 3 == 1",
        "sum(items.sum) == 9",
        "sum(items.quantity * items.price) == sum(items.sum)",
        "items.quantity * items.price == items.sum",
        "count(items.sum) == 2",
        "count(paid, open) == 1",
        "max(items.sum) - min(items.sum) == 5",
        "min(amount, tax) == tax",
        "abs(tax - amount) == 23.22",
        "round(amount * 0.06, 2) == tax",
        "round(2.5) == 3 and round(-2.5) == -3",
        "issued < due",
        "due >= '2022-01-02'",
        "begin < '09:00'",
        "paid and not open",
        "paid or open",
        "name == 'abc' and name != 'abd'",
        "-tax == -1.48",
    ],
)
def test_rules_that_hold_pass(expr):
    assert outcome(expr).passed is True


def test_a_failed_rule_states_both_sides():
    result = outcome("amount + tax == total", {"total": "26.13"})
    assert result.passed is False
    assert result.detail == "24.70 + 1.48 = 26.18, printed 26.13"
    assert result.names == ("amount", "tax", "total")


def test_the_authors_message_stands_before_the_numbers():
    result = outcome("total == 1", message="The total must be one.")
    assert result.detail == "The total must be one. (total 26.18, expected 1)"


def test_a_row_that_fails_is_named():
    items = [*ITEMS, {"quantity": "3", "price": "1.00", "sum": "4.00"}]
    result = outcome("items.quantity * items.price == items.sum", items=items)
    assert result.passed is False
    assert result.detail == "row 3: 3 * 1.00 = 3.00, printed 4.00"


def test_equality_of_numbers_forgives_the_tolerance_and_no_more():
    assert outcome("total == 26.17", tolerance="0.01").passed
    assert not outcome("total == 26.16", tolerance="0.01").passed
    assert not outcome("total != 26.17", tolerance="0.01").passed
    assert not outcome("total <= 26.17", tolerance="0.01").passed


@pytest.mark.parametrize(
    ("expr", "reason"),
    [
        ("amount + tax == total", "tax is empty"),
        ("tax == 1 or paid", "tax is empty"),
        ("amount / 0 == 1", "division by zero"),
        ("name == 1", "cannot be compared"),
        ("name + 1 == 2", "no number"),
        ("due == 'soon'", "no date"),
        ("paid > open", "== and !="),
        ("paid == 1", "cannot be compared"),
        ("amount", "no condition"),
        ("round(amount, 0.5) == 1", "0 to 12 decimals"),
    ],
)
def test_what_cannot_be_evaluated_is_neither_passed_nor_failed(expr, reason):
    result = outcome(expr, {"tax": None})
    assert result.passed is None
    assert reason in result.detail


def test_a_null_cell_leaves_sums_and_its_row_unevaluated():
    items = [ITEMS[0], {"quantity": None, "price": "2.00", "sum": "2.00"}]
    assert outcome("sum(items.quantity) == 2", items=items).passed is None
    assert outcome("items.quantity * items.price == items.sum", items=items).passed is None
    items[0] = {"quantity": "2", "price": "3.50", "sum": "8.00"}
    assert outcome("items.quantity * items.price == items.sum", items=items).passed is False


def test_an_empty_table_has_sum_and_count_zero_and_no_least():
    assert outcome("sum(items.sum) == 0", items=[]).passed is True
    assert outcome("count(items.sum) == 0", items=[]).passed is True
    assert outcome("min(items.sum) == 0", items=[]).passed is None
    assert outcome("items.sum == 0", items=[]).passed is None


def test_a_rule_that_cannot_be_read_is_not_evaluated():
    assert outcome("total = 1").passed is None


NUMBERS = st.decimals(-(10**6), 10**6, places=2, allow_nan=False, allow_infinity=False)


def joined(parts):
    (left, first), operator, (right, second) = parts
    if first is None or second is None or (operator == "/" and second == 0):
        return f"({left} {operator} {right})", None
    value = {
        "+": lambda: first + second,
        "-": lambda: first - second,
        "*": lambda: first * second,
        "/": lambda: first / second,
    }[operator]()
    return f"({left} {operator} {right})", value


TREES = st.recursive(
    NUMBERS.map(lambda n: (f"{abs(n)}", Fraction(abs(n)))),
    lambda part: st.tuples(part, st.sampled_from("+-*/"), part).map(joined),
    max_leaves=12,
)


@given(TREES, NUMBERS)
def test_arithmetic_is_exact(tree, other):
    text, value = tree
    result = outcome(f"{text} <= total", {"total": str(other)})
    assert result.passed is (None if value is None else value <= Fraction(other))


@given(st.lists(NUMBERS, max_size=20))
def test_sums_are_exact(numbers):
    items = [{"sum": str(number)} for number in numbers]
    total = sum(numbers, Decimal(0))
    assert outcome("sum(items.sum) == total", {"total": str(total)}, items).passed is True
