import pytest

from recognition.values.settling import settle
from templates_app.definition.template import ValueSpec

DIGITS = "0123456789"
MONEY = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正负"


def test_text_keeps_the_characters_as_printed():
    assert settle("  ﬁne  １２ ½ ", ValueSpec()).value == "ﬁne １２ ½"


def test_lines_of_a_text_are_joined_as_the_template_says():
    assert settle("a  b\n c ", ValueSpec(), multiline=True, join=", ").value == "a b, c"
    assert settle("a b\nc", ValueSpec()).value == "a b c"
    assert settle("天津\n货拉拉", ValueSpec()).value == "天津货拉拉"


@pytest.mark.parametrize("kind", ["code", "tax_id"])
def test_codes_lose_inner_white_space_and_width(kind):
    assert settle("１２ 34\tAB", ValueSpec(kind)).value == "1234AB"


def test_the_colon_of_a_label_and_fill_lines_are_no_part_of_a_code():
    assert settle("：0120 0210_", ValueSpec("code")).value == "01200210"


def test_a_pattern_gives_its_group_as_value():
    for pattern in (r"No\.(\d+)", r"No\.(?P<value>\d+)", r"No\.(?P<number>\d+)"):
        assert settle("No. 123", ValueSpec("code", pattern=pattern)).value == "123"


def test_a_pattern_without_groups_gives_the_whole():
    settled = settle("12 34", ValueSpec("code", pattern=r"\d{4}"))
    assert (settled.value, settled.valid) == ("1234", True)


def test_a_pattern_sees_width_folded_text_but_text_keeps_its_print():
    settled = settle("ＡＢ（１）", ValueSpec("text", pattern=r"([A-Z]+)\(\d\)"))
    assert (settled.value, settled.valid) == ("ＡＢ", True)


def test_a_string_that_breaks_its_pattern_is_kept_with_a_reason():
    settled = settle("12X4", ValueSpec("code", pattern=r"\d{4}"))
    assert (settled.value, settled.valid) == ("12X4", False)
    assert "pattern" in settled.reason


def test_a_number_that_breaks_its_pattern_is_kept_with_a_reason():
    settled = settle("12.5", ValueSpec("amount", pattern=r"\d+\.\d\d"))
    assert (settled.value, settled.valid) == ("12.5", False)


def test_look_alikes_are_put_right_only_where_the_field_demands_it():
    settled = settle("O12l", ValueSpec("code", charset=DIGITS))
    assert (settled.value, settled.valid) == ("0121", True)
    assert len(settled.repairs) == 2
    settled = settle("O12l", ValueSpec("code", pattern=r"\d{4}"))
    assert settled.value == "0121" and settled.repairs
    assert settle("O12l", ValueSpec("code")).value == "O12l"
    free = settle("O12l", ValueSpec("text", charset=DIGITS))
    assert (free.value, free.valid, free.repairs) == ("O12l", False, ())


def test_a_repair_is_refused_where_several_would_fit():
    ambiguous = settle("S0", ValueSpec("code", pattern=r"5[0]|[S]O"))
    assert (ambiguous.value, ambiguous.valid) == ("S0", False)


def test_foreign_signs_at_the_ends_are_dropped_by_a_charset():
    settled = settle("⊗肆拾玖圆陆角整", ValueSpec(charset=MONEY))
    assert (settled.value, settled.valid) == ("肆拾玖圆陆角整", True)
    assert "⊗" in settled.repairs[0]


def test_an_amount_in_words_is_checked_for_its_grammar():
    assert not settle("肆拾玖圆陆角陆角整", ValueSpec(charset=MONEY)).valid


def test_the_width_variant_of_a_printable_sign_is_printable():
    assert settle("￥1.00", ValueSpec("text", charset="¥.01")).valid


