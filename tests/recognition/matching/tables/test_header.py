from __future__ import annotations

from recognition.matching.tables.header import find_headers
from tests.recognition.matching.sheets import at, centred
from tests.recognition.matching.tables.tables_drawn import ITEMS, header, item


def test_header_says_where_its_columns_stand() -> None:
    (found,) = find_headers(ITEMS, [*header(), *item(260, "Bolt", "4", "0.50", "2.00")])
    assert set(found.cells) == {"item", "quantity", "price", "amount"}
    assert found.cells["price"].centre == 490


def test_sentence_that_names_headers_is_no_further_header() -> None:
    note = at("The amount is the quantity times the unit price of each description given", 48, 600)
    assert len(find_headers(ITEMS, [*header(), note])) == 1


def test_label_that_occurs_in_two_headers_goes_to_the_right_one() -> None:
    (found,) = find_headers(ITEMS, header())
    assert found.cells["price"].left < found.cells["amount"].left


def test_single_header_far_from_where_it_is_drawn_is_not_believed() -> None:
    assert find_headers(ITEMS, [centred("Amount", 660, 900)]) == []


def test_further_page_needs_most_of_the_headers() -> None:
    few = [line for line in header(80) if line.text in ("Amount", "Quantity")]
    assert find_headers(ITEMS, few, fewest=4) == []
    assert len(find_headers(ITEMS, header(80), fewest=4)) == 1


def test_second_line_of_a_header_belongs_to_it() -> None:
    lines = [*header(212), *(centred("(EUR)", x, 232, font=14) for x in (490, 660))]
    (found,) = find_headers(ITEMS, [*lines, *item(262, "Bolt", "4", "0.50", "2.00")])
    assert 232 < found.bottom < 250
