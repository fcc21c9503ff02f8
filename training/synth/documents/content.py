"""Invented companies, people and goods, drawn by a seeded generator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import ClassVar, TypeVar

from stdnum.cn import uscc

from training.synth.documents.amounts import cents

Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class Company:
    """A company as it stands on paper; nothing of it exists."""

    name: str
    address: tuple[str, ...]
    phone: str = ""
    email: str = ""
    tax_id: str = ""
    bank: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Good:
    """Something sold: its lines on paper, unit, range of price and of quantity."""

    lines: tuple[str, ...]
    unit: str
    price: tuple[str, str]
    most: int


@dataclass(frozen=True, slots=True)
class Item:
    """One invoice line."""

    good: Good
    quantity: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        return cents(self.quantity * self.price)


class Sale:
    """Invoice lines summed up; ``rate`` is the share of tax on all of them."""

    __slots__ = ()
    items: list[Item]
    rate: ClassVar[Decimal]

    @property
    def net(self) -> Decimal:
        return sum((item.amount for item in self.items), Decimal("0.00"))

    @property
    def tax(self) -> Decimal:
        return cents(self.net * self.rate)


def day(chance: Random) -> date:
    """A day of 2025 or 2026."""
    return date(2025, 1, 1) + timedelta(days=chance.randrange(730))


def items(chance: Random, goods: Sequence[Good], count: int) -> list[Item]:
    """Invoice lines; no good twice while there are enough."""
    order = [good for _ in range(count // len(goods) + 1) for good in _shuffled(chance, goods)]
    return [_item(chance, good) for good in order[:count]]


def digits(chance: Random, count: int) -> str:
    """A number of so many digits, the first not zero."""
    return str(chance.randrange(1, 10)) + "".join(
        str(chance.randrange(10)) for _ in range(count - 1)
    )


def iban(country: str, account: str) -> str:
    """An IBAN with right check digits (ISO 13616), in groups of four."""
    letters = "".join(str(int(char, 36)) for char in f"{account}{country}00")
    checked = f"{country}{98 - int(letters) % 97:02}{account}"
    return " ".join(checked[start : start + 4] for start in range(0, len(checked), 4))


def credit_code(chance: Random) -> str:
    """A Chinese unified social credit code with a right check character (GB 32100)."""
    body = f"9133{digits(chance, 4)}MA" + "".join(
        chance.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(7)
    )
    return f"{body}{uscc.calc_check_digit(body)}"


def _item(chance: Random, good: Good) -> Item:
    low, high = (Decimal(bound) for bound in good.price)
    price = cents(low + (high - low) * Decimal(chance.randrange(0, 101)) / 100)
    return Item(good, chance.randrange(1, good.most + 1), price)


def _shuffled(chance: Random, things: Sequence[Choice]) -> list[Choice]:
    return chance.sample(list(things), len(things))
