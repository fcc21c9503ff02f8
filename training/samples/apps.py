"""The samples app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class SamplesConfig(AppConfig):
    """Crops with their texts: what people decided, and what was brought along."""

    name = "training.samples"
    label = "samples"
    verbose_name = "Samples"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from recognition.signals import decision_taken_back, sweeping, value_decided
        from training.samples import keeping
        from training.samples.models import Sample

        value_decided.connect(keeping.on_decision, dispatch_uid="samples.keep")
        decision_taken_back.connect(keeping.on_take_back, dispatch_uid="samples.take_back")
        sweeping.connect(_catch_up, dispatch_uid="samples.catch_up")
        post_delete.connect(_forget_crop, sender=Sample, dispatch_uid="samples.forget")


def _catch_up(sender: object, **_: Any) -> None:
    # cutting needs the libraries of images, which a web process can do without
    from training.samples import catching_up

    catching_up.in_passing()


def _forget_crop(sender: object, instance: Any, **_: Any) -> None:
    from django.db import transaction

    from training.samples import crop_store

    transaction.on_commit(lambda: crop_store.forget_quietly([instance.crop]))
