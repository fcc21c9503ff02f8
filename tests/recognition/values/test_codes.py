import pytest

from recognition.values.codes import form_problem, normal_form, without_left_overs


def test_codes_lose_white_space_and_width_and_keep_case():
    assert normal_form("Ａb – 1 2", "code") == "Ab-12"
    assert normal_form("DE 123", "tax_id") == "DE123"


def test_phones_keep_their_spacing_and_addresses_lose_theirs():
    assert normal_form(" +49 30 123 ", "phone") == "+49 30 123"
    assert normal_form("a @ b.de", "email") == "a@b.de"


def test_text_stays_as_printed():
    assert normal_form("ａ b", "text") == "ａ b"


def test_what_labels_and_fill_lines_leave_over_is_dropped():
    assert without_left_overs("：12_ ") == "12"
    assert without_left_overs("| 1:2 |") == "1:2"
    assert without_left_overs("___") == ""


@pytest.mark.parametrize(
    "phone", ["+49 (0)30 123-45", "336/373-6750", "13392921818", "(212) 935 6801 ext. 12"]
)
def test_phone_numbers_look_like_phone_numbers(phone):
    assert form_problem(phone, "phone") is None


@pytest.mark.parametrize("phone", ["Autodial", "12", "123456 or 7", "617 439 3278 843 720 9290 1"])
def test_other_texts_do_not(phone):
    assert "phone" in form_problem(phone, "phone")


def test_e_mail_addresses_have_a_name_and_a_domain():
    assert form_problem("a.b+c@mail.example.de", "email") is None
    assert form_problem("a.b", "email")
    assert form_problem("a@b", "email")
