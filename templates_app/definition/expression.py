"""The language of cross-field rules: text in, a frozen syntax tree out.

rule       = or
or         = and { "or" and }
and        = not { "and" not }
not        = "not" not | comparison
comparison = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum ]
sum        = product { ( "+" | "-" ) product }
product    = sign { ( "*" | "/" ) sign }
sign       = ( "-" | "+" ) sign | atom
atom       = number | string | name [ "." name ] | function "(" or { "," or } ")" | "(" or ")"
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

import regex

FUNCTIONS: Final = {
    "sum": (1, 100),
    "count": (1, 100),
    "min": (1, 100),
    "max": (1, 100),
    "abs": (1, 1),
    "round": (1, 2),
}
"""Each function with its fewest and most arguments."""

AGGREGATES: Final = frozenset({"sum", "count", "min", "max"})
"""Functions that run over all rows where a table's column stands in them."""

_LONGEST = 4000
_DEEPEST = 60
_MOST_TOKENS = 400
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_TOKEN = regex.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<string>'[^']*'|\"[^\"]*\")"
    r"|(?P<name>[a-z][a-z0-9_]*)"
    r"|(?P<sign>==|!=|<=|>=|[-+*/()<>,.]))"
)


class ExpressionError(ValueError):
    """A rule that cannot be read; ``position`` counts its characters from 1."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (at character {position})")
        self.position = position


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal literal."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal; beside a date it is an ISO 8601 date."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A field, or with ``table`` a column of that table."""

    name: str
    table: str | None = None

    @property
    def full(self) -> str:
        """`name`, or `table.name`."""
        return f"{self.table}.{self.name}" if self.table else self.name


