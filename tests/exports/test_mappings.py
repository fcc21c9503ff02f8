"""Mappings as they are stored."""

from __future__ import annotations

import pytest

from exports import mappings
from exports.definition import DefinitionError
from exports.models import Mapping
from tests.exports import ways

pytestmark = pytest.mark.django_db


def test_a_template_is_mapped_to_a_destination_once() -> None:
    first = ways.mapping()
    document = ways.proposed(first.destination)
    with pytest.raises(DefinitionError, match="already"):
        mappings.create(ways.template(), first.destination, document)
    assert Mapping.objects.get() == first


def test_a_changed_mapping_is_a_new_version_and_the_old_one_stays() -> None:
    mapping = ways.mapping()
    changed = {**mapping.definition, "table": "bills_of_2027"}
    mappings.change(mapping, changed)
    assert mapping.version == 2
    assert [v.number for v in mapping.versions.order_by("number")] == [1, 2]
    assert mapping.versions.get(number=1).definition != mapping.versions.get(number=2).definition
