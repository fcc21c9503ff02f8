"""People at the review desk, and records that leave something to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from recognition.models import Record
from review.models import TemplateReview
from templates_app.models import Template
from tests import made

Doubtful = Callable[..., Record]


@pytest.fixture
def ann(db: None) -> User:
    return _reviewer("ann")


@pytest.fixture
def ben(db: None) -> User:
    return _reviewer("ben")


@pytest.fixture
def chief(db: None) -> User:
    """Somebody who may settle what others could not."""
    return _reviewer("chief", "admin")


def _reviewer(name: str, role: str = "reviewer") -> User:
    user = User.objects.create_user(name)
    user.groups.set([Group.objects.get(name=role)])
    return user


@pytest.fixture
def doubtful(db: None) -> Doubtful:
    """Store a record of the made-up template with some readings in doubt."""
    count = 0

    def make(**fields: Any) -> Record:
        nonlocal count
        count += 1
        if not Template.objects.exists():
            made.template()
        document = made.document(f"bill {count}".encode(), f"bill-{count}.png")
        # a number of its own, lest it be taken for a duplicate
        number = {"invoice_number": made.reading(f"A-{count}")}
        data = made.record(status="needs_review", fields=number | fields)
        return made.saved(document, data)[0]

    return make


@pytest.fixture
def two_people(doubtful: Doubtful) -> None:
    """Two people settle the values of the made-up template."""
    made.template()
    TemplateReview.objects.create(template=Template.objects.get(), four_eyes=True)
