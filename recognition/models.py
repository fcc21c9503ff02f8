"""Documents, what was read of them, and what people decided about it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from templates_app.models import Template, TemplateVersion


class Document(models.Model):
    """One file by its bytes; the row is the truth about the job that reads it.

    published_at and publications: when and how often a message for it went to the broker.
    claim: the worker's word for the attempt that runs now; a result is stored under no other.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        PROCESSING = "processing", _("being read")
        DONE = "done", _("read")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("bytes"))
    created_at = models.DateTimeField(_("added"), auto_now_add=True, db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("added by"),
    )

    assigned = models.ForeignKey(
        Template,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned template"),
    )
    split = models.BooleanField(_("split into several documents"), default=True)

    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.QUEUED, db_index=True
    )
    page_count = models.PositiveIntegerField(_("pages"), null=True)
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    claim = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    queued_at = models.DateTimeField(_("waiting since"), auto_now_add=True)
    published_at = models.DateTimeField(null=True, editable=False)
    publications = models.PositiveIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=("state", "queued_at"))]

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """Files that were handed in together."""

    class Source(models.TextChoices):
        PAGE = "page", _("upload page")
        API = "api", _("API")
        DEMO = "demo", _("demo")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("handed in"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("handed in by"),
    )
    source = models.CharField(_("way"), max_length=8, choices=Source)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class Upload(models.Model):
    """One file of a batch; the same bytes twice are two uploads of one document.

    problem: why the file was not taken in; the document is null then.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="uploads")
    document = models.ForeignKey(Document, models.CASCADE, null=True, related_name="uploads")
    name = models.CharField(_("file name"), max_length=255)
    duplicate = models.BooleanField(_("known already"), default=False)
    problem = models.TextField(_("problem"), blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name


class RecordQuerySet(models.QuerySet["Record"]):
    """Records, whole or without what makes them large."""

    def summaries(self) -> RecordQuerySet:
        """What lists show: the reason apart, content left in the database until asked for."""
        return (
            self.select_related("document", "template_version__template")
            .annotate(stated_reason=KT("data__reason"))
            .defer("data", "template_version__content", "template_version__static")
        )


class Record(models.Model):
    """What was read of one document in a file, and what people made of it.

    data: the `stencil-record/1` document; status, template and version in columns repeat it
        for lists and filters.
    """

    class Status(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        NEEDS_REVIEW = "needs_review", _("needs review")
        UNMATCHED = "unmatched", _("unmatched")
        FAILED = "failed", _("failed")
        REJECTED = "rejected", _("rejected")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(
        Document, models.CASCADE, related_name="records", verbose_name=_("document")
    )
    part = models.PositiveIntegerField(_("part"), default=1)
    status = models.CharField(_("status"), max_length=12, choices=Status, db_index=True)
    template_version = models.ForeignKey(
        TemplateVersion,
        models.PROTECT,
        null=True,
        related_name="records",
        verbose_name=_("template version"),
    )
    score = models.FloatField(_("score"), null=True)
    pages = models.JSONField(_("pages"), default=list)
    data = models.JSONField(_("record"))
    record_version = models.PositiveIntegerField(_("record version"), default=1)
    created_at = models.DateTimeField(_("created"), auto_now_add=True, db_index=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "part")
        verbose_name = _("record")
        verbose_name_plural = _("records")
        constraints = [
            models.UniqueConstraint(fields=("document", "part"), name="one_record_for_each_part")
        ]

    def __str__(self) -> str:
        return f"{self.document.name} · {self.part}" if self.part > 1 else self.document.name

    @property
    def reason(self) -> str:
        """Why it is unmatched, failed or rejected, for a person."""
        if hasattr(self, "stated_reason"):
            return self.stated_reason or ""
        return str(self.data.get("reason") or "")


class RecordVersion(models.Model):
    """A record as it stood before a change, so that nothing is lost."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    data = models.JSONField(_("record"))
    replaced_at = models.DateTimeField(_("replaced"), auto_now_add=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    why = models.CharField(_("why"), max_length=300)

    class Meta:
        ordering = ("record", "-number")
        verbose_name = _("earlier state")
        verbose_name_plural = _("earlier states")
        constraints = [
            models.UniqueConstraint(fields=("record", "number"), name="one_of_each_record_version")
        ]

    def __str__(self) -> str:
        return f"{self.record} v{self.number}"


class FieldValue(models.Model):
    """One value of a record as a row, for search and for the queue of doubtful ones.

    name: the field, or ``table.column``; row: place in the table from 0, null for a field.
    start: the value's first characters, short enough for every database's index.
    """

    START = 120

    record = models.ForeignKey(Record, models.CASCADE, related_name="values")
    name = models.CharField(_("field"), max_length=127)
    row = models.PositiveIntegerField(_("row"), null=True)
    value = models.TextField(_("value"), null=True)
    start = models.CharField(max_length=START, blank=True, editable=False)
    text = models.TextField(_("text"), null=True)
    confidence = models.FloatField(_("confidence"))
    accepted = models.BooleanField(_("accepted"))
    reason = models.TextField(_("reason"), blank=True)
    source = models.CharField(_("source"), max_length=12, blank=True)

    class Meta:
        ordering = ("record", "id")
        verbose_name = _("value")
        verbose_name_plural = _("values")
        indexes = [models.Index(fields=("name", "start"))]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, all of them or those that count."""

    def standing(self) -> DecisionQuerySet:
        """Those that nobody has taken back, with who took them."""
        return self.filter(taken_back_at=None).select_related("decided_by")


class Decision(models.Model):
    """What a person decided about a record; kept when the document is read again.

    name: the field, ``table.column`` or the rule; row: place in the table from 0.
    machine: the reading it replaced, with its place on the page, to learn from and to find
        the cell again.
    region: where the value really stands, ``{"page": n, "box": [[x, y], ...]}`` with the corners
        in pixels of the page at its own size as in a reading's ``box``; null for the machine's
        own place.
    token: the sender's word for this decision; sent twice it counts once.
    taken_back_at: from then on it no longer counts; it is never deleted.
    """

    class Kind(models.TextChoices):
        VALUE = "value", _("value decided")
        RULE = "rule", _("rule overridden")
        ACCEPT = "accept", _("record accepted")
        REJECT = "reject", _("record rejected")

    record = models.ForeignKey(Record, models.CASCADE, related_name="decisions")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("field or rule"), max_length=127, blank=True)
    row = models.PositiveIntegerField(_("row"), null=True)
    value = models.JSONField(_("value"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    machine = models.JSONField(_("reading"), null=True)
    region = models.JSONField(_("place"), null=True)
    token = models.UUIDField(null=True, unique=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), auto_now_add=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("decided_at", "id")
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name or self.record}"

    def as_entry(self) -> dict[str, Any]:
        """Return who and why, as the record states it."""
        user = self.decided_by
        return {"by": user.get_username() if user else None, "reason": self.reason}
