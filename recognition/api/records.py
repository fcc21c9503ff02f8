"""Records over HTTP: listed, seen, decided about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from recognition import decisions
from recognition.api.filters import RecordFilter
from recognition.api.serializers import (
    DecisionOut,
    Detail,
    ReasonIn,
    RecordSummary,
    RuleIn,
    ValueIn,
    VersionIn,
)
from recognition.models import Record

_RECORD = OpenApiExample(
    "a record",
    response_only=True,
    status_codes=["200"],
    value={
        "format": "stencil-record/1",
        "id": "0b9a3d5e-2f7c-4a53-8a3f-2f6a1c6f1a10",
        "record_version": 2,
        "document": {
            "id": "5f0e9c1a-6a44-4a0e-9a5d-0f9a9f6f7c11",
            "file": "invoice.pdf",
            "sha256": "0" * 64,
            "pages": 1,
            "part": 1,
        },
        "pages": [{"number": 1, "width": 1654, "height": 1103, "dpi": 200, "status": "read"}],
        "template": {"name": "vat-einvoice", "version": 1, "score": 0.97},
        "status": "accepted",
        "reason": None,
        "fields": {
            "total": {
                "value": "118.00",
                "text": "¥118.00",
                "confidence": 0.991,
                "accepted": True,
                "reason": None,
                "page": 1,
                "box": [[1200, 770], [1330, 770], [1330, 800], [1200, 800]],
                "source": "ocr",
                "evidence": {},
            }
        },
        "tables": {},
        "rules": [{"name": "total adds up", "passed": True, "detail": None, "overridden": None}],
        "unplaced": [],
        "warnings": [],
        "timings": {"total": 0.31},
    },
)
_RECORD_RESPONSES = {200: OpenApiTypes.OBJECT, 400: Detail, 409: Detail}


class Outdated(APIException):
    """The record has changed since the person looked at it."""

    status_code = 409
    default_code = "outdated"


class RecordViewSet(mixins.ListModelMixin, GenericViewSet[Record]):
    """What was read of documents."""

    serializer_class = RecordSummary
    filterset_class = RecordFilter
    lookup_value_converter = "uuid"
    permissions = {"GET": "recognition.view_record", "POST": "recognition.change_record"}

    def get_queryset(self) -> QuerySet[Record]:
        if self.action == "list":
            return Record.objects.summaries()
        return Record.objects.select_related("document", "template_version__template")

    @extend_schema(responses={200: OpenApiTypes.OBJECT, 404: Detail}, examples=[_RECORD])
    def retrieve(self, request: Request, pk: Any) -> Response:
        """The whole record: `stencil-record/1`."""
        return Response(self.get_object().data)

    @extend_schema(
        request=ValueIn,
        responses=_RECORD_RESPONSES,
        examples=[
            OpenApiExample(
                "a field", request_only=True, value={"name": "total", "value": "118.00"}
            ),
            OpenApiExample(
                "a cell", request_only=True, value={"name": "items.name", "row": 0, "value": "Tea"}
            ),
        ],
    )
    @action(detail=True, methods=["post"])
    def values(self, request: Request, pk: Any) -> Response:
        """Decide a value; it is accepted from then on, also when the document is read again.

        Where two people have settled it, it is in doubt again: yours is the first of two opinions.
        """
        return self._decide(ValueIn, decisions.decide_value)

    @extend_schema(request=RuleIn, responses=_RECORD_RESPONSES)
    @action(detail=True, methods=["post"])
    def rules(self, request: Request, pk: Any) -> Response:
        """Let a failed rule pass, for a reason."""
        return self._decide(RuleIn, decisions.override_rule)

    @extend_schema(request=ReasonIn, responses=_RECORD_RESPONSES)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: Any) -> Response:
        """Accept a record in spite of unplaced text, missing rows or a possible duplicate."""
        return self._decide(ReasonIn, decisions.accept)

    @extend_schema(request=ReasonIn, responses=_RECORD_RESPONSES)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: Any) -> Response:
        """Set a record aside."""
        return self._decide(ReasonIn, decisions.reject)

    @extend_schema(request=VersionIn, responses=_RECORD_RESPONSES)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: Any) -> Response:
        """Take back that a record was accepted or rejected as a whole."""
        return self._decide(VersionIn, decisions.reopen)

    @extend_schema(responses=DecisionOut(many=True), filters=False)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def decisions(self, request: Request, pk: Any) -> Response:
        """Who decided what about a record, oldest first."""
        found = self.get_object().decisions.select_related("decided_by")
        return Response(DecisionOut(found, many=True).data)

    def _decide(self, form_class: type[VersionIn], decide: Callable[..., Record]) -> Response:
        form = form_class(data=self.request.data)
        form.is_valid(raise_exception=True)
        record = self.get_object()
        try:
            record = decide(record.pk, user=self.request.user, **form.validated_data)
        except decisions.OutdatedError as error:
            raise Outdated(str(error)) from None
        except decisions.DecisionError as error:
            raise ValidationError(str(error)) from None
        return Response(record.data)
