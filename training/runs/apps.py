"""The training app."""

from __future__ import annotations

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Runs that teach readers, and which of the readers reads."""

    name = "training.runs"
    label = "training"
    verbose_name = "Training"
    default_auto_field = "django.db.models.BigAutoField"
