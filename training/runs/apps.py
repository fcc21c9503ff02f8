"""The training app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Runs that teach readers, and which of the readers reads."""

    name = "training.runs"
    label = "training"
    verbose_name = "Training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from recognition.signals import documents_deleted
        from training.samples.models import Collection

        documents_deleted.connect(_forget_documents, dispatch_uid="training.forget")
        post_delete.connect(
            _forget_collection, sender=Collection, dispatch_uid="training.forget_collection"
        )


def _forget_documents(sender: object, digests: set[str], **_: Any) -> None:
    from training.runs import forgetting

    forgetting.forget_everywhere(digests)


def _forget_collection(sender: object, **_: Any) -> None:
    from django.db import transaction

    from training.runs import forgetting

    transaction.on_commit(forgetting.forget_everywhere, robust=True)
