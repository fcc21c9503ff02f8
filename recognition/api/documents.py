"""Documents over HTTP: handed in, followed, read again, deleted."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from recognition import actions, page_images, storage
from recognition.api.filters import DocumentFilter
from recognition.api.serializers import (
    AssignIn,
    BatchOut,
    BulkIn,
    BulkOut,
    Detail,
    DocumentOut,
    DocumentsIn,
)
from recognition.intake import take_in
from recognition.models import Batch, Document, Record, Upload
from recognition.pages.opening import UnreadableFile

_TAKEN_IN = OpenApiExample(
    "two files",
    response_only=True,
    status_codes=["202"],
    value={
        "id": "5f0e9c1a-6a44-4a0e-9a5d-0f9a9f6f7c11",
        "created_at": "2026-11-21T09:00:00Z",
        "finished": False,
        "uploads": [
            {
                "name": "invoice.pdf",
                "document": "0b9a3d5e-2f7c-4a53-8a3f-2f6a1c6f1a10",
                "duplicate": False,
                "problem": "",
                "state": "queued",
            },
            {
                "name": "empty.pdf",
                "document": None,
                "duplicate": False,
                "problem": "empty.pdf is empty. Check the file and send it again.",
                "state": None,
            },
        ],
    },
)
_SAFE_NAME = re.compile(r"[^\w.\- ]")


class DocumentViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    GenericViewSet[Document],
):
    """Files that were handed in."""

    serializer_class = DocumentOut
    filterset_class = DocumentFilter
    lookup_value_converter = "uuid"
    permissions = {
        "GET": "recognition.view_document",
        "POST": "recognition.change_document",
        "DELETE": "recognition.delete_document",
        "create": "recognition.add_document",
    }

    def get_queryset(self) -> QuerySet[Document]:
        return Document.objects.select_related("assigned").prefetch_related(
            Prefetch("records", Record.objects.summaries().order_by("part"))
        )

    @extend_schema(
        request={"multipart/form-data": DocumentsIn},
        responses={202: BatchOut, 400: Detail},
        examples=[_TAKEN_IN],
    )
    def create(self, request: Request) -> Response:
        """Hand in files; they are read in the background. Poll the documents or the batch.

        Files that can't be taken in are named with their problem; with none left it is a 400.
        """
        files = request.FILES.getlist("files") or request.FILES.getlist("file")
        wanted = {key: request.data[key] for key in ("template", "split") if key in request.data}
        form = DocumentsIn(data={**wanted, "files": files})
        form.is_valid(raise_exception=True)
        batch = take_in(
            form.validated_data["files"],
            request.user,
            Batch.Source.API,
            template=form.validated_data.get("template"),
            split=form.validated_data["split"],
        )
        uploads = Upload.objects.filter(batch=batch)
        if not uploads.filter(document__isnull=False).exists():
            raise ValidationError({"files": [upload.problem for upload in uploads]})
        return Response(BatchOut(_batch(batch)).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: Any) -> Response:
        """Delete a document with its records and its bytes."""
        actions.delete([self.get_object().pk])
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=DocumentOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: Any) -> Response:
        """Stop reading a document that waits or is being read."""
        if not actions.cancel([self.get_object().pk]):
            raise ValidationError("This document is neither waiting nor being read.")
        return Response(DocumentOut(self.get_object()).data)

    @extend_schema(request=None, responses={202: DocumentOut})
    @action(detail=True, methods=["post"])
    def reprocess(self, request: Request, pk: Any) -> Response:
        """Read a document again with the current templates; people's decisions are kept."""
        actions.reprocess([self.get_object().pk])
        return Response(DocumentOut(self.get_object()).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=AssignIn, responses={202: DocumentOut, 400: Detail})
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: Any) -> Response:
        """Read a document with a template of your choice; null: let one be chosen again."""
        form = AssignIn(data=request.data)
        form.is_valid(raise_exception=True)
        actions.assign(self.get_object(), form.validated_data["template"])
        return Response(DocumentOut(self.get_object()).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=BulkIn, responses={200: BulkOut, 400: Detail, 403: Detail})
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Cancel, delete or read again many documents; unknown ones are passed over."""
        form = BulkIn(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data["action"]
        if wanted == "delete" and not request.user.has_perm("recognition.delete_document"):
            self.permission_denied(request, message="Your role may not delete documents.")
        count = getattr(actions, wanted)(form.validated_data["ids"])
        return Response({"count": count})

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: Detail})
    @action(detail=True)
    def file(self, request: Request, pk: Any) -> FileResponse:
        """Download the document's bytes as they were handed in."""
        document = self.get_object()
        try:
            content = storage.opened(document.sha256)
        except FileNotFoundError:
            raise NotFound("The file store has lost this document's bytes.") from None
        name = _SAFE_NAME.sub("_", document.name)
        return FileResponse(
            content, as_attachment=True, filename=name, content_type="application/octet-stream"
        )

    @extend_schema(
        parameters=[
            OpenApiParameter("number", OpenApiTypes.INT, OpenApiParameter.PATH),
            OpenApiParameter(
                "size",
                OpenApiTypes.INT,
                enum=list(page_images.SIZES),
                description="longest side in pixels; 0, the default, is the page's own size",
            ),
        ],
        responses={(200, "image/png"): OpenApiTypes.BINARY, 400: Detail, 404: Detail},
    )
    @action(detail=True, url_path="pages/<int:number>")
    def page(self, request: Request, pk: Any, number: int) -> HttpResponse:
        """See a page as PNG; boxes of records are in pixels of size 0."""
        size = request.query_params.get("size", "0")
        if size not in {str(known) for known in page_images.SIZES}:
            raise ValidationError({"size": f"Choose one of {page_images.SIZES}."})
        try:
            png = page_images.page_png(self.get_object(), number, int(size))
        except (page_images.PageMissing, UnreadableFile) as error:
            raise NotFound(str(error)) from None
        except FileNotFoundError:
            raise NotFound("The file store has lost this document's bytes.") from None
        response = HttpResponse(png, content_type="image/png")
        response["Cache-Control"] = "private, max-age=86400"
        return response


class BatchViewSet(mixins.RetrieveModelMixin, GenericViewSet[Batch]):
    """Files that were handed in together."""

    serializer_class = BatchOut
    lookup_value_converter = "uuid"
    permissions = {"GET": "recognition.view_document"}

    def get_queryset(self) -> QuerySet[Batch]:
        return Batch.objects.prefetch_related("uploads__document")


def _batch(batch: Batch) -> Batch:
    return Batch.objects.prefetch_related("uploads__document").get(pk=batch.pk)
