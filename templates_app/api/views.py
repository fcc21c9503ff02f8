"""Templates over HTTP: listed, imported, exported, switched on and off."""

from __future__ import annotations

import json
from typing import Any

import django_filters
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from templates_app.api.serializers import (
    ImportedOut,
    Problems,
    TemplateFilesIn,
    TemplateOut,
    VersionOut,
)
from templates_app.definition.problems import TemplateError
from templates_app.importing import import_template
from templates_app.models import Template

_MOST_BYTES = 4 * 1024 * 1024
_EXAMPLE = OpenApiExample(
    "smallest template",
    request_only=True,
    media_type="application/json",
    value={
        "format": "stencil-template/1",
        "name": "receipt",
        "pages": [{"number": 1, "width": 800, "height": 1200}],
        "fields": [
            {
                "name": "total",
                "type": "amount",
                "box": [500, 900, 700, 940],
                "key": {"text": "Total"},
            }
        ],
    },
)


class TemplateFilter(django_filters.FilterSet):
    """?active=true&name=invoice"""

    active = django_filters.BooleanFilter()
    name = django_filters.CharFilter(lookup_expr="icontains")

    class Meta:
        model = Template
        fields: tuple[str, ...] = ()


class TemplateViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    GenericViewSet[Template],
):
    """Document kinds."""

    serializer_class = TemplateOut
    filterset_class = TemplateFilter
    lookup_field = "name"
    lookup_value_converter = "slug"
    http_method_names = ("get", "post", "patch", "head", "options")
    permissions = {
        "GET": "templates_app.view_template",
        "POST": "templates_app.add_templateversion",
        "PATCH": "templates_app.change_template",
    }

    def get_queryset(self) -> QuerySet[Template]:
        return Template.objects.select_related("current")

    @extend_schema(
        request={"application/json": OpenApiTypes.OBJECT, "multipart/form-data": TemplateFilesIn},
        responses={200: ImportedOut, 201: ImportedOut, 400: Problems},
        examples=[_EXAMPLE],
    )
    def create(self, request: Request) -> Response:
        """Publish a `stencil-template/1` document; equal content makes no new version (200).

        Send the document as JSON, or as a form with the file `template` and its `samples`.
        """
        document, samples = _sent(request)
        try:
            imported = import_template(document, samples, request.user)
        except TemplateError as error:
            problems = [{"place": p.place, "message": p.message} for p in error.problems]
            return Response({"detail": str(error), "problems": problems}, status=400)
        answer = {
            "name": imported.version.template.name,
            "version": imported.version.number,
            "created": imported.created,
            "warnings": imported.warnings,
        }
        code = status.HTTP_201_CREATED if imported.created else status.HTTP_200_OK
        return Response(ImportedOut(answer).data, status=code)

    @extend_schema(
        parameters=[OpenApiParameter("version", OpenApiTypes.INT, description="default: current")],
        responses={200: OpenApiTypes.OBJECT},
    )
    @action(detail=True)
    def export(self, request: Request, name: Any) -> Response:
        """The `stencil-template/1` document as it was imported."""
        template = self.get_object()
        wanted = request.query_params.get("version")
        if wanted is None:
            version = template.current
        elif wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
            version = template.versions.filter(number=int(wanted)).first()
        else:
            raise ValidationError({"version": "Send a number."})
        if version is None:
            raise NotFound(f"{template.name} has no such version.")
        return Response(version.content)

    @extend_schema(responses=VersionOut(many=True), filters=False)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def versions(self, request: Request, name: Any) -> Response:
        """The published versions, newest first."""
        return Response(VersionOut(self.get_object().versions.all(), many=True).data)


def _sent(request: Request) -> tuple[object, dict[str, bytes]]:
    """The document and the samples that a request brings."""
    if not (request.content_type or "").startswith("multipart/"):
        return request.data, {}
    file = request.FILES.get("template")
    if file is None:
        raise ValidationError({"template": "Send the stencil-template/1 file as `template`."})
    samples = {sample.name: sample.read() for sample in request.FILES.getlist("samples")}
    return _document(file), samples


def _document(file: UploadedFile) -> object:
    if (file.size or 0) > _MOST_BYTES:
        raise ValidationError({"template": "The template is larger than 4 MB."})
    try:
        return json.loads(file.read())
    except (ValueError, RecursionError) as error:
        raise ValidationError({"template": f"{file.name} is no readable JSON: {error}"}) from None
