from __future__ import annotations

import random

from recognition.reading import Char, Line
from tests.recognition.matching.printed import anchor, field, found, line, template

ANCHORS = [
    anchor("Invoice number", 100, 100),
    anchor("Date of issue", 600, 100),
    anchor("Bill to", 100, 400),
    anchor("Quantity", 500, 600),
    anchor("Payment terms", 100, 1250),
]
STATIC = [line(a.text, a.box[0], (a.box[1] + a.box[3]) / 2) for a in ANCHORS]


def text_of(kind_field: object, *printed: object) -> str:
    kind = template(ANCHORS, [kind_field])
    match = found(kind, [*STATIC, *printed])
    return next(iter(match.values())).text


def test_value_in_its_region_is_found_without_a_label() -> None:
    assert text_of(field("total", (600, 980, 800, 1020)), line("118.00", 650, 1000)) == "118.00"


def test_value_follows_its_label_when_the_block_moves_down() -> None:
    total = field("total", (700, 980, 860, 1020), key="Total", key_box=(600, 990, 650, 1010))
    assert text_of(total, line("Total", 600, 1100), line("118.00", 720, 1100)) == "118.00"


def test_label_and_value_read_as_one_line_are_cut_apart() -> None:
    total = field("total", (700, 980, 860, 1020), key="Total")
    assert text_of(total, line("Total: 118.00", 640, 1000)) == "118.00"


def test_label_with_one_wrong_character_is_still_the_label() -> None:
    total = field("total", (700, 980, 860, 1020), key="Total due")
    assert text_of(total, line("Tota1 due: 118.00", 620, 1000)) == "118.00"


def test_a_value_longer_than_its_region_is_kept_whole() -> None:
    name = field("name", (200, 480, 400, 520))
    assert text_of(name, line("Muster und Partner Steuerberatung mbB", 210, 500)) == (
        "Muster und Partner Steuerberatung mbB"
    )


def test_a_longer_value_stops_where_the_next_field_begins() -> None:
    first = field("first", (200, 480, 300, 520))
    second = field("second", (330, 480, 500, 520))
    kind = template(ANCHORS, [first, second])
    match = found(kind, [*STATIC, line("ABCDEFGHIJKL MNOPQRSTUVWX", 205, 500)])
    assert match["first"].text == "ABCDEFGHIJKL"


def test_an_unknown_label_left_of_the_region_is_cut_off_at_its_colon() -> None:
    name = field("name", (270, 480, 600, 520))
    assert text_of(name, line("名称：河南第一建筑有限公司", 215, 500)) == "河南第一建筑有限公司"


def test_a_time_is_not_cut_at_its_colon() -> None:
    assert text_of(field("time", (300, 480, 420, 520)), line("18:43", 295, 500)) == "18:43"


def test_value_below_its_label() -> None:
    due = field("due", (600, 990, 800, 1030), key="Due date", side="below")
    assert text_of(due, line("Due date", 610, 970), line("2024-05-01", 610, 1000)) == "2024-05-01"


def test_of_two_equal_labels_the_one_nearest_to_the_drawn_box_counts() -> None:
    seller = field("seller_id", (300, 880, 600, 920), key="VAT ID", key_box=(200, 890, 270, 910))
    text = text_of(
        seller,
        line("VAT ID", 200, 500),
        line("DE111111111", 310, 500),
        line("VAT ID", 200, 900),
        line("DE222222222", 310, 900),
    )
    assert text == "DE222222222"


def test_a_total_is_not_taken_for_a_subtotal() -> None:
    total = field("total", (700, 980, 860, 1020), key="Total")
    text = text_of(
        total,
        line("Subtotal", 600, 970),
        line("100.00", 720, 970),
        line("Total", 600, 1003),
        line("118.00", 720, 1003),
    )
    assert text == "118.00"


def test_a_value_is_not_claimed_by_the_empty_field_beside_it() -> None:
    fields = [field("one", (300, 480, 500, 520)), field("two", (300, 515, 500, 555))]
    match = found(template(ANCHORS, fields), [*STATIC, line("value", 320, 502)])
    assert (match["one"].text, match["two"].text) == ("value", "")


