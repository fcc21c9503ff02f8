"""Document kinds, their published versions and the sample pages these were drawn on."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from templates_app import sample_store
from templates_app.definition.template import Anchor
from templates_app.definition.template import Template as Definition

_PUBLISHED = "A published version never changes. Publish another version instead."


class Template(models.Model):
    """A document kind; what it says stands in its versions."""

    name = models.SlugField(_("name"), max_length=63, unique=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Only active templates are chosen for new documents."),
    )
    current = models.ForeignKey(
        "TemplateVersion",
        models.RESTRICT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("current version"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("template")
        verbose_name_plural = _("templates")

    def __str__(self) -> str:
        return self.title or self.name


class VersionQuerySet(models.QuerySet["TemplateVersion"]):
    """Refuses to change what was published."""

    def update(self, **changes: Any) -> int:
        raise ValidationError(_PUBLISHED)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise ValidationError(_PUBLISHED)


class TemplateVersion(models.Model):
    """One published state of a template.

    content: the `stencil-template/1` document as imported.
    static: the sample's text outside fields and tables, read at publication:
        ``[{"text", "box", "page"}]``.
    note: why it was published although golden documents spoke against it.
    """

    template = models.ForeignKey(
        Template, models.CASCADE, related_name="versions", verbose_name=_("template")
    )
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("content"))
    content_hash = models.CharField(max_length=64, editable=False)
    static = models.JSONField(_("static text"), default=list)
    published_at = models.DateTimeField(_("published"), auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    note = models.TextField(_("note"), blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("template", "-number")
        verbose_name = _("template version")
        verbose_name_plural = _("template versions")
        constraints = [
            models.UniqueConstraint(fields=("template", "number"), name="one_of_each_version")
        ]

    def __str__(self) -> str:
        return f"{self.template.name} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new version; raise ValidationError where it is stored already."""
        if not self._state.adding:
            raise ValidationError(_PUBLISHED)
        super().save(*args, **kwargs)

    def definition(self) -> Definition:
        """Return the version as the core knows it, number and static text included."""
        static = tuple(
            Anchor(entry["text"], tuple(entry["box"]), entry["page"]) for entry in self.static
        )
        return replace(_parsed(_Content(self)), version=self.number, static=static)


class _Content:
    """A version's content, known by its hash: what was published never changes."""

    __slots__ = ("content", "key")

    def __init__(self, version: TemplateVersion) -> None:
        self.content = version.content
        self.key = version.content_hash

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self.key == other.key


@lru_cache(maxsize=256)
def _parsed(content: _Content) -> Definition:
    from templates_app.definition.parsing import parse_template

    return parse_template(content.content)


class SampleFile(models.Model):
    """The picture or PDF that a page was drawn on; its bytes lie in the samples' store."""

    page = models.PositiveIntegerField(_("page"))
    path = models.CharField(_("path"), max_length=500)
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.path

    def read(self) -> bytes:
        """Return the sample's bytes."""
        return sample_store.load(self.sha256)


class TemplateSample(SampleFile):
    """What a page of a version was drawn on."""

    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="samples")

    class Meta:
        ordering = ("version", "page")
        verbose_name = _("sample page")
        verbose_name_plural = _("sample pages")
        constraints = [
            models.UniqueConstraint(fields=("version", "page"), name="one_sample_for_each_page")
        ]


