"""Every broken upload ends in a clear error."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from recognition import jobs
from recognition.processing import process
from tests.recognition.pages.broken_files import broken_files

pytestmark = pytest.mark.django_db

FILES = broken_files()


def test_there_are_at_least_forty() -> None:
    assert len(FILES) >= 40


@pytest.mark.parametrize(("name", "content", "says"), FILES, ids=[name for name, _, _ in FILES])
def test_a_broken_file_says_what_is_wrong(
    client_as: Callable[[str], APIClient], name: str, content: bytes, says: str
) -> None:
    client = client_as("operator")
    upload = SimpleUploadedFile(name, content)
    answer = client.post("/api/v1/documents/", {"files": [upload]}, format="multipart")
    if answer.status_code == 400:
        assert name in answer.json()["detail"]
        return
    assert answer.status_code == 202
    claim = jobs.claim_next()
    assert claim is not None
    assert process(claim)
    document = answer.json()["uploads"][0]["document"]
    record = client.get(f"/api/v1/documents/{document}/").json()["records"][0]
    assert record["status"] == "failed"
    assert says in record["reason"]
