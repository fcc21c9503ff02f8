"""Addresses of runs, models and the reader under /api/v1/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from training.runs.api.views import ModelsView, ReaderView, TrainingRunViewSet

router = SimpleRouter(use_regex_path=False)
router.register("training/runs", TrainingRunViewSet, basename="training-run")

urlpatterns = [
    *router.urls,
    path("training/models/", ModelsView.as_view(), name="api-models"),
    path("training/reader/", ReaderView.as_view(), name="api-reader"),
]
