"""Every address, by the room that answers it."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from ocrproject import health, metrics

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/v1/", include("templates_app.api.urls")),
    path("api/v1/", include("recognition.api.urls")),
    path("api/v1/", include("training.samples.api.urls")),
    path("api/v1/", include("training.runs.api.urls")),
    path("api/v1/", include("training.watching.api.urls")),
    path("api/v1/", include("review.api.urls")),
    path("api/v1/", include("exports.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("frontend.urls")),
]
