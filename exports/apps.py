"""The exports app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Accepted records on their way to other systems."""

    name = "exports"
    verbose_name = "Delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from recognition.signals import record_changed

        record_changed.connect(_enqueue, dispatch_uid="exports.enqueue")


def _enqueue(sender: object, record: Any, why: str, **_: Any) -> None:
    from exports import outbox

    outbox.enqueue_change(record, why)
