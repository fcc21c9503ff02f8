"""Where accepted records go, what of them, and the outbox that knows how far each has come."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from exports.definition import Definition, parse_definition
from exports.sealing import seal, unseal
from recognition.models import Record
from templates_app.models import Template


class Destination(models.Model):
    """A system that takes records.

    sealed: its settings with the credentials, encrypted; never shown again.
    shown: its address without credentials.
    failure: the last reason for which it took nothing, empty while it takes.
    """

    class Kind(models.TextChoices):
        DATABASE = "database", _("database")
        WEBHOOK = "webhook", _("webhook")
        FOLDER = "folder", _("folder")
        S3 = "s3", _("S3 bucket")

    name = models.CharField(
        _("name"),
        max_length=63,
        unique=True,
        validators=[
            RegexValidator(r"^[\w][\w .\-]*$", _("Use letters, digits, - _ . and spaces."))
        ],
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    enabled = models.BooleanField(_("enabled"), default=True)
    sealed = models.TextField(editable=False)
    shown = models.CharField(_("address"), max_length=500, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    last_success_at = models.DateTimeField(_("last success"), null=True, editable=False)
    last_failure_at = models.DateTimeField(_("last failure"), null=True, editable=False)
    failure_code = models.CharField(max_length=20, blank=True, editable=False)
    failure = models.TextField(_("trouble"), blank=True, editable=False)

    class Meta:
        ordering = ("name",)
        verbose_name = _("destination")
        verbose_name_plural = _("destinations")

    def __str__(self) -> str:
        return self.name

    def keep_settings(self, options: dict[str, Any]) -> None:
        """Encrypt the settings; the caller saves."""
        self.sealed = seal(options)

    def open_settings(self) -> dict[str, Any]:
        """Return the settings with the credentials; raises Failure where the key is lost."""
        return unseal(self.sealed)

    @property
    def health(self) -> str:
        """`off`, `failing`, `healthy` or `unused`."""
        if not self.enabled:
            return "off"
        if self.failure:
            return "failing"
        return "healthy" if self.last_success_at else "unused"


class Mapping(models.Model):
    """What of a template's records a destination gets, and where it stands there.

    definition: the `stencil-mapping/1` document; version grows with each change of it.
    paused_until: after trouble of the destination nothing is tried before; failures counts the
        times in a row, trouble says which.
    """

    template = models.ForeignKey(
        Template, models.CASCADE, related_name="mappings", verbose_name=_("template")
    )
    destination = models.ForeignKey(
        Destination, models.CASCADE, related_name="mappings", verbose_name=_("destination")
    )
    enabled = models.BooleanField(_("enabled"), default=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    definition = models.JSONField(_("definition"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    failures = models.PositiveIntegerField(default=0, editable=False)
    paused_until = models.DateTimeField(_("paused until"), null=True, editable=False)
    trouble_code = models.CharField(max_length=20, blank=True, editable=False)
    trouble = models.TextField(_("trouble"), blank=True, editable=False)

    class Meta:
        ordering = ("template__name", "destination__name")
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        constraints = [
            models.UniqueConstraint(
                fields=("template", "destination"), name="one_mapping_for_each_destination"
            )
        ]

    def __str__(self) -> str:
        return f"{self.template.name} → {self.destination.name}"

    def parsed(self) -> Definition:
        """Return the definition; raises DefinitionError."""
        return parse_definition(self.definition)


class MappingVersion(models.Model):
    """A mapping's definition as it stood, so that every delivery can be explained."""

    mapping = models.ForeignKey(Mapping, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField(_("definition"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ("mapping", "-number")
        verbose_name = _("mapping version")
        verbose_name_plural = _("mapping versions")
        constraints = [
            models.UniqueConstraint(
                fields=("mapping", "number"), name="one_of_each_mapping_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mapping} v{self.number}"


class Delivery(models.Model):
    """One state of one record for one mapping: a row of the outbox.

    Rows of one record are delivered in the order of their versions. claim and lease_until: the
    process that delivers it now, and until when it has to be heard of.
    """

    class Action(models.TextChoices):
        PUT = "put", _("write")
        TAKE_BACK = "take_back", _("take back")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being delivered")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")
        SUPERSEDED = "superseded", _("superseded")

    id = models.BigAutoField(primary_key=True)
    mapping = models.ForeignKey(Mapping, models.CASCADE, related_name="deliveries")
    record = models.ForeignKey(Record, models.CASCADE, related_name="deliveries")
    record_version = models.PositiveIntegerField(_("record version"))
    action = models.CharField(_("action"), max_length=9, choices=Action, default=Action.PUT)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.QUEUED, db_index=True
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"))
    claim = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    mapping_version = models.PositiveIntegerField(_("mapping version"), null=True)
    code = models.CharField(_("code"), max_length=20, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("queued"), auto_now_add=True, db_index=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=("state", "next_at")),
            models.Index(fields=("mapping", "state")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("mapping", "record", "record_version"), name="one_delivery_of_each_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record} v{self.record_version} → {self.mapping.destination.name}"

    @property
    def key(self) -> uuid.UUID:
        """The same for every attempt at this delivery, so that a receiver knows it again."""
        return uuid.uuid5(
            uuid.NAMESPACE_URL,
            f"stencil:delivery:{self.mapping_id}:{self.record_id}:{self.record_version}",
        )
