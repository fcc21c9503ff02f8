"""Alerts, accuracy and thresholds over HTTP."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from recognition.api.serializers import Detail
from templates_app.drafts import DraftError
from templates_app.models import Template
from training.watching import using
from training.watching.api.serializers import (
    AlertOut,
    DraftOut,
    PointOut,
    QualityOut,
    ThresholdIn,
)
from training.watching.collecting import quality_of
from training.watching.models import Alert
from training.watching.present_reader import of_present_reader
from training.watching.report import report_of
from training.watching.thresholds import curve


class AlertFilter(django_filters.FilterSet):
    """?open=true&template=vat-einvoice&kind=accuracy"""

    open = django_filters.BooleanFilter(field_name="closed_at", lookup_expr="isnull")
    template = django_filters.CharFilter(field_name="template__name")
    kind = django_filters.ChoiceFilter(choices=Alert.Kind.choices)

    class Meta:
        model = Alert
        fields: tuple[str, ...] = ()


class AlertViewSet(mixins.ListModelMixin, GenericViewSet[Alert]):
    """What has got worse, newest first."""

    serializer_class = AlertOut
    filterset_class = AlertFilter
    permissions = {"GET": "watching.view_alert"}

    def get_queryset(self) -> QuerySet[Alert]:
        return Alert.objects.select_related("template")


class QualityView(APIView):
    """How well one kind of document is read."""

    permissions = {"GET": "watching.view_alert"}

    @extend_schema(responses={200: QualityOut, 404: Detail})
    def get(self, request: Request, name: str) -> Response:
        """Accuracy week by week from audits and decisions, drift, and characters unknown."""
        get_object_or_404(Template, name=name)
        return Response(QualityOut(report_of(name, timezone.now())).data)


class ThresholdView(APIView):
    """What the thresholds of a field would mean, and the use of one."""

    permissions = {"GET": "watching.view_alert", "POST": "templates_app.add_templateversion"}

    @extend_schema(
        parameters=[OpenApiParameter("field", required=True, description="or table.column")],
        responses={200: PointOut(many=True), 404: Detail},
    )
    def get(self, request: Request, name: str) -> Response:
        """The share accepted against the error expected, threshold by threshold.

        Of the present reader's values alone once enough of them are judged.
        """
        get_object_or_404(Template, name=name)
        observed = quality_of(name).fields.get(request.query_params.get("field", ""))
        if observed is None:
            raise NotFound("No value of this field was read in the last year.")
        return Response(PointOut(curve(of_present_reader(observed).observed), many=True).data)

    @extend_schema(request=ThresholdIn, responses={201: DraftOut, 400: Detail, 404: Detail})
    def post(self, request: Request, name: str) -> Response:
        """Put a threshold into the template's draft; publish the draft to put it to use."""
        template = get_object_or_404(Template, name=name)
        form = ThresholdIn(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        try:
            draft = using.use_threshold(template, given["field"], given["threshold"], request.user)
        except (using.ThresholdError, DraftError) as error:
            raise ValidationError(str(error)) from None
        return Response(
            {"draft": draft.pk, "revision": draft.revision}, status=status.HTTP_201_CREATED
        )
