"""The project as an app, so that its commands are found."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Wiring only; it has no models."""

    name = "ocrproject"
