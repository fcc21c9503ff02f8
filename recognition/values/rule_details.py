"""A rule's outcome in words: both sides with the values that stood in them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from templates_app.definition.expression import (
    AGGREGATES,
    Binary,
    Call,
    Expression,
    Name,
    Number,
    Text,
    Unary,
)

Scalar = Fraction | str | bool | datetime.datetime | datetime.time

_BINDING = {"or": 0, "and": 1, "+": 4, "-": 4, "*": 5, "/": 5}
_COMPARISON = 3
_TIGHTEST = 6
_MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Explainer:
    """Puts a rule into words, such as `24.70 + 1.48 = 26.18, printed 26.13`.

    work: the value of any part of the rule.
    printed: the value of a name as it stands in the record.
    decimals: the most decimals that a name's values have, over all rows of a column.
    """

    work: Callable[[Expression], Scalar]
    printed: Callable[[Name], str]
    decimals: Callable[[Name], int]

    def explain(self, tree: Expression) -> str:
        """What a condition said."""
        match tree:
            case Binary(operator, left, right) if operator in ("and", "or"):
                return f"{self.explain(left)} {operator} {self.explain(right)}"
            case Unary("not", operand):
                return f"not ({self.explain(operand)})"
            case Binary("==", left, right):
                return self._equality(left, right)
            case Binary(operator, left, right) if operator not in _BINDING:
                return f"{self._side(left)} {operator} {self._side(right)}"
            case Name():
                return f"{tree.full} is {self.printed(tree)}"
            case _:
                return f"{self._written(tree)} is {shown(self.work(tree))}"

    def _equality(self, left: Expression, right: Expression) -> str:
        if isinstance(left, Name) and isinstance(right, Name):
            return f"{left.full} {self.printed(left)}, {right.full} {self.printed(right)}"
        if isinstance(left, (Name, Number, Text)):
            left, right = right, left
        if isinstance(right, Name) and isinstance(left, (Number, Text)):
            left, right = right, left
        if isinstance(left, Name) and isinstance(right, (Number, Text)):
            return f"{left.full} {self.printed(left)}, expected {self._written(right)}"
        match right:
            case Name():
                return f"{self._side(left)}, printed {self.printed(right)}"
            case Number() | Text():
                return f"{self._side(left)}, expected {self._written(right)}"
            case _:
                return f"{self._side(left)}, {self._side(right)}"

    def _side(self, tree: Expression) -> str:
        if isinstance(tree, (Name, Number, Text)):
            return self._written(tree)
        return f"{self._written(tree)} = {shown(self.work(tree), self._most_decimals(tree))}"

    def _written(self, tree: Expression, binding: int = 0) -> str:
        """The tree as text, values for names; aggregates keep the names of their columns."""
        match tree:
            case Name():
                return self.printed(tree)
            case Number(value):
                return f"{value:f}"
            case Text(value):
                return repr(value)
            case Unary(operator, operand):
                return f"{operator} {self._written(operand, _TIGHTEST)}".replace("- ", "-")
            case Call(function, arguments):
                write = named if function in AGGREGATES else self._written
                return f"{function}({', '.join(write(argument) for argument in arguments)})"
            case Binary(operator, left, right):
                own = _BINDING.get(operator, _COMPARISON)
                text = f"{self._written(left, own)} {operator} {self._written(right, own + 1)}"
                return f"({text})" if own < binding else text

    def _most_decimals(self, tree: Expression) -> int:
        match tree:
            case Number(value):
                return max(0, -int(value.as_tuple().exponent))
            case Name():
                return self.decimals(tree)
            case Unary(_, operand):
                return self._most_decimals(operand)
            case Binary(_, left, right):
                return max(self._most_decimals(left), self._most_decimals(right))
            case Call("sum" | "min" | "max" | "abs", arguments):
                return max(self._most_decimals(argument) for argument in arguments)
            case _:
                return 0


def named(tree: Expression) -> str:
    """The tree as text with the names themselves."""
    match tree:
        case Name():
            return tree.full
        case Number(value):
            return f"{value:f}"
        case Text(value):
            return repr(value)
        case Unary(operator, operand):
            return f"{operator} {named(operand)}"
        case Call(function, arguments):
            return f"{function}({', '.join(named(argument) for argument in arguments)})"
        case Binary(operator, left, right):
            return f"{named(left)} {operator} {named(right)}"


def shown(value: Scalar, decimals: int = 0) -> str:
    """A value as people write it; numbers with at least ``decimals`` decimals."""
    match value:
        case bool():
            return "true" if value else "false"
        case Fraction():
            return _decimal(value, decimals)
        case datetime.datetime():
            is_date = value.time() == datetime.time()
            return value.date().isoformat() if is_date else value.isoformat(timespec="minutes")
        case datetime.time():
            return value.isoformat()
        case _:
            return repr(value)


def _decimal(value: Fraction, decimals: int) -> str:
    places = next(
        (n for n in range(decimals, _MOST_DECIMALS) if (value * 10**n).denominator == 1),
        max(decimals, _MOST_DECIMALS),
    )
    digits = f"{abs(round(value * 10**places)):0{places + 1}d}"
    whole, decimals_shown = digits[: len(digits) - places], digits[len(digits) - places :]
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{decimals_shown}" if places else f"{sign}{whole}"
