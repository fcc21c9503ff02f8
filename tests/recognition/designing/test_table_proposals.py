"""What a drawn table is taken for."""

from __future__ import annotations

from typing import Any

from recognition.designing.table_proposals import propose_table
from recognition.matching.placing import PlacedLine
from templates_app.definition.parsing import parse_template
from templates_app.definition.template import Box
from tests.recognition.matching.sheets import at, centred, ending

BOX: Box = (50, 80, 750, 300)


def printed() -> list[PlacedLine]:
    lines = [at("Description", 60, 100), ending("Quantity", 420, 100), ending("Amount", 740, 100)]
    for number, (name, count, amount) in enumerate(
        [("Linen notebook", "51", "439.11"), ("Courier delivery", "2", "22.16")]
    ):
        y = 140 + 40 * number
        lines += [at(name, 60, y), ending(count, 420, y), ending(amount, 740, y)]
    return lines


def proposed(lines: list[PlacedLine], rulings: Any = ((), ()), way: Any = "horizontal") -> Any:
    return propose_table(lines, BOX, way, rulings, "en")


def test_columns_part_where_nothing_is_printed() -> None:
    found = proposed(printed())
    assert [column["name"] for column in found["columns"]] == ["description", "quantity", "amount"]
    first, second = (column["range"] for column in found["columns"][:2])
    assert 220 < first[1] == second[0] < 340
    assert found["columns"][0]["range"][0] == 50
    assert found["columns"][-1]["range"][1] == 750


def test_columns_are_named_typed_and_keyed() -> None:
    found = proposed(printed())
    assert [column.get("type", "text") for column in found["columns"]] == [
        "text",
        "integer",
        "amount",
    ]
    assert found["row_key"] == "amount"
    assert 112 < 80 + found["header_height"] < 128


def test_rulings_decide_where_there_are_some() -> None:
    rulings = ([(300, 80, 300, 300), (600, 80, 600, 300), (640, 80, 640, 120)], [])
    found = proposed(printed(), rulings)
    assert [column["range"] for column in found["columns"]] == [[50, 300], [300, 600], [600, 750]]


def test_a_ruling_under_the_header_is_its_end() -> None:
    found = proposed(printed(), ((), [(50, 122, 750, 122)]))
    assert found["header_height"] == 42


def test_the_total_below_ends_the_table() -> None:
    assert proposed([*printed(), at("Subtotal", 480, 330)])["ends_at"] == ["Subtotal"]
    spread = [*printed(), at("合", 100, 330), at("计", 180, 330), ending("¥461.27", 740, 330)]
    assert proposed(spread)["ends_at"] == ["合计"]


def test_a_total_inside_the_box_is_no_row_of_the_proposal() -> None:
    lines = [*printed(), at("Total", 60, 260), ending("461.27 EUR in words", 740, 260)]
    found = proposed(lines)
    assert found["ends_at"] == ["Total"]
    assert found["columns"][-1]["type"] == "amount"


def test_an_empty_column_may_stay_empty() -> None:
    lines = [*printed(), centred("Unit", 520, 100)]
    found = proposed(lines)
    unit = next(column for column in found["columns"] if column["name"] == "unit")
    assert unit["required"] is False


def test_keys_at_the_side_become_columns() -> None:
    lines = [
        *(at(key, 60, 100 + 40 * i) for i, key in enumerate(("Carton no.", "Contents", "Weight"))),
        *(at(v, 300, 100 + 40 * i) for i, v in enumerate(("CTN 001", "Calipers", "7.90"))),
    ]
    found = proposed(lines, ([(260, 80, 260, 300)], []), "vertical")
    assert found["divider"] == 260
    assert [column["header"] for column in found["columns"]] == [
        "Carton no.",
        "Contents",
        "Weight",
    ]
    assert found["columns"][2]["type"] == "amount"


def test_a_unit_beside_every_number_is_none_of_the_value() -> None:
    lines = [at("Item", 60, 100), at("Net weight", 400, 100)]
    for number, (name, weight) in enumerate([("Calipers", "7.90 kg"), ("Handles", "20.45 kg")]):
        lines += [at(name, 60, 140 + 40 * number), at(weight, 400, 140 + 40 * number)]
    column = proposed(lines)["columns"][1]
    assert (column["type"], column["unit"]) == ("amount", "kg")


def test_repeated_blocks_end_at_what_follows_the_last_one() -> None:
    def block(top: float) -> list[PlacedLine]:
        keys = [at("Carton", 60, top), at("Weight", 60, top + 40)]
        return [*keys, at("CTN 001", 300, top), at("7.90", 300, top + 40)]

    lines = [*block(100), *block(400), at("Total cartons", 60, 520), at("2", 300, 520)]
    found = propose_table(lines, (50, 80, 750, 170), "vertical", ((), ()), "en")
    assert found["ends_at"] == [r"Total\s*cartons"]
    assert [column["header"] for column in found["columns"]] == ["Carton", "Weight"]


def test_what_is_proposed_is_a_valid_table() -> None:
    for way in ("horizontal", "vertical"):
        parse_template(
            {
                "format": "stencil-template/1",
                "name": "bill",
                "pages": [{"number": 1, "width": 800, "height": 1000}],
                "fields": [],
                "tables": [
                    {"name": "items", "box": list(BOX), "orientation": way}
                    | proposed(printed(), way=way)
                ],
            }
        )


def test_an_empty_box_gives_no_columns_but_no_error() -> None:
    assert proposed([])["columns"][0]["range"] == [50, 750]
    assert proposed([], way="vertical")["columns"] == []
