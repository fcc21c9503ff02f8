"""The templates app."""

from django.apps import AppConfig


class TemplatesConfig(AppConfig):
    """Document kinds and their versions."""

    name = "templates_app"
    verbose_name = "Templates"
    default_auto_field = "django.db.models.BigAutoField"
