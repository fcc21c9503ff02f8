"""Filtered records as a file."""

from __future__ import annotations

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request

from recognition import downloads
from recognition.api.filters import RecordFilter
from recognition.api.serializers import Detail, RecordSummary
from recognition.models import Record

FORMATS = ("json", "jsonl", "csv", "xlsx")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RecordDownloadView(GenericAPIView[Record]):
    """Records that a filter finds, as one file."""

    queryset = Record.objects.select_related("document")
    serializer_class = RecordSummary
    filterset_class = RecordFilter
    pagination_class = None
    permissions = {"GET": "recognition.view_record"}

    @extend_schema(
        operation_id="records_download",
        parameters=[
            OpenApiParameter("as", OpenApiTypes.STR, enum=list(FORMATS), default="json"),
            OpenApiParameter(
                "table", OpenApiTypes.STR, description="CSV: the rows of this table, not the fields"
            ),
        ],
        responses={
            (200, "application/json"): OpenApiTypes.BINARY,
            (200, "application/x-ndjson"): OpenApiTypes.BINARY,
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, _XLSX): OpenApiTypes.BINARY,
            400: Detail,
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Download filtered records as JSON, JSON Lines, CSV or XLSX."""
        wanted = request.query_params.get("as", "json")
        if wanted not in FORMATS:
            raise ValidationError({"as": f"Choose one of {', '.join(FORMATS)}."})
        records = self.filter_queryset(self.get_queryset()).order_by("created_at", "part")
        if wanted == "xlsx":
            book = downloads.as_xlsx(records)
            return FileResponse(
                book, as_attachment=True, filename="records.xlsx", content_type=_XLSX
            )
        if wanted == "csv":
            lines = downloads.as_csv(records, request.query_params.get("table") or None)
            response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        elif wanted == "jsonl":
            response = StreamingHttpResponse(
                downloads.as_json_lines(records), content_type="application/x-ndjson"
            )
        else:
            response = StreamingHttpResponse(
                downloads.as_json(records), content_type="application/json"
            )
        response["Content-Disposition"] = f'attachment; filename="records.{wanted}"'
        return response
