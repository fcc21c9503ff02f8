"""The five roles, each a group whose permissions stand here."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission

_READ = (
    "recognition.view_document",
    "recognition.view_record",
    "recognition.view_recordversion",
    "recognition.view_decision",
    "recognition.view_batch",
    "recognition.view_upload",
    "templates_app.view_template",
    "templates_app.view_templateversion",
    "exports.view_destination",
    "exports.view_mapping",
    "exports.view_delivery",
    "samples.view_sample",
    "samples.view_collection",
    "watching.view_alert",
)
_OPERATE = (
    "recognition.add_document",
    "recognition.change_document",
    "recognition.delete_document",
    "exports.change_delivery",
)
_REVIEW = (
    "recognition.change_record",
    "recognition.add_decision",
    "samples.change_sample",
    "review.view_doubt",
    "review.change_doubt",
)
_SETTLE = ("review.settle_escalated",)
_DEFINE = (
    "templates_app.add_template",
    "templates_app.change_template",
    "templates_app.add_templateversion",
    "review.change_templatereview",
)
_COLLECT = ("samples.add_collection", "samples.delete_collection")
_DELIVER = tuple(
    f"exports.{action}_{model}"
    for model in ("destination", "mapping")
    for action in ("add", "change", "delete")
)

_TRAIN = (
    "training.view_trainingrun",
    "training.add_trainingrun",
    "training.change_trainingrun",
    "training.view_promotion",
    "training.add_promotion",
)

ROLES: dict[str, tuple[str, ...]] = {
    "designer": _READ + _DEFINE + ("recognition.add_document", "recognition.change_document"),
    "operator": _READ + _OPERATE,
    "reviewer": _READ + _REVIEW,
    "integrator": _READ + _OPERATE + _REVIEW + _SETTLE + _DEFINE + _COLLECT + _DELIVER,
    "admin": (
        _READ
        + _OPERATE
        + _REVIEW
        + _SETTLE
        + _DEFINE
        + _COLLECT
        + _DELIVER
        + _TRAIN
        + (
            "templates_app.delete_template",
            "auth.view_user",
            "auth.add_user",
            "auth.change_user",
            "auth.delete_user",
            "auth.view_group",
            "accounts.view_apitoken",
            "accounts.add_apitoken",
            "accounts.change_apitoken",
        )
    ),
}


def sync_roles(sender: AppConfig | None = None, **_: Any) -> None:
    """Make each role's group hold exactly the permissions above.

    Runs after every app's migration and does its work once, after the last app's, because the
    permissions of an app exist only then.
    """
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if sender is not None and sender.label != last.label:
        return
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role, wanted in ROLES.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set([known[name] for name in wanted])