class TemplateDraft(models.Model):
    """A template under the designer's hands: saved at every step, valid or not yet.

    template: whose next version it becomes; None for a kind that has none yet.
    content: a `stencil-template/1` document in the making.
    revision: counts the savings; who saves names the one that was opened.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    template = models.OneToOneField(
        Template, models.CASCADE, null=True, related_name="draft", verbose_name=_("template")
    )
    content = models.JSONField(_("content"))
    revision = models.PositiveIntegerField(_("revision"), default=1)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        ordering = ("-changed_at",)
        verbose_name = _("template draft")
        verbose_name_plural = _("template drafts")

    def __str__(self) -> str:
        return str(self.content.get("title") or self.content.get("name") or self.pk)


class DraftSample(SampleFile):
    """What a page of a draft is drawn on."""

    draft = models.ForeignKey(TemplateDraft, models.CASCADE, related_name="samples")

    class Meta:
        ordering = ("draft", "page")
        verbose_name = _("draft's sample page")
        verbose_name_plural = _("draft's sample pages")
        constraints = [
            models.UniqueConstraint(fields=("draft", "page"), name="one_draft_sample_per_page")
        ]


class GoldenDocument(models.Model):
    """A document whose values a person has confirmed; every version is held against it.

    template, draft: whose it is, one of the two; a draft's go to its template when that is
        published, and with the draft when that is thrown away.
    expected: ``{"fields": {name: value}, "tables": {name: [{column: value}]}}``.
    read: what was read when a person corrected it on the way to ``expected``; None where what
        was read is what is expected.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    template = models.ForeignKey(
        Template,
        models.CASCADE,
        null=True,
        related_name="golden_documents",
        verbose_name=_("template"),
    )
    draft = models.ForeignKey(
        TemplateDraft, models.CASCADE, null=True, related_name="golden_documents"
    )
    name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(max_length=64)
    expected = models.JSONField(_("expected values"))
    read = models.JSONField(_("values as read"), null=True, editable=False)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("added by"),
    )

    class Meta:
        ordering = ("added_at",)
        verbose_name = _("golden document")
        verbose_name_plural = _("golden documents")
        constraints = [
            models.UniqueConstraint(
                fields=("template", "sha256"), name="one_golden_document_of_template"
            ),
            models.UniqueConstraint(
                fields=("draft", "sha256"), name="one_golden_document_of_draft"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GoldenRemoval(models.Model):
    """That a golden document was taken out of a suite, and why; stays for good.

    template, draft: as for the golden document.
    """

    template = models.ForeignKey(
        Template,
        models.CASCADE,
        null=True,
        related_name="golden_removals",
        verbose_name=_("template"),
    )
    draft = models.ForeignKey(
        TemplateDraft, models.CASCADE, null=True, related_name="golden_removals"
    )
    name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(max_length=64)
    reason = models.TextField(_("reason"), blank=True)
    removed_at = models.DateTimeField(_("removed"), auto_now_add=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("removed by"),
    )

    class Meta:
        ordering = ("-removed_at",)
        verbose_name = _("removed golden document")
        verbose_name_plural = _("removed golden documents")

    def __str__(self) -> str:
        return self.name


class GoldenRun(models.Model):
    """What one content of a template reads from a golden document: asked for, then found.

    content_hash: of the `stencil-template/1` document that is tried and the reader's name.
    reader: the reader's name, as the process that asked has it.
    found: like ``expected``, with "matched" False where the template was not recognised; None
        until a worker has read it.
    problem: why it could not be read, for a person.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READING = "reading", _("being read")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    golden = models.ForeignKey(GoldenDocument, models.CASCADE, related_name="runs")
    content_hash = models.CharField(max_length=64)
    reader = models.CharField(_("reader"), max_length=255, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.DONE, db_index=True
    )
    found = models.JSONField(_("found values"), null=True)
    problem = models.TextField(_("problem"), blank=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    pages_read = models.PositiveIntegerField(_("pages read"), default=0)
    claim = models.UUIDField(null=True, editable=False)
    attempt = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    announced_at = models.DateTimeField(null=True, editable=False)
    run_at = models.DateTimeField(_("run"), auto_now_add=True)

    class Meta:
        ordering = ("run_at",)
        verbose_name = _("run of a golden document")
        verbose_name_plural = _("runs of golden documents")
        constraints = [
            models.UniqueConstraint(fields=("golden", "content_hash"), name="one_run_per_content")
        ]

    def __str__(self) -> str:
        return f"{self.golden}: {self.content_hash[:12]}"


class KeptSample(models.Model):
    """That the samples' store keeps some bytes, and since when they were last asked for."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    kept_at = models.DateTimeField(_("kept"), db_index=True)

    class Meta:
        verbose_name = _("kept sample")
        verbose_name_plural = _("kept samples")

    def __str__(self) -> str:
        return self.sha256
