"""Cross-field rules over exact numbers and dates."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import regex

from recognition.values.contract import RuleResult, Value
from recognition.values.rule_details import Explainer, Scalar, shown
from templates_app.definition.expression import (
    Binary,
    Call,
    Expression,
    ExpressionError,
    Name,
    Number,
    Text,
    Unary,
    names_in,
    parse_expression,
    row_table,
)
from templates_app.definition.template import Rule

Rows = Sequence[Mapping[str, Value]]

_NUMBERS: Final = frozenset({"integer", "amount", "percent"})
_MOMENTS: Final = frozenset({"date", "time", "datetime"})
_MARKS: Final = frozenset({"checkbox", "signature"})
_PLAIN: Final = regex.compile(r"-?\d{1,40}(?:\.\d{1,40})?")
_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})


class _Unevaluated(Exception):
    """A rule that says nothing about this document; the message tells a person why."""


def evaluate(
    rules: Sequence[Rule],
    fields: Mapping[str, Value],
    tables: Mapping[str, Rows],
    types: Mapping[str, str],
) -> tuple[RuleResult, ...]:
    """Evaluate every rule.

    fields, tables: settled values; rows are mappings of column to value.
    types: the type of each field `name` and column `table.name` (see `value_types`).
    A null leaves a rule unevaluated; an empty table has sum 0 and count 0.
    """
    return tuple(evaluate_rule(rule, fields, tables, types) for rule in rules)


def evaluate_rule(
    rule: Rule,
    fields: Mapping[str, Value],
    tables: Mapping[str, Rows],
    types: Mapping[str, str],
) -> RuleResult:
    """Evaluate one rule; one that speaks of columns outside an aggregate for every row."""
    try:
        tree = parse_expression(rule.expr)
    except ExpressionError as error:
        return RuleResult(rule.name, None, f"the rule {error}")
    names = tuple(name.full for name in names_in(tree))
    scope = _Scope(fields, tables, types, Fraction(rule.tolerance))
    table = row_table(tree)
    if table is None:
        passed, detail = _checked(tree, scope)
    else:
        passed, detail = _checked_by_row(tree, scope, table)
    if passed is False and rule.message:
        detail = f"{rule.message} ({detail})"
    return RuleResult(rule.name, passed, detail, names)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the names of a rule stand for; ``row`` is set while a table is walked."""

    fields: Mapping[str, Value]
    tables: Mapping[str, Rows]
    types: Mapping[str, str]
    tolerance: Fraction
    row: int | None = None

    def at(self, row: int) -> _Scope:
        return _Scope(self.fields, self.tables, self.types, self.tolerance, row)

    def rows(self, table: str) -> Rows:
        if table not in self.tables:
            raise _Unevaluated(f"table {table} was not read")
        return self.tables[table]

    def settled(self, name: Name) -> str | bool:
        if name.table is None:
            value = self.fields.get(name.name)
        else:
            value = self.rows(name.table)[self.row or 0].get(name.name)
        if value is None:
            raise _Unevaluated(f"{name.full} is empty")
        return value

    def value(self, name: Name) -> Scalar:
        return _typed(self.settled(name), self.types.get(name.full, "text"), name.full)

    def printed(self, name: Name) -> str:
        value = self.settled(name)
        return shown(value) if isinstance(value, bool) else value

    def decimals(self, name: Name) -> int:
        if self.types.get(name.full) not in _NUMBERS:
            return 0
        if name.table is None:
            values: list[Value] = [self.fields.get(name.name)]
        else:
            values = [row.get(name.name) for row in self.rows(name.table)]
        return max((len(str(value).partition(".")[2]) for value in values), default=0)


def _checked(tree: Expression, scope: _Scope) -> tuple[bool | None, str]:
    try:
        outcome = _value(tree, scope)
        if not isinstance(outcome, bool):
            return None, "the rule is no condition"
        explainer = Explainer(lambda part: _value(part, scope), scope.printed, scope.decimals)
        return outcome, explainer.explain(tree)
    except _Unevaluated as reason:
        return None, str(reason)


def _checked_by_row(tree: Expression, scope: _Scope, table: str) -> tuple[bool | None, str]:
    count = len(scope.tables.get(table, ()))
    if count == 0:
        return None, f"table {table} has no rows"
    outcomes = [_checked(tree, scope.at(row)) for row in range(count)]
    for wanted in (False, None):
        rows = [
            (row, detail) for row, (passed, detail) in enumerate(outcomes, 1) if passed is wanted
        ]
        if rows:
            return wanted, "; ".join(f"row {row}: {detail}" for row, detail in rows[:5])
    return True, f"holds in all {count} rows of {table}"


def _typed(printed: str | bool, kind: str, name: str) -> Scalar:
    if kind in _MARKS or isinstance(printed, bool):
        return bool(printed)
    try:
        if kind in _NUMBERS:
            return _plain_number(printed)
        if kind in _MOMENTS:
            return _moment(printed, kind)
    except ValueError:
        raise _Unevaluated(f"{name} is no {kind}: {printed!r}") from None
    return printed


