"""Document kinds, their published versions and the sample pages these were drawn on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

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
        from templates_app.definition.parsing import parse_template

        static = tuple(
            Anchor(entry["text"], tuple(entry["box"]), entry["page"]) for entry in self.static
        )
        return replace(parse_template(self.content), version=self.number, static=static)


class TemplateSample(models.Model):
    """The picture or PDF that a page of a version was drawn on."""

    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="samples")
    page = models.PositiveIntegerField(_("page"))
    path = models.CharField(_("path"), max_length=500)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("version", "page")
        verbose_name = _("sample page")
        verbose_name_plural = _("sample pages")
        constraints = [
            models.UniqueConstraint(fields=("version", "page"), name="one_sample_for_each_page")
        ]

    def __str__(self) -> str:
        return self.path

    def read(self) -> bytes:
        """Return the sample's bytes."""
        with storages["samples"].open(f"{self.sha256[:2]}/{self.sha256}", "rb") as file:
            content: bytes = file.read()
        return content
