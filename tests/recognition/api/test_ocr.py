"""Plain OCR over HTTP."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests import made

pytestmark = pytest.mark.django_db

URL = "/api/v1/ocr"
ClientAs = Callable[[str], APIClient]


def upload(content: bytes, name: str = "a.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_picture_gives_its_lines(client_as: ClientAs) -> None:
    answer = client_as("operator").post(URL, {"image": upload(made.png("Total 118.00"))})
    assert answer.status_code == 200
    body = answer.json()
    assert body["success"] is True
    assert body["total_time"] > 0
    line = body["results"][0]
    assert "118.00" in line["text"]
    assert 0.5 < line["confidence"] <= 1
    x0, y0, x1, y1 = line["bbox"]
    assert 0 <= x0 < 60 < x1 <= 400
    assert 20 < y0 < y1 < 100


def test_confidence_is_left_out_on_demand(client_as: ClientAs) -> None:
    wanted = {"image": upload(made.png()), "return_confidence": "False", "resize_height": "32"}
    answer = client_as("operator").post(URL, wanted)
    assert "confidence" not in answer.json()["results"][0]


def test_lines_are_brought_to_the_height_that_is_asked_for(client_as: ClientAs) -> None:
    client = client_as("operator")
    picture = made.png("Reg. no. 8B0O5S-1lI, 3 pcs @ 6.95", size=(700, 120))
    plain, sharp, blurred = (
        client.post(URL, {"image": upload(picture), **height}).json()["results"][0]
        for height in ({}, {"resize_height": 48}, {"resize_height": 8})
    )
    assert sharp["text"] == plain["text"]
    assert blurred["text"] != plain["text"]
    assert blurred["confidence"] < plain["confidence"] - 0.03
    assert blurred["bbox"] == plain["bbox"]


def test_lines_are_preprocessed_as_asked(client_as: ClientAs) -> None:
    client = client_as("operator")
    picture = made.png("Total 118.00")
    for named in ("grey,equalise", "threshold, denoise"):
        wanted = {"image": upload(picture), "preprocess": named}
        answer = client.post(URL, wanted)
        assert "118.00" in answer.json()["results"][0]["text"]
    refused = client.post(URL, {"image": upload(picture), "preprocess": "sharpen"})
    assert refused.status_code == 400
    assert "grey, equalise, threshold, denoise" in str(refused.json())
    for many in ("grey,grey", "grey," * 100_000):
        refused = client.post(URL, {"image": upload(picture), "preprocess": many})
        assert refused.status_code == 400


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({}, 400),
        ({"image": "words"}, 400),
        ({"image": ("a.png", b"")}, 422),
        ({"image": ("a.txt", b"just some words")}, 422),
        ({"image": ("a.png", made.png()[:200])}, 422),
        ({"image": ("a.png", made.png()), "resize_height": "tall"}, 400),
        ({"image": ("a.png", made.png()), "resize_height": "4"}, 400),
        ({"image": ("a.png", made.png()), "return_confidence": "perhaps"}, 400),
    ],
)
def test_bad_requests_are_answered_with_what_is_wrong(
    client_as: ClientAs, wanted: dict[str, object], code: int
) -> None:
    sent = {k: upload(v[1], v[0]) if isinstance(v, tuple) else v for k, v in wanted.items()}
    answer = client_as("operator").post(URL, sent)
    assert answer.status_code == code
    assert answer.json()["detail"]


def test_a_picture_over_the_limit_is_refused(client_as: ClientAs, settings: LazySettings) -> None:
    settings.MAX_BYTES = 100
    assert client_as("operator").post(URL, {"image": upload(made.png())}).status_code == 413


def test_a_reviewer_may_not(client_as: ClientAs) -> None:
    assert client_as("reviewer").post(URL, {"image": upload(made.png())}).status_code == 403


def test_it_is_posted(client_as: ClientAs) -> None:
    assert client_as("operator").get(URL).status_code == 405
