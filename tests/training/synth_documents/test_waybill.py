"""Waybills, filled in with the one font that is asked for."""

from __future__ import annotations

import numpy as np
import pytest

from templates_app.definition.parsing import parse_template
from training.synth.documents.fonts import FontMissing, face
from training.synth.documents.kinds import template
from training.synth.documents.waybill import filled_in, waybill_kind
from training.synth.lines.fonts import held_out


def font_or_skip(family: str) -> str:
    try:
        for role in waybill_kind(family).roles:
            face(role)
    except FontMissing as missing:
        pytest.skip(str(missing))
    return family


@pytest.mark.parametrize("family", sorted(held_out()))
def test_every_held_out_font_fills_in_waybills_of_a_valid_template(family: str) -> None:
    kind = waybill_kind(font_or_skip(family))
    drawn = parse_template(template(kind, kind.draw(1)))
    image, values = filled_in(kind, 2)
    assert {field.name for field in drawn.fields} == set(values)
    again, same = filled_in(kind, 2)
    assert np.array_equal(image, again) and values == same
    assert filled_in(kind, 3)[1] != values


def test_a_font_that_is_not_collected_is_refused_with_those_that_are() -> None:
    with pytest.raises(LookupError, match="doto"):
        waybill_kind("comic-sans")
