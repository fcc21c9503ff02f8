"""What tests of the pages share: browsers of people with roles, and documents to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from recognition.models import Record
from tests import made


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A page in another language leaves that language to the thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def browser_of(person: Callable[[str], User]) -> Callable[[str], Client]:
    """Make a client that is signed in as a user with a role."""

    def make(role: str) -> Client:
        client = Client()
        client.force_login(person(role))
        return client

    return make


@pytest.fixture
def operator(browser_of: Callable[[str], Client]) -> Client:
    return browser_of("operator")


@pytest.fixture
def accepted(db: None) -> Record:
    """A record of the made-up template, all of it accepted."""
    version = made.template()
    document = made.document(made.png(), "bill.png")
    return made.saved(document, made.record(version.number))[0]


@pytest.fixture
def doubtful(db: None) -> Record:
    """A record with a doubtful total, a broken rule and text without a place."""
    version = made.template()
    document = made.document(made.png("Total 117.00"), "doubtful.png")
    total = made.reading("117.00", 0.6, reason="read with a confidence of only 0.60")
    place = {"page": 1, "box": [[50, 300], [90, 300], [90, 320], [50, 320]]}
    record = made.record(
        version.number,
        status="needs_review",
        fields={"total": total},
        rules=[
            {"name": "adds up", "passed": False, "detail": "118 is not 117", "overridden": None}
        ],
        unplaced=[{**place, "text": "stray", "table": "items"}],
    )
    return made.saved(document, record)[0]


@pytest.fixture
def unmatched(db: None) -> Record:
    """A record that no template fits."""
    document = made.document(made.png("Something else"), "unknown.png")
    nearest = [{"name": "bill", "score": 0.41}]
    return made.saved(document, made.unread() | {"nearest": nearest})[0]
