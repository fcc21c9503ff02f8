"""Addresses of documents and records under /api/v1/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from recognition.api.documents import BatchViewSet, DocumentViewSet
from recognition.api.downloads import RecordDownloadView
from recognition.api.ocr import OcrView
from recognition.api.records import RecordViewSet

router = SimpleRouter(use_regex_path=False)
router.register("documents", DocumentViewSet, basename="document")
router.register("batches", BatchViewSet, basename="batch")
router.register("records", RecordViewSet, basename="record")

urlpatterns = [
    path("records/download/", RecordDownloadView.as_view(), name="record-download"),
    path("ocr", OcrView.as_view(), name="ocr"),
    *router.urls,
]
