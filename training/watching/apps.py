"""The watching app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class WatchingConfig(AppConfig):
    """How well each kind of document is read over time, and a word where it is read worse."""

    name = "training.watching"
    label = "watching"
    verbose_name = "Watching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from recognition.signals import sweeping

        sweeping.connect(_watch, dispatch_uid="watching.watch")


def _watch(sender: object, **_: Any) -> None:
    from training.watching import alerting

    alerting.watch_when_due()