@dataclass(frozen=True, slots=True)
class Unary:
    """``operator`` is `-` or `not`."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """``operator`` is arithmetic, a comparison, `and` or `or`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """One of FUNCTIONS with its arguments."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Number | Text | Name | Unary | Binary | Call


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


@lru_cache(maxsize=4096)
def parse_expression(source: str) -> Expression:
    """Read a rule.

    Raises ExpressionError, with the position of the mistake.
    """
    if len(source) > _LONGEST:
        raise ExpressionError(f"is longer than {_LONGEST} characters", _LONGEST)
    tokens = _tokens(source)
    if len(tokens) > _MOST_TOKENS:
        raise ExpressionError(f"has more than {_MOST_TOKENS} parts", tokens[_MOST_TOKENS].position)
    parser = _Parser(tokens)
    tree = parser.either(0)
    parser.end()
    _refuse_mixed_rows(tree)
    return tree


def names_in(tree: Expression) -> tuple[Name, ...]:
    """Every field and column that a rule speaks of, each once, in order of appearance."""
    return tuple(dict.fromkeys(_walk(tree)))


def row_table(tree: Expression) -> str | None:
    """The table that a tree is checked over row by row: that of its columns outside aggregates."""
    tables = _row_tables(tree)
    return next(iter(tables), None)


def _walk(tree: Expression) -> Iterator[Name]:
    if isinstance(tree, Name):
        yield tree
    for child in _children(tree):
        yield from _walk(child)


def _children(tree: Expression) -> tuple[Expression, ...]:
    match tree:
        case Unary(_, operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def _row_tables(tree: Expression) -> dict[str, None]:
    if isinstance(tree, Name):
        return {tree.table: None} if tree.table else {}
    if isinstance(tree, Call) and tree.function in AGGREGATES:
        return {}
    tables: dict[str, None] = {}
    for child in _children(tree):
        tables |= _row_tables(child)
    return tables


def _refuse_mixed_rows(tree: Expression) -> None:
    scopes = [tree]
    while scopes:
        scope = scopes.pop()
        tables = _row_tables(scope)
        if len(tables) > 1:
            raise ExpressionError(
                f"columns of {' and '.join(tables)} cannot be checked row by row together;"
                " put them into sum(...), min(...) or max(...)",
                1,
            )
        scopes.extend(_aggregated(scope))


def _aggregated(tree: Expression) -> Iterator[Expression]:
    if isinstance(tree, Call) and tree.function in AGGREGATES:
        yield from tree.arguments
        return
    for child in _children(tree):
        yield from _aggregated(child)


def _tokens(source: str) -> list[_Token]:
    tokens: list[_Token] = []
    end = len(source.rstrip())
    at = 0
    while at < end:
        match = _TOKEN.match(source, at)
        if match is None:
            place = at + len(source[at:]) - len(source[at:].lstrip())
            raise ExpressionError(_unreadable(source[place:]), place + 1)
        kind = match.lastgroup or ""
        tokens.append(_Token(kind, match[kind], match.start(kind) + 1))
        at = match.end()
    tokens.append(_Token("end", "the end", end + 1))
    return tokens


def _unreadable(rest: str) -> str:
    if rest.startswith("="):
        return "write == to compare"
    if rest[0] in "'\"":
        return "this string has no closing quote"
    return f"{rest[0]!r} has no meaning in a rule"


class _Parser:
    """Recursive descent over tokens; every method reads one level of the grammar."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def either(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise ExpressionError("is nested too deeply", self._next.position)
        tree = self._both(depth)
        while self._take("or"):
            tree = Binary("or", tree, self._both(depth))
        return tree

    def end(self) -> None:
        if self._next.kind != "end":
            raise ExpressionError(f"did not expect {self._next.text!r}", self._next.position)

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, *texts: str) -> str | None:
        token = self._next
        if token.kind in ("sign", "name") and token.text in texts:
            self._at += 1
            return token.text
        return None

    def _expect(self, text: str) -> None:
        if not self._take(text):
            got = self._next
            raise ExpressionError(f"expected {text!r} before {got.text!r}", got.position)

    def _both(self, depth: int) -> Expression:
        tree = self._negated(depth)
        while self._take("and"):
            tree = Binary("and", tree, self._negated(depth))
        return tree

    def _negated(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise ExpressionError("is nested too deeply", self._next.position)
        if self._take("not"):
            return Unary("not", self._negated(depth + 1))
        return self._comparison(depth)

    def _comparison(self, depth: int) -> Expression:
        left = self._sum(depth)
        operator = self._take(*_COMPARISONS)
        if operator is None:
            return left
        tree = Binary(operator, left, self._sum(depth))
        if self._next.kind == "sign" and self._next.text in _COMPARISONS:
            raise ExpressionError("join comparisons with 'and'", self._next.position)
        return tree

    def _sum(self, depth: int) -> Expression:
        tree = self._product(depth)
        while operator := self._take("+", "-"):
            tree = Binary(operator, tree, self._product(depth))
        return tree

    def _product(self, depth: int) -> Expression:
        tree = self._signed(depth)
        while operator := self._take("*", "/"):
            tree = Binary(operator, tree, self._signed(depth))
        return tree

    def _signed(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise ExpressionError("is nested too deeply", self._next.position)
        if self._take("-"):
            return Unary("-", self._signed(depth + 1))
        if self._take("+"):
            return self._signed(depth + 1)
        return self._atom(depth)

    def _atom(self, depth: int) -> Expression:
        token = self._next
        self._at += token.kind != "end"
        match token.kind, token.text:
            case "number", text:
                return Number(Decimal(text))
            case "string", text:
                return Text(text[1:-1])
            case "sign", "(":
                tree = self.either(depth + 1)
                self._expect(")")
                return tree
            case "name", name if name not in ("and", "or", "not"):
                return self._named(token, depth)
        raise ExpressionError(f"expected a name or a number, got {token.text!r}", token.position)

    def _named(self, token: _Token, depth: int) -> Expression:
        if self._take("("):
            return self._call(token, depth)
        if self._take("."):
            column = self._next
            if column.kind != "name":
                raise ExpressionError(
                    f"expected a column's name after {token.text + '.'!r}", column.position
                )
            self._at += 1
            return Name(column.text, token.text)
        return Name(token.text)

    def _call(self, token: _Token, depth: int) -> Expression:
        if token.text not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise ExpressionError(
                f"{token.text!r} is no function; there are {known}", token.position
            )
        arguments = [self.either(depth + 1)]
        while self._take(","):
            arguments.append(self.either(depth + 1))
        self._expect(")")
        fewest, most = FUNCTIONS[token.text]
        if not fewest <= len(arguments) <= most:
            raise ExpressionError(f"{token.text}() takes {most} at most", token.position)
        return Call(token.text, tuple(arguments))
