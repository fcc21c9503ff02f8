"""Samples and collections over HTTP."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.db.models import Count, QuerySet
from django.http import FileResponse, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from recognition.api.serializers import Detail
from recognition.wording import in_words
from training.samples import pictures, setting_aside
from training.samples.api.filters import SampleFilter
from training.samples.api.serializers import (
    ChangedOut,
    ChosenIn,
    CollectionOut,
    DownloadIn,
    FolderIn,
    ReportOut,
    SampleOut,
    SetAsideIn,
)
from training.samples.demanding import DemandError, demands_of
from training.samples.folder_reading import Form, SourceError, read_folder
from training.samples.folder_writing import FolderError
from training.samples.importing import ImportingError, Report, bring_in, look_through
from training.samples.models import Collection, Sample
from training.samples.packing import packed
from training.samples.stored import crops_of
from training.samples.zip_folder import unpacked


class SampleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Sample]):
    """Crops with their texts, from people's decisions and from labelled folders."""

    queryset = Sample.objects.select_related("collection", "decided_by").order_by(
        "-created_at", "pk"
    )
    serializer_class = SampleOut
    filterset_class = SampleFilter
    lookup_value_converter = "uuid"
    permissions = {"GET": "samples.view_sample", "POST": "samples.change_sample"}

    @extend_schema(responses={(200, "image/png"): OpenApiTypes.BINARY, 404: Detail})
    @action(detail=True)
    def crop(self, request: Request, pk: Any) -> HttpResponse:
        """See a sample's crop as PNG or JPEG."""
        try:
            data, kind = pictures.shown(self.get_object())
        except FileNotFoundError:
            raise NotFound("This crop is not cut yet, or the file store has lost it.") from None
        response = HttpResponse(data, content_type=kind)
        response["Cache-Control"] = "private, max-age=86400"
        return response

    @extend_schema(request=SetAsideIn, responses={200: ChangedOut, 400: Detail})
    @action(detail=False, methods=["post"], url_path="set-aside")
    def set_aside(self, request: Request) -> Response:
        """Keep samples from training, for a reason; they stay and can be taken back in."""
        form = _valid(SetAsideIn, request.data)
        chosen = Sample.objects.filter(pk__in=form["ids"])
        try:
            count = setting_aside.set_aside(chosen, request.user, form["reason"])
        except ValueError as error:
            raise ValidationError({"reason": str(error)}) from None
        return Response({"count": count})

    @extend_schema(request=ChosenIn, responses={200: ChangedOut, 400: Detail})
    @action(detail=False, methods=["post"], url_path="take-in")
    def take_in(self, request: Request) -> Response:
        """Let samples train again that were set aside."""
        form = _valid(ChosenIn, request.data)
        count = setting_aside.take_in(Sample.objects.filter(pk__in=form["ids"]))
        return Response({"count": count})

    @extend_schema(
        parameters=[OpenApiParameter("form", enum=[form.value for form in Form])],
        responses={(200, "application/zip"): OpenApiTypes.BINARY, 400: Detail},
    )
    @action(detail=False, pagination_class=None)
    def download(self, request: Request) -> FileResponse:
        """Download the samples for training under the filters, as a zip of a labelled folder."""
        form = _valid(DownloadIn, request.query_params)["form"]
        chosen = self.filter_queryset(self.get_queryset())
        try:
            file = packed(crops_of(chosen), Form(form))
        except FolderError as error:
            raise ValidationError({"form": str(error)}) from None
        return FileResponse(file, as_attachment=True, filename="samples.zip")


class CollectionViewSet(mixins.ListModelMixin, mixins.DestroyModelMixin, GenericViewSet):
    """Labelled folders that were brought along."""

    serializer_class = CollectionOut
    lookup_field = "name"
    lookup_value_converter = "slug"
    permissions = {
        "GET": "samples.view_sample",
        "POST": "samples.add_collection",
        "DELETE": "samples.delete_collection",
    }

    def get_queryset(self) -> QuerySet[Collection]:
        return (
            Collection.objects.select_related("created_by")
            .annotate(sample_count=Count("samples"))
            .order_by("name")
        )

    @extend_schema(
        request={"multipart/form-data": FolderIn},
        responses={200: ReportOut, 201: ReportOut, 400: Detail},
    )
    def create(self, request: Request) -> Response:
        """Bring a labelled folder in; bad files are named with their reason and left out.

        201 where something was kept, 200 where nothing was.
        """
        form = _valid(FolderIn, request.data)
        with tempfile.TemporaryDirectory() as folder:
            try:
                demands = demands_of(form["charset"], form["size"])
                found = read_folder(unpacked(form["file"], Path(folder)))
                if form["verify_only"]:
                    report = look_through(found, form["name"], demands)
                else:
                    report = bring_in(found, form["name"], request.user, demands)
            except (SourceError, ImportingError, DemandError) as error:
                raise ValidationError({"file": str(error)}) from None
        code = status.HTTP_201_CREATED if report.kept else status.HTTP_200_OK
        return Response(_stated(report), status=code)


def _stated(report: Report) -> dict[str, Any]:
    return {
        "collection": report.collection,
        "kept": report.kept,
        "known": report.known,
        "good": report.good,
        "bad": [
            {"name": bad.name, "fault": bad.fault, "message": in_words(bad.message)}
            for bad in report.bad
        ],
        "faults": report.faults,
    }


def _valid(form: type[Any], data: Any) -> dict[str, Any]:
    filled = form(data=data)
    filled.is_valid(raise_exception=True)
    valid: dict[str, Any] = filled.validated_data
    return valid
