"""Addresses of alerts, accuracy and thresholds under /api/v1/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from training.watching.api.views import AlertViewSet, QualityView, ThresholdView

router = SimpleRouter(use_regex_path=False)
router.register("watching/alerts", AlertViewSet, basename="alert")

urlpatterns = [
    path("watching/templates/<slug:name>/", QualityView.as_view(), name="quality-api"),
    path(
        "watching/templates/<slug:name>/thresholds/",
        ThresholdView.as_view(),
        name="thresholds-api",
    ),
    *router.urls,
]
