"""The pages that people see."""

from django.apps import AppConfig


class FrontendConfig(AppConfig):
    """Templates, static files and thin views; it has no models."""

    name = "frontend"