def test_rows_of_a_multi_line_value_keep_their_order_under_jitter() -> None:
    address = field("address", (100, 430, 500, 560), multiline=True)
    rows = [("12 Harbour Street", 450), ("Level 3", 480), ("Singapore 048616", 510)]
    for seed in range(20):
        chance = random.Random(seed)
        printed = [line(t, 110 + chance.uniform(-2, 2), y + chance.uniform(-2, 2)) for t, y in rows]
        chance.shuffle(printed)
        assert text_of(address, *printed) == "12 Harbour Street\nLevel 3\nSingapore 048616"


def test_the_row_below_a_region_of_several_lines_is_no_part_of_it() -> None:
    address = field("address", (100, 430, 500, 560), multiline=True)
    rows = [line(text, 110, 445 + 30 * row) for row, text in enumerate(("Ann", "Hill 1", "Ulm"))]
    assert text_of(address, *rows, line("GST 000181747712", 110, 575)) == "Ann\nHill 1\nUlm"


def test_two_pixels_of_jitter_never_scramble_the_words_of_one_row() -> None:
    name = field("name", (100, 480, 700, 520))
    for seed in range(20):
        chance = random.Random(seed)
        words = [("Alpha", 110), ("Beta", 200), ("Gamma", 280), ("Delta", 380)]
        printed = [line(t, x, 500 + chance.uniform(-2, 2)) for t, x in words]
        chance.shuffle(printed)
        assert text_of(name, *printed) == "Alpha Beta Gamma Delta"


def test_values_printed_a_row_below_their_labels_are_found_by_the_common_offset() -> None:
    fields = [
        field(name, (300, y - 15, 500, y + 15), key=key)
        for name, key, y in (("plate", "Plate no", 700), ("date", "Trip date", 740))
    ]
    printed = [
        line("Plate no", 100, 700),
        line("Trip date", 100, 740),
        line("BAZ3035", 320, 725),
        line("2024-01-02", 320, 765),
    ]
    match = found(template(ANCHORS, fields), [*STATIC, *printed], offset=(0.0, 25.0))
    assert (match["plate"].text, match["date"].text) == ("BAZ3035", "2024-01-02")


def test_a_missing_value_is_empty_and_takes_nothing_else_down() -> None:
    fields = [field("one", (300, 480, 500, 520)), field("two", (300, 680, 500, 720))]
    match = found(template(ANCHORS, fields), [*STATIC, line("here", 320, 700)])
    assert (match["one"].text, match["two"].text) == ("", "here")


def test_letters_of_a_logo_are_no_part_of_the_name_beside_it() -> None:
    name = field("name", (100, 480, 700, 520))
    logo, printed = line("HF", 120, 502, size=34), line("Harbour & Finch Ltd", 190, 500)
    assert text_of(name, logo, printed) == "Harbour & Finch Ltd"


def test_a_logo_read_into_one_line_with_the_name_is_cut_off_where_the_region_begins() -> None:
    name = field("name", (200, 480, 700, 520))
    width = 20 * 10 + 40
    chars = [Char(c, (10 * i + 5) / width, 0.99) for i, c in enumerate("HF")]
    chars.append(Char(" ", 40 / width, 0.99))
    chars += [Char(c, (60 + 10 * i + 5) / width, 0.99) for i, c in enumerate("Harbour & Finch Ltd")]
    whole = line("x" * (width // 10), 155, 500)
    assert text_of(name, Line(whole.quad, tuple(chars))) == "Harbour & Finch Ltd"


def test_a_larger_sum_a_word_space_behind_its_currency_is_one_value() -> None:
    total = field("total", (600, 480, 800, 520))
    assert text_of(total, line("EUR", 610, 500), line("118.00", 648, 500, size=30)) == "EUR 118.00"


def test_a_small_sign_far_from_its_sum_is_part_of_the_value() -> None:
    total = field("total", (600, 480, 800, 520))
    assert text_of(total, line("118.00", 650, 500), line("-", 620, 500, size=10)) == "- 118.00"
