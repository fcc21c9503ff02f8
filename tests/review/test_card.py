"""What the desk shows of a doubt."""

from __future__ import annotations

import io

import numpy as np
import pytest
from django.contrib.auth.models import User
from PIL import Image

from recognition import decisions
from review.card import card_of
from review.crops import crop_png, upright
from review.models import Doubt
from tests import made
from tests.review.conftest import Doubtful

pytestmark = pytest.mark.django_db


def test_doubtful_characters_are_marked_with_what_else_they_may_be(doubtful: Doubtful) -> None:
    evidence = {"doubtful": [{"at": 2, "text": "9", "confidence": 0.6, "instead": [["8", 0.3]]}]}
    doubtful(total=made.reading("119.00", 0.5, evidence=evidence))
    card = card_of(Doubt.objects.get())
    assert [(one.text, one.doubtful) for one in card.characters][1:4] == [
        ("1", False),
        ("9", True),
        (".", False),
    ]
    assert card.alternatives == ("118.00",)


def test_what_a_repair_has_moved_is_not_marked_wrongly(doubtful: Doubtful) -> None:
    evidence = {"doubtful": [{"at": 0, "text": "¥", "confidence": 0.6, "instead": []}]}
    doubtful(total=made.reading("118.00", 0.5, evidence=evidence))
    assert not any(one.doubtful for one in card_of(Doubt.objects.get()).characters)


def test_readings_that_differ_stand_side_by_side_and_are_alternatives(doubtful: Doubtful) -> None:
    readings = [
        {"text": "118.00", "value": "118.00", "by": "lines"},
        {"text": "113.00", "value": "113.00", "by": "read again"},
    ]
    evidence = {"readings": readings, "alternatives": [{"text": "1 8", "confidence": 0.1}]}
    doubtful(total=made.reading("118.00", 0.5, evidence=evidence))
    card = card_of(Doubt.objects.get())
    assert [one.text for one in card.readings] == ["118.00", "113.00"]
    assert card.alternatives[0] == "113.00"
    assert card.label == "total"


def test_alternatives_that_the_field_refuses_are_left_out(doubtful: Doubtful) -> None:
    evidence = {"alternatives": [{"text": "nonsense", "confidence": 0.4}]}
    doubtful(total=made.reading("118.00", 0.5, evidence=evidence))
    assert card_of(Doubt.objects.get()).alternatives == ()


def test_a_rule_shows_its_figures_and_the_values_it_speaks_of(
    doubtful: Doubtful, ann: User
) -> None:
    record = doubtful(total=made.reading("118.00", 0.5))
    decisions.decide_value(record.pk, "total", "120.00", ann)
    card = card_of(Doubt.objects.open().get())
    assert card.rule == "net + tax == total"
    assert [(part.name, part.value) for part in card.parts] == [
        ("net", "100.00"),
        ("tax", "18.00"),
        ("total", "120.00"),
    ]
    assert card.why


def test_a_crop_stands_upright_however_the_page_lies() -> None:
    page = np.full((100, 200, 3), 255, np.uint8)
    page[40:60, 50:150] = 0
    page[40:60, 50:60] = (255, 0, 0)  # the text begins red
    turned = np.ascontiguousarray(page[::-1, ::-1])
    box = [[150.0, 60.0], [50.0, 60.0], [50.0, 40.0], [150.0, 40.0]]
    crop = upright(turned, [[x, y] for x, y in box], (0.0, 0.0))
    assert tuple(crop[18, 10]) == (255, 0, 0)
    assert tuple(crop[18, 90]) == (0, 0, 0)


def test_a_crop_is_made_once_and_kept(doubtful: Doubtful) -> None:
    document = made.document(made.png(), "total.png")
    box = [[20.0, 40.0], [200.0, 40.0], [200.0, 70.0], [20.0, 70.0]]
    first = crop_png(document, 1, box, "value")
    assert crop_png(document, 1, box, "value") == first
    near = Image.open(io.BytesIO(crop_png(document, 1, box, "near")))
    value = Image.open(io.BytesIO(first))
    assert near.width > value.width > 180
