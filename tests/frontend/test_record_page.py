"""The record page: values, boxes, rules and the way to each value."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from math import cos, radians, sin

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from frontend.record_view import outline_of, view_of
from recognition.models import Record
from tests import made


def _page(client: Client, record: Record) -> str:
    return client.get(reverse("record", args=[record.pk])).content.decode()


def test_every_value_stands_in_the_panel_and_on_the_page(
    operator: Client, accepted: Record
) -> None:
    page = _page(operator, accepted)
    for name in ("invoice_number", "total", "items.item:0", "items.amount:1"):
        assert re.search(rf'<polygon class="box box-good" data-value="{re.escape(name)}"', page)
        assert page.count(f'data-value="{name}"') == 2


def test_boxes_take_the_colour_of_their_state(doubtful: Record) -> None:
    tones = {value.name: value.tone for value in view_of(doubtful).fields}
    assert tones["invoice_number"] == "good"
    assert tones["total"] == "doubt"


def test_a_value_that_was_not_found_is_bad_and_a_decided_one_a_persons() -> None:
    data = made.record(
        fields={
            "net": made.reading(None, 0.2),
            "tax": made.reading("18.00", 1.0, source="person"),
        }
    )
    tones = {value.name: value.tone for value in view_of(Record(data=data)).fields}
    assert tones["net"] == "bad"
    assert tones["tax"] == "person"


def test_doubt_rules_and_stray_text_are_shown(operator: Client, doubtful: Record) -> None:
    page = _page(operator, doubtful)
    assert "read with a confidence of only 0.60" in page
    assert "118 is not 117" in page
    assert "stray" in page
    assert "1 to check" in page


def test_a_doubtful_record_leads_to_its_own_doubts_on_the_desk(
    browser_of: Callable[[str], Client], doubtful: Record
) -> None:
    link = f'href="{reverse("review")}?record={doubtful.pk}"'
    assert link in _page(browser_of("reviewer"), doubtful)
    assert link not in _page(browser_of("operator"), doubtful)


def test_a_multi_line_value_and_html_in_it_are_shown_as_text(operator: Client, db: None) -> None:
    version = made.template()
    name = made.reading("<script>alert(1)</script>\nsecond line")
    record = made.saved(made.document(), made.record(version.number, fields={"seller_name": name}))[
        0
    ]
    page = _page(operator, record)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_an_unmatched_record_offers_a_template(operator: Client, unmatched: Record) -> None:
    made.template()
    page = _page(operator, unmatched)
    assert "It is this template, really" in page
    assert 'value="bill" selected' in page


def test_the_sample_of_the_template_is_offered_where_there_is_one(
    operator: Client, accepted: Record
) -> None:
    assert "data-beside" not in _page(operator, accepted)
    accepted.template_version.samples.create(page=1, path="bill.png", sha256="0" * 64)
    page = _page(operator, accepted)
    assert 'data-beside-page="1"' in page
    assert reverse("template-sample", args=["bill", 1, 1]) in page


def test_one_walks_from_record_to_record(
    operator: Client, accepted: Record, unmatched: Record, doubtful: Record
) -> None:
    # made in this order, so the doubtful one is the newest
    middle = operator.get(reverse("record", args=[unmatched.pk])).context
    assert {middle["previous"], middle["next"]} == {doubtful, accepted}
    newest = operator.get(reverse("record", args=[doubtful.pk])).context
    assert newest["previous"] is None


def test_parts_of_a_file_follow_each_other(operator: Client, db: None) -> None:
    version = made.template()
    first, second = made.saved(
        made.document(), made.record(version.number), made.record(version.number)
    )
    assert operator.get(reverse("record", args=[first.pk])).context["next"] == second
    assert operator.get(reverse("record", args=[second.pk])).context["previous"] == first


def test_an_unknown_record_is_not_found(operator: Client) -> None:
    assert operator.get(reverse("record", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_record_can_be_downloaded(kind: str, operator: Client, accepted: Record) -> None:
    page = _page(operator, accepted)
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*)" download', page)]
    wanted = {"json": f"/records/{accepted.pk}/"}.get(kind, f"as={kind}&document=")
    link = next(link for link in links if wanted in link)
    assert operator.get(link).status_code == 200


def test_a_han_character_is_as_wide_as_two_letters(db: None) -> None:
    made.template()
    rows = [made.row("*办公设备*碎纸机", "60.00", 240), made.row("Tea and cups", "40.00", 280)]
    (found,) = made.saved(made.document(), made.record(tables={"items": rows}))
    first, second = view_of(found).tables[0].rows
    assert (first.cells[0].is_long, second.cells[0].is_long) == (True, False)


def test_a_table_and_each_row_are_outlined_around_their_cells(
    operator: Client, accepted: Record
) -> None:
    view = view_of(accepted)
    found = {outline.key: outline.points for outline in view.pages[0].outlines}
    assert list(found) == ["table:items", "row:items:0", "row:items:1"]
    assert found["row:items:0"] == "45,235 755,235 755,265 45,265"
    assert found["table:items"] == "45,235 755,235 755,305 45,305"
    page = _page(operator, accepted)
    for key in found:
        assert page.count(f'data-value="{key}"') == 2


@given(st.floats(-170, 170), st.integers(1, 4))
def test_an_outline_lies_along_the_writing_and_around_every_cell(turn: float, count: int) -> None:
    angle = radians(turn)

    def turned(x: float, y: float) -> list[float]:
        return [x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)]

    cells = [
        [
            turned(100 * n, 0),
            turned(100 * n + 80, 0),
            turned(100 * n + 80, 20),
            turned(100 * n, 20),
        ]
        for n in range(count)
    ]
    corners = outline_of(cells)
    expected = [turned(-5, -5), turned(100 * count - 15, -5), turned(100 * count - 15, 25)]
    for corner, wanted in zip(corners, expected, strict=False):
        assert corner == pytest.approx(wanted, abs=0.2)


def test_a_table_without_places_has_no_outline() -> None:
    rows = [{"item": made.reading("Tea", box=None), "amount": made.reading(None, box=None)}]
    view = view_of(Record(data=made.record(tables={"items": rows})))
    assert view.pages[0].outlines == ()
