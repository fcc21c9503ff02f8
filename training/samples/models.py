"""Samples: a crop, what the machine read in it and what is printed there, kept for good."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recognition.models import Decision, Document, Record


class Collection(models.Model):
    """Labelled crops that were brought along, under one name."""

    name = models.SlugField(_("name"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("brought by"),
    )

    class Meta:
        ordering = ("name",)
        verbose_name = _("collection")
        verbose_name_plural = _("collections")

    def __str__(self) -> str:
        return self.name


class SampleQuerySet(models.QuerySet["Sample"]):
    """Samples, by what they are good for."""

    def valid(self) -> SampleQuerySet:
        """Those that still say what people hold to be true."""
        return self.filter(withdrawn_at=None, superseded_by=None)

    def for_training(self) -> SampleQuerySet:
        """Those that readers may learn from or be judged by."""
        return self.valid().filter(obstacle="", set_aside_at=None).exclude(crop="")

    def not_cut(self) -> SampleQuerySet:
        """Those whose crop is still to be cut from its page."""
        return self.filter(
            crop="", uncut_because="", origin=Sample.Origin.REVIEW, region__isnull=False
        )


class Sample(models.Model):
    """One crop with its text; no column that states what was decided ever changes.

    crop: SHA-256 of the PNG, empty as long as it is not cut; ``uncut_because`` where it can't be.
    group: the document by its bytes, the key by which samples are divided and held out.
    page, region: where it was cut, page pixels, (4, 2) clockwise from the text's top left.
    prediction: what the machine read, as printed; machine_value, value: the normalised forms.
    truth: the characters on paper; null where they are not known for certain.
    obstacle: why nothing can be learnt from it, in words; empty where something can.
    reader: name and version of the model that read it.
    """

    class Origin(models.TextChoices):
        REVIEW = "review", _("decided by a person")
        IMPORT = "import", _("imported")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin)
    created_at = models.DateTimeField(_("kept since"), auto_now_add=True, db_index=True)

    collection = models.ForeignKey(
        Collection, models.CASCADE, null=True, related_name="samples", verbose_name=_("collection")
    )
    file = models.CharField(_("file"), max_length=500, blank=True)
    document = models.ForeignKey(
        Document, models.CASCADE, null=True, related_name="samples", verbose_name=_("document")
    )
    record = models.ForeignKey(Record, models.CASCADE, null=True, related_name="samples")
    decision = models.OneToOneField(
        Decision, models.SET_NULL, null=True, related_name="sample", verbose_name=_("decision")
    )
    group = models.CharField(max_length=200, blank=True, db_index=True, editable=False)

    template = models.CharField(_("template"), max_length=64, blank=True, db_index=True)
    template_version = models.PositiveIntegerField(_("template version"), null=True)
    field = models.CharField(_("field"), max_length=127, blank=True, db_index=True)
    row = models.PositiveIntegerField(_("row"), null=True)
    page = models.PositiveIntegerField(_("page"), null=True)
    region = models.JSONField(_("region"), null=True)
    crop = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    width = models.PositiveIntegerField(_("width"), null=True)
    height = models.PositiveIntegerField(_("height"), null=True)
    uncut_because = models.CharField(_("not cut because"), max_length=500, blank=True)

    prediction = models.TextField(_("read as"), null=True)
    machine_value = models.JSONField(_("machine's value"), null=True)
    confidence = models.FloatField(_("confidence"), null=True)
    reader = models.CharField(_("reader"), max_length=200, blank=True, db_index=True)
    value = models.JSONField(_("decided value"), null=True)
    truth = models.TextField(_("text"), null=True)
    corrected = models.BooleanField(_("corrected"), default=False, db_index=True)
    obstacle = models.CharField(_("not for training because"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, db_index=True)

    superseded_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("taken back"), null=True)
    set_aside_at = models.DateTimeField(_("set aside"), null=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    set_aside_because = models.CharField(_("set aside because"), max_length=500, blank=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "id")
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        indexes = [
            models.Index(fields=("template", "field", "decided_at")),
            models.Index(fields=("record", "field", "row")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(truth__isnull=False) | ~Q(obstacle=""),
                name="samples_without_text_say_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.field or self.file}: {self.truth if self.truth is not None else '?'}"