def _plain_number(printed: str) -> Fraction:
    if not _PLAIN.fullmatch(printed):
        raise ValueError("no plain decimal")
    return Fraction(printed)


def _moment(text: str, kind: str) -> datetime.datetime | datetime.time:
    if kind == "time":
        return datetime.time.fromisoformat(text)
    return datetime.datetime.fromisoformat(text)


def _value(tree: Expression, scope: _Scope) -> Scalar:
    match tree:
        case Number(value):
            return Fraction(value)
        case Text(value):
            return value
        case Name():
            return scope.value(tree)
        case Unary("not", operand):
            return not _condition(operand, scope)
        case Unary(_, operand):
            return -_number(operand, scope)
        case Binary(operator, left, right) if operator in ("and", "or"):
            first, second = _condition(left, scope), _condition(right, scope)
            return (first and second) if operator == "and" else (first or second)
        case Binary(operator, left, right) if operator in _COMPARISONS:
            return _compare(operator, _value(left, scope), _value(right, scope), scope.tolerance)
        case Binary(operator, left, right):
            return _calculate(operator, _number(left, scope), _number(right, scope))
        case Call(function, arguments):
            return _call(function, arguments, scope)


def _condition(tree: Expression, scope: _Scope) -> bool:
    value = _value(tree, scope)
    if not isinstance(value, bool):
        raise _Unevaluated(f"{shown(value)} is no condition")
    return value


def _number(tree: Expression, scope: _Scope) -> Fraction:
    value = _value(tree, scope)
    if not isinstance(value, Fraction):
        raise _Unevaluated(f"{shown(value)} is no number")
    return value


def _calculate(operator: str, left: Fraction, right: Fraction) -> Fraction:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if right == 0:
        raise _Unevaluated("a division by zero")
    return left / right


def _compare(operator: str, left: Scalar, right: Scalar, tolerance: Fraction) -> bool:
    left, right = _alike(left, right)
    if operator in ("==", "!="):
        same = left == right
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            same = abs(left - right) <= tolerance
        return same if operator == "==" else not same
    if isinstance(left, bool):
        raise _Unevaluated("marks can be compared with == and != only")
    # _alike has made them one kind, which the types of two separate values can't say.
    before, after = left < right, left > right  # type: ignore[operator]
    return {"<": before, "<=": not after, ">": after, ">=": not before}[operator]


def _alike(left: Scalar, right: Scalar) -> tuple[Scalar, Scalar]:
    """Two values of one kind: a string beside a date is read as a date."""
    for moment, text in ((left, right), (right, left)):
        if isinstance(moment, (datetime.datetime, datetime.time)) and isinstance(text, str):
            kind = "time" if isinstance(moment, datetime.time) else "date"
            try:
                read = _moment(text, kind)
            except ValueError:
                raise _Unevaluated(f"{text!r} is no {kind} in ISO 8601") from None
            return (moment, read) if moment is left else (read, moment)
    if type(left) is not type(right):
        raise _Unevaluated(f"{shown(left)} cannot be compared with {shown(right)}")
    return left, right


def _call(function: str, arguments: tuple[Expression, ...], scope: _Scope) -> Scalar:
    if function == "abs":
        return abs(_number(arguments[0], scope))
    if function == "round":
        return _round(arguments, scope)
    values = [value for argument in arguments for value in _spread(argument, scope)]
    if function == "count":
        return Fraction(sum(value is not False for value in values))
    if function == "sum":
        return sum((_summand(value) for value in values), Fraction(0))
    if not values:
        raise _Unevaluated(f"{function}() of a table without rows")
    best = values[0]
    for value in values[1:]:
        operator = "<" if function == "min" else ">"
        if _compare(operator, value, best, Fraction(0)):
            best = value
    return best


def _spread(argument: Expression, scope: _Scope) -> list[Scalar]:
    """An argument's value, or one for each row of the table whose columns stand in it."""
    table = row_table(argument)
    if table is None:
        return [_value(argument, scope)]
    return [_value(argument, scope.at(row)) for row in range(len(scope.rows(table)))]


def _summand(value: Scalar) -> Fraction:
    if not isinstance(value, Fraction):
        raise _Unevaluated(f"{shown(value)} is no number")
    return value


def _round(arguments: tuple[Expression, ...], scope: _Scope) -> Fraction:
    """Half away from zero, as invoices round."""
    value = _number(arguments[0], scope)
    places = _number(arguments[1], scope) if len(arguments) > 1 else Fraction(0)
    if places.denominator != 1 or not 0 <= places <= 12:
        raise _Unevaluated("round() takes 0 to 12 decimals")
    scale = 10 ** int(places)
    rounded = Fraction(int(abs(value) * scale + Fraction(1, 2)), scale)
    return rounded if value >= 0 else -rounded
