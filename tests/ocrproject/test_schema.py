"""The API as its OpenAPI document describes it, tried with made-up calls."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.management import call_command
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from accounts.models import create_token
from ocrproject.wsgi import application
from tests import made
from tests.conftest import ROOT

schema = schemathesis.openapi.from_path(ROOT / "docs" / "openapi.yaml")
schema.app = application


@pytest.fixture
def token(transactional_db: None) -> str:
    """A token that may do everything, in an installation with a template and records."""
    made.template()
    made.saved(made.document(made.png()), made.record())
    made.saved(made.document(made.png("other")), made.unread())
    return create_token("fuzzer", User.objects.create_superuser("fuzzer"))


@schema.parametrize()
@settings(
    max_examples=int(os.environ.get("STENCIL_FUZZ_EXAMPLES", "15")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_call_is_answered_with_a_server_error(case: schemathesis.Case, token: str) -> None:
    response = case.call(headers={"Authorization": f"Token {token}"})
    case.validate_response(response, checks=(not_a_server_error,))


def test_the_committed_document_is_the_one_that_is_served(tmp_path: Path) -> None:
    written = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(written))
    assert written.read_text() == (ROOT / "docs" / "openapi.yaml").read_text()
