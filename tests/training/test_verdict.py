"""When a new reader may take over."""

import pytest

from training.verdict import judge, sign_test

PARITY = {"furthest": {"onnxruntime": 0.0, "serving": 0.0}, "problem": ""}


def rows(both=0, mended=0, spoilt=0, neither=0, template="invoice"):
    right, wrong = "12.50", "12.58"
    kinds = ((right, right, both), (wrong, right, mended), (right, wrong, spoilt))
    return [
        {"text": right, "old": old, "new": new, "template": template}
        for old, new, count in (*kinds, (wrong, wrong, neither))
        for _ in range(count)
    ]


def found(crops, general=None, parity=PARITY):
    if general is None:
        general = rows(both=300)
    return {"parity": parity, "crops": crops, "general": {"numbers": general}}


def failed(verdict):
    return [reason.code for reason in verdict.reasons if not reason.passed]


def test_the_test_is_that_of_tossing_a_fair_coin():
    assert sign_test(5, 0) == pytest.approx(1 / 32)
    assert sign_test(8, 2) == pytest.approx(56 / 1024)
    assert sign_test(3, 3) > 0.5
    assert sign_test(0, 0) == 1.0


def test_five_mended_and_none_spoilt_is_more_than_luck_and_four_are_not():
    assert judge(found(rows(both=50, mended=5)), 0.05).better
    assert failed(judge(found(rows(both=50, mended=4)), 0.05)) == ["held_out"]


def test_what_luck_may_do_is_a_setting():
    crops = rows(both=50, mended=8, spoilt=2)
    assert not judge(found(crops), 0.05).better
    assert judge(found(crops), 0.06).better


def test_no_held_out_crop_means_no_promotion():
    assert failed(judge(found([]), 0.05)) == ["held_out"]


def test_one_point_of_the_general_set_may_be_lost_and_no_more():
    crops = rows(both=50, mended=10)
    assert judge(found(crops, rows(both=297, spoilt=3)), 0.05).better
    assert failed(judge(found(crops, rows(both=296, spoilt=4)), 0.05)) == ["general"]


def test_gains_on_one_template_do_not_pay_for_losses_on_another():
    crops = rows(mended=20) + rows(both=9, spoilt=1, template="receipt")
    verdict = judge(found(crops), 0.05)
    assert failed(verdict) == ["template"]
    assert next(r for r in verdict.reasons if not r.passed).figures["template"] == "receipt"


def test_a_broken_export_is_refused_before_anything_else_is_asked():
    broken = {"furthest": {"onnxruntime": 0.4}, "problem": "stands off torch"}
    verdict = judge(found([], parity=broken), 0.05)
    assert failed(verdict) == ["parity"] and len(verdict.reasons) == 1


def test_where_the_general_set_could_not_be_read_nothing_is_promoted():
    crops = rows(both=50, mended=10)
    outcome = {"parity": PARITY, "crops": crops, "general": {"problem": "Fonts are missing."}}
    assert failed(judge(outcome, 0.05)) == ["general"]


def test_white_space_and_width_of_characters_are_no_errors():
    crops = [{"text": "１ 2", "old": "13", "new": "12", "template": ""}] * 5
    assert judge(found(crops), 0.05).better
