"""The review app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReviewConfig(AppConfig):
    """What the machine doubts, on its way to a person's decision."""

    name = "review"
    verbose_name = "Review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from recognition.signals import record_changed, value_decided, value_said

        record_changed.connect(_keep_queue, dispatch_uid="review.queue")
        value_said.connect(_keep_opinion, dispatch_uid="review.contested")
        value_decided.connect(_need_two, dispatch_uid="review.four_eyes")
        post_migrate.connect(_catch_up, sender=self)


def _keep_queue(sender: object, record: Any, before: Any, **_: Any) -> None:
    from review import queue

    queue.keep(record, before)


def _keep_opinion(sender: object, signal: Any, **said: Any) -> bool:
    from review import deciding

    return deciding.contest(**said) is not None


def _need_two(sender: object, decision: Any, **_: Any) -> None:
    from review import four_eyes

    four_eyes.require(decision)


def _catch_up(sender: object, **_: Any) -> None:
    from review import queue

    queue.catch_up()
