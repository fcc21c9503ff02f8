"""Whom to believe where the pair's readers differ, measured with the real second reader."""

from __future__ import annotations

import cv2
import pytest

from tests.training.nn.drawn import drawn
from training.run_folder import CropRow, RunFolder
from training.runs import registry
from training.runs.second_opinion import beliefs, second_opinions

TEXTS = [str(number) for number in range(40_127, 40_187, 10)]


@pytest.fixture
def folder(home) -> RunFolder:
    """Crops that PP-OCR reads, half of them labelled as what is not printed there."""
    made = RunFolder(home / "training" / "run")
    rows = []
    for number, text in enumerate(TEXTS):
        png = cv2.imencode(".png", drawn(text).image)[1].tobytes()
        for template, label in (("slip", text), ("ticket", text[::-1])):
            name = f"crops/{template}-{number}.png"
            rows.append((CropRow(name, label, "held_out", template=template), png))
    made.path.mkdir(parents=True)
    made.write_crops(rows)
    return made


def rows(folder: RunFolder) -> list[dict[str, object]]:
    """What a new reader reads that is always right."""
    return [
        {"file": crop.file, "template": crop.template, "text": crop.text, "new": crop.text}
        for crop in folder.crops("held_out")
    ]


@pytest.mark.django_db
def test_new_reader_is_believed_where_it_alone_was_right_more_often(folder):
    slip, ticket = second_opinions(folder, rows(folder))
    assert (slip.template, slip.second_right, slip.only_new) == ("slip", len(TEXTS), 0)
    assert not slip.believed, "nobody knows better where both read the same"
    assert (ticket.second_right, ticket.only_new, ticket.only_second) == (0, len(TEXTS), 0)
    assert beliefs([slip, ticket]) == {"ticket": 0.875}


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "told"), [(4, {}), (5, {"ticket": 0.8571})])
def test_a_few_crops_that_may_be_luck_change_nothing(folder, settings, count, told):
    settings.PROMOTE_ALPHA = 0.05
    some = [row for row in rows(folder) if row["template"] == "ticket"][:count]
    assert beliefs(second_opinions(folder, some)) == told


@pytest.mark.django_db
def test_nobody_is_compared_with_a_second_reader_that_is_not_asked(folder):
    registry.point_at("crnn-base")
    assert second_opinions(folder, rows(folder)) == []
