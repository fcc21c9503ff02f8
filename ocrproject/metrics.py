"""Figures for Prometheus, counted in the database so that every process tells the same."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Avg, Count, ExpressionWrapper, F, Max, Min
from django.db.models.fields import DurationField
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from recognition.models import Document, FieldValue, Record
from templates_app.models import Template

_WINDOW = timedelta(minutes=5)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer signed-in staff, and whoever sends STENCIL_METRICS_TOKEN as a bearer token."""
    if not _allowed(request):
        return HttpResponseForbidden(
            "Set STENCIL_METRICS_TOKEN and send it as: Authorization: Bearer TOKEN\n"
        )
    registry = CollectorRegistry()
    registry.register(_Figures())
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4")


def _allowed(request: HttpRequest) -> bool:
    if request.user.is_authenticated and request.user.is_staff:
        return True
    sent = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and secrets.compare_digest(sent.encode(), wanted.encode())


class _Figures(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _by("stencil_documents", "Documents by state", "state", Document)
        yield _by("stencil_records", "Records by status", "status", Record)
        yield _one(
            "stencil_templates", "Active templates", Template.objects.filter(active=True).count()
        )
        doubtful = FieldValue.objects.filter(accepted=False, record__status="needs_review").count()
        yield _one("stencil_doubtful_values", "Values that wait for a person", doubtful)
        oldest = Document.objects.filter(state="queued").aggregate(at=Min("queued_at"))["at"]
        waited = (timezone.now() - oldest).total_seconds() if oldest else 0.0
        yield _one("stencil_queue_oldest_seconds", "How long the oldest has waited", waited)
        recent = Document.objects.filter(
            state="done", finished_at__gte=timezone.now() - _WINDOW
        ).aggregate(
            count=Count("pk"),
            mean=Avg(_READING),
            most=Max(_READING),
        )
        yield _one("stencil_read_recently", "Documents read in 5 minutes", recent["count"])
        for name, word in (("mean", "Mean"), ("most", "Longest")):
            seconds = recent[name].total_seconds() if recent[name] else 0.0
            text = f"{word} time for a document in 5 minutes"
            yield _one(f"stencil_read_seconds_{name}", text, seconds)


_READING = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())


def _by(
    name: str, text: str, column: str, model: type[Document] | type[Record]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[column])
    counts = dict(model.objects.order_by().values_list(column).annotate(count=Count("pk")))
    for value, _ in model._meta.get_field(column).choices or ():
        family.add_metric([value], counts.get(value, 0))
    return family


def _one(name: str, text: str, value: float) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text)
    family.add_metric([], value)
    return family
