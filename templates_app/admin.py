"""Templates and their published versions in the admin."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from templates_app.forms import ImportForm
from templates_app.importing import export_file
from templates_app.models import Template, TemplateVersion


class ReadOnly:
    """What can be looked at, but neither added, changed nor deleted."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class VersionInline(ReadOnly, TabularInline):
    """The versions of a template, newest first."""

    model = TemplateVersion
    fields = ("number", "published_at", "published_by")
    readonly_fields = fields
    show_change_link = True
    tab = True


@admin.register(Template)
class TemplateAdmin(ModelAdmin):
    """Document kinds; what they say is changed by publishing another version."""

    list_display = ("name", "title", "active", "version", "version_count", "changed_at")
    list_filter = ("active",)
    search_fields = ("name", "title")
    fields = ("name", "title", "active", "version")
    readonly_fields = ("name", "title", "version")
    inlines = (VersionInline,)
    actions = ("export",)
    actions_detail = ("design",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Template]:
        templates = super().get_queryset(request).select_related("current")
        return templates.annotate(version_total=Count("versions"))

    def get_form(
        self, request: HttpRequest, obj: Template | None = None, **options: Any
    ) -> type[ModelForm]:
        # a template comes into being, and changes, by publishing a document
        if obj is not None:
            return super().get_form(request, obj, **options)
        return type("ImportForm", (ImportForm,), {"user": request.user})

    def get_fieldsets(self, request: HttpRequest, obj: Template | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ("document", "samples")})]
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Template | None = None) -> Any:
        return () if obj is None else super().get_readonly_fields(request, obj)

    def get_inlines(self, request: HttpRequest, obj: Template | None) -> Any:
        return () if obj is None else self.inlines

    def save_model(
        self, request: HttpRequest, obj: Template, form: ModelForm, change: bool
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        obj.pk = form.imported.version.template.pk
        obj.refresh_from_db()
        for warning in form.imported.warnings:
            self.message_user(request, warning, messages.WARNING)
        version = form.imported.version.number
        text = _("%(name)s is at version %(version)d.")
        self.message_user(request, text % {"name": obj.name, "version": version})

    @admin.action(description=_("Export"), permissions=["view"])
    def export(self, request: HttpRequest, queryset: QuerySet[Template]) -> HttpResponse:
        response = HttpResponse(_packed(queryset), content_type="application/zip")
        response["Content-Disposition"] = 'attachment; filename="templates.zip"'
        return response

    @action(description=_("Open the designer"), permissions=["change"])
    def design(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("template-design", name=Template.objects.get(pk=object_id).name)

    @admin.display(description=_("current version"), ordering="current__number")
    def version(self, template: Template) -> int | None:
        return template.current.number if template.current else None

    @admin.display(description=_("versions"), ordering="version_total")
    def version_count(self, template: Template) -> int:
        return template.version_total


@admin.register(TemplateVersion)
class TemplateVersionAdmin(ReadOnly, ModelAdmin):
    """Published versions, to look at."""

    list_display = ("template", "number", "published_at", "published_by")
    list_filter = ("template",)
    search_fields = ("template__name", "template__title")
    fields = ("template", "number", "published_at", "published_by", "document", "static_text")
    readonly_fields = fields

    @admin.display(description=_("content"))
    def document(self, version: TemplateVersion) -> SafeString:
        return as_json(version.content)

    @admin.display(description=_("static text"))
    def static_text(self, version: TemplateVersion) -> SafeString:
        return as_json(version.static)


def _packed(templates: QuerySet[Template]) -> bytes:
    """The current versions with their samples, as ``template import`` takes them, in a ZIP."""
    buffer = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(buffer, "w") as archive:
        root = Path(folder)
        for template in templates.select_related("current"):
            if template.current:
                export_file(template.current, root / template.name)
        for path in sorted(root.rglob("*")):
            archive.write(path, path.relative_to(root))
    return buffer.getvalue()


def as_json(content: object) -> SafeString:
    """A document of the database, legible and scrolled where it is long."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return format_html('<pre class="overflow-auto max-h-96 text-xs">{}</pre>', text)
