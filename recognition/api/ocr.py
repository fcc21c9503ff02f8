"""Reading a picture at once, without a template and without storing it."""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from recognition.api.serializers import Detail
from recognition.changed_crops import PREPROCESSING, Change, ChangedCropsReader, at_height
from recognition.configuration import limits
from recognition.page_lines import page_lines
from recognition.pages.opening import OpenedDocument, UnreadableFile, open_document
from recognition.reading import BrokenPage
from recognition.shared_reader import shared_reader

MOST_PAGES = 5


class TooLarge(APIException):
    """More than is read while the caller waits."""

    status_code = 413
    default_code = "too_large"


class Unreadable(APIException):
    """Not a picture or PDF that can be read."""

    status_code = 422
    default_code = "unreadable"


class OcrIn(serializers.Serializer[Any]):
    """A picture."""

    image = serializers.FileField(allow_empty_file=True, help_text="image, or PDF of few pages")
    return_confidence = serializers.BooleanField(default=True)
    resize_height = serializers.IntegerField(
        required=False,
        min_value=8,
        max_value=512,
        help_text="pixels that every line is brought to before it is read; without it each "
        "line is read from the pixels it has",
    )
    preprocess = serializers.CharField(
        required=False,
        max_length=200,
        help_text="comma list of changes made to every line before it is read: "
        + ", ".join(PREPROCESSING),
    )

    def validate_preprocess(self, value: str) -> list[Change]:
        """The changes named, in their order."""
        names = [name.strip() for name in value.split(",") if name.strip()]
        if unknown := [name for name in names if name not in PREPROCESSING]:
            raise serializers.ValidationError(
                f"There is no preprocessing {unknown[0]!r}; choose from {', '.join(PREPROCESSING)}."
            )
        if len(set(names)) < len(names):
            raise serializers.ValidationError("Name each preprocessing once.")
        return [PREPROCESSING[name] for name in names]


class OcrView(APIView):
    """The lines of a picture with their boxes."""

    permissions = {"POST": "recognition.add_document"}
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "ocr"

    @extend_schema(
        request={"multipart/form-data": OcrIn},
        responses={200: OpenApiTypes.OBJECT, 400: Detail, 413: Detail, 422: Detail},
        examples=[
            OpenApiExample(
                "one line",
                response_only=True,
                status_codes=["200"],
                value={
                    "success": True,
                    "results": [
                        {
                            "text": "Total 118.00",
                            "confidence": 0.993,
                            "bbox": [400, 500, 560, 524],
                            "page": 1,
                        }
                    ],
                    "total_time": 0.21,
                },
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Read a picture and answer with its lines; nothing is stored."""
        begun = time.perf_counter()
        form = OcrIn(data=request.data)
        form.is_valid(raise_exception=True)
        upload = form.validated_data["image"]
        if upload.size > settings.MAX_BYTES:
            raise TooLarge(f"{upload.name} is larger than {settings.MAX_BYTES} bytes.")
        wanted = form.validated_data
        changes = list(wanted.get("preprocess", ()))
        if height := wanted.get("resize_height"):
            changes.append(functools.partial(at_height, height=height))
        lines = _lines(upload.read(), upload.name, changes, wanted["return_confidence"])
        seconds = round(time.perf_counter() - begun, 3)
        return Response({"success": True, "results": lines, "total_time": seconds})


def _lines(
    data: bytes, name: str, changes: Sequence[Change], with_confidence: bool
) -> list[dict[str, Any]]:
    try:
        opened = open_document(data, name, limits())
    except UnreadableFile as error:
        raise Unreadable(str(error)) from None
    if opened.page_count > MOST_PAGES:
        raise TooLarge(
            f"{name} has {opened.page_count} pages; {MOST_PAGES} at most are read while you wait. "
            "Hand it in at /api/v1/documents/."
        )
    return [
        _entry(line, number, with_confidence)
        for number in range(1, opened.page_count + 1)
        for line in _page_lines(opened, number, changes)
    ]


def _page_lines(
    opened: OpenedDocument, number: int, changes: Sequence[Change]
) -> list[dict[str, Any]]:
    page = opened.page(number)
    if isinstance(page, BrokenPage):
        raise Unreadable(page.message)
    with shared_reader() as reader:
        return page_lines(page, ChangedCropsReader(reader, changes) if changes else reader)


def _entry(line: dict[str, Any], page: int, with_confidence: bool) -> dict[str, Any]:
    xs = [x for x, _ in line["quad"]]
    ys = [y for _, y in line["quad"]]
    entry = {"text": line["text"], "bbox": [min(xs), min(ys), max(xs), max(ys)], "page": page}
    if with_confidence:
        entry["confidence"] = line["confidence"]
    return entry
