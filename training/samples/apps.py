"""The samples app."""

from __future__ import annotations

from django.apps import AppConfig


class SamplesConfig(AppConfig):
    """Crops with their texts: what people decided, and what was brought along."""

    name = "training.samples"
    label = "samples"
    verbose_name = "Samples"
    default_auto_field = "django.db.models.BigAutoField"
