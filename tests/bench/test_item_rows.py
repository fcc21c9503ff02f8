"""The true item rows, worked out from lines and rulings, add up to the invoice's own sum."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bench.documents import SETS, DataMissing, data_folder
from bench.item_rows import row_outcomes, true_rows

Row = dict[str, str | None]


def row(**cells: str) -> Row:
    """A row in which only the named cells are printed."""
    names = ("description", "spec", "unit", "quantity", "unit_price", "amount", "tax_rate", "tax")
    return {name: cells.get(name) for name in names}


def found(**cells: str) -> dict[str, dict[str, str | None]]:
    """The same as a record states it."""
    return {name: {"value": value} for name, value in row(**cells).items()}


def test_a_row_is_right_when_every_cell_is() -> None:
    outcomes = row_outcomes(
        [row(amount="49.11", tax_rate="1%")], [found(amount="49.11", tax_rate="1%")]
    )
    assert [outcome.right for outcome in outcomes] == [True]


def test_a_wrong_cell_is_named() -> None:
    outcomes = row_outcomes([row(amount="49.11", unit="次")], [found(amount="49.11", unit="欠")])
    assert outcomes[0].wrong == ("unit",)


def test_a_missing_row_and_a_row_too_many_are_wrong() -> None:
    assert not row_outcomes([row(amount="1.00")], [])[0].right
    assert not row_outcomes([], [found()])[0].right


@pytest.mark.data
def test_the_rows_of_every_invoice_add_up_to_its_sum() -> None:
    try:
        data_folder()
    except DataMissing as missing:
        pytest.skip(str(missing))
    for sample in SETS["e-invoices"].samples():
        amounts = [Decimal(each["amount"] or "0") for each in true_rows(sample)]
        assert sum(amounts) == Decimal(sample.truth["amount"] or "0"), sample.name
