import pytest

from training.synth.lines.charset import build_charset, compared, fold, gb2312_hanzi


def test_gb2312_is_there_in_full():
    hanzi = gb2312_hanzi()
    assert len(hanzi) == 6763
    assert set(hanzi) <= set(build_charset())


def test_every_class_is_one_character_and_stands_once():
    charset = build_charset()
    assert len(set(charset)) == len(charset)
    assert all(len(char) == 1 for char in charset)


@pytest.mark.parametrize("char", "壹貳叁肆伍陆柒捌玖拾佰仟圆整¥€£①⑩↑↓±℃☑□×√№§°äßéœŁğ ")
def test_characters_of_documents_are_classes(char):
    assert char in build_charset()


def test_no_class_is_a_look_alike_of_another():
    assert all(fold(char) == char for char in build_charset())


def test_full_width_forms_fold_to_the_half_width_class():
    assert fold("（Ａ１：５０％，￥）") == "(A1:50%,¥)"
    assert fold("。、“”《》") == "。、“”《》"


def test_comparison_ignores_white_space_and_width_but_not_case():
    assert compared("Ｔotal  :\t１２") == "Total:12"
    assert compared("Total") != compared("TOTAL")
    assert compared("Total", ignore_case=True) == compared("TOTAL", ignore_case=True)
