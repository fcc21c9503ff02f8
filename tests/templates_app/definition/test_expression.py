from decimal import Decimal

import pytest

from templates_app.definition.expression import (
    Binary,
    Call,
    ExpressionError,
    Name,
    Number,
    Text,
    Unary,
    names_in,
    parse_expression,
    row_table,
)


def test_products_bind_tighter_than_sums_and_sums_tighter_than_comparisons():
    assert parse_expression("a + b * 2 == c") == Binary(
        "==", Binary("+", Name("a"), Binary("*", Name("b"), Number(Decimal(2)))), Name("c")
    )


def test_differences_and_quotients_are_read_from_left_to_right():
    assert parse_expression("a - b - c > 0") == parse_expression("((a - b) - c) > 0")
    assert parse_expression("a / b / c > 0") == parse_expression("((a / b) / c) > 0")


def test_and_binds_tighter_than_or_and_not_tighter_than_and():
    assert parse_expression("a or not b and c") == Binary(
        "or", Name("a"), Binary("and", Unary("not", Name("b")), Name("c"))
    )


def test_literals_keep_their_decimals_and_strings_may_use_either_quote():
    assert parse_expression("1.50 == 'a\"b'").left == Number(Decimal("1.50"))
    assert parse_expression('x == "it\'s"').right == Text("it's")


def test_columns_and_aggregates_are_told_apart():
    tree = parse_expression("sum(items.amount) == total")
    assert tree.left == Call("sum", (Name("amount", "items"),))
    assert row_table(tree) is None
    assert row_table(parse_expression("items.a * items.b == items.c")) == "items"


def test_every_name_is_listed_once():
    tree = parse_expression("sum(items.amount) + tax == total and tax <= total")
    assert [name.full for name in names_in(tree)] == ["items.amount", "tax", "total"]


@pytest.mark.parametrize(
    ("source", "position", "advice"),
    [
        ("a = b", 3, "write == to compare"),
        ("a == b == c", 8, "join comparisons with 'and'"),
        ("(a == b", 8, "expected ')'"),
        ("a == 'b", 6, "no closing quote"),
        ("a == b)", 7, "did not expect ')'"),
        ("abs(a, b) == 1", 1, "takes 1"),
        ("median(a) == 1", 1, "no function"),
        ("a == $b", 6, "'$' has no meaning"),
        ("items. == 1", 8, "column's name"),
        ("", 1, "expected a name or a number"),
        ("a.x == b.y", 1, "row by row together"),
    ],
)
def test_a_mistake_is_told_with_its_position(source, position, advice):
    with pytest.raises(ExpressionError) as caught:
        parse_expression(source)
    assert caught.value.position == position
    assert advice in str(caught.value)


@pytest.mark.parametrize(
    "source", ["(" * 500, "not " * 500, "-" * 500 + "1", "a + " * 2000 + "a", "1" * 5000]
)
def test_a_rule_of_absurd_size_is_refused_at_once(source):
    with pytest.raises(ExpressionError):
        parse_expression(source)


def test_columns_of_two_tables_may_meet_once_each_is_summed():
    assert parse_expression("sum(a.x) == sum(b.y)")
    with pytest.raises(ExpressionError):
        parse_expression("sum(a.x * b.y) == 1")


def test_a_rule_cannot_reach_python():
    for source in ("__import__('os')", "a.__class__ == 1", "lambda: 1", "[a for a in b]"):
        with pytest.raises(ExpressionError):
            parse_expression(source)