@pytest.mark.parametrize("printed", ["***", "-", "/", "—", "＊＊", "无", "N/A"])
@pytest.mark.parametrize("kind", ["amount", "integer", "percent", "date", "time", "datetime"])
def test_a_stand_in_for_none_gives_null_with_its_text(printed, kind):
    settled = settle(printed, ValueSpec(kind, required=False))
    assert (settled.value, settled.text, settled.valid) == (None, printed, True)
    assert "stands for none" in settled.reason
    assert not settle(printed, ValueSpec(kind)).valid


def test_a_stand_in_is_ordinary_text_in_a_text():
    assert settle("***", ValueSpec("text")).value == "***"


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_nothing_is_right_only_where_nothing_is_required(text):
    assert settle(text, ValueSpec(required=False)).valid
    settled = settle(text, ValueSpec())
    assert (settled.value, settled.text, settled.valid) == (None, text, False)
    assert "required" in settled.reason


def test_a_typed_value_that_does_not_parse_is_null_with_its_text():
    for kind in ("amount", "integer", "percent", "date", "time", "datetime"):
        settled = settle("abc", ValueSpec(kind))
        assert (settled.value, settled.text, settled.valid) == (None, "abc", False)


def test_a_choice_is_taken_with_its_own_spelling():
    spec = ValueSpec(choices=("Selected", "Other"))
    assert settle("SELEC TED", spec).value == "Selected"
    settled = settle("Selccted", spec)
    assert settled.value == "Selected" and settled.repairs


def test_a_text_that_is_none_of_the_choices_is_null():
    settled = settle("Third", ValueSpec(choices=("Selected", "Other")))
    assert (settled.value, settled.text, settled.valid) == (None, "Third", False)


def test_a_unit_beside_a_number_is_dropped():
    assert settle("7.62KM", ValueSpec("amount", unit="km")).value == "7.62"
    spec = ValueSpec("amount", unit="kg", pattern=r"\d+\.\d")
    assert settle("12.5 kg", spec).valid
    assert settle("12.5 kg", ValueSpec("amount", unit="kg", pattern=r"\d+\.\dkg")).valid
    assert settle("7.62KM", ValueSpec("amount")).value is None


def test_find_picks_one_value_out_of_a_sentence():
    spec = ValueSpec("date", find=r"vom ([\d.]+)", locale="de-DE")
    settled = settle("Rechnung 17 vom 3.4.2020, Kopie", spec)
    assert (settled.value, settled.text) == ("2020-04-03", "3.4.2020")


def test_find_that_finds_nothing_gives_null_with_the_text():
    settled = settle("Rechnung 17", ValueSpec("date", find=r"vom ([\d.]+)"))
    assert (settled.value, settled.text, settled.valid) == (None, "Rechnung 17", False)


def test_a_broken_checksum_keeps_the_reading_and_says_so():
    assert settle("91120118MA06YHFMX5", ValueSpec("tax_id", checksum="cn.uscc")).valid
    settled = settle("91120118MA06YHFMX6", ValueSpec("tax_id", checksum="cn.uscc"))
    assert (settled.value, settled.valid) == ("91120118MA06YHFMX6", False)
    assert "check digits" in settled.reason


def test_a_letter_that_the_checksum_excludes_becomes_its_look_alike():
    settled = settle("9112O118MAO6YHFMX5", ValueSpec("tax_id", checksum="cn.uscc"))
    assert (settled.value, settled.valid) == ("91120118MA06YHFMX5", True)
    assert settled.repairs


@pytest.mark.parametrize(("printed", "value"), [("☑", True), ("X", True), ("☐", False)])
def test_boxes_of_a_text_layer_are_marked_or_empty(printed, value):
    assert settle(printed, ValueSpec("checkbox")).value is value


def test_a_catastrophic_pattern_ends_in_time():
    settled = settle("a" * 40 + "!l", ValueSpec("code", pattern=r"(?:a|aa)+$"))
    assert not settled.valid and "too long" in settled.reason
    assert settle("a" * 40 + "!l", ValueSpec("code", find=r"^(?:a|aa)+$")).value is None
