"""What the API says of templates."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from templates_app.models import Template, TemplateVersion


class TemplateOut(serializers.ModelSerializer[Template]):
    """A template in a list; only ``active`` can be changed, its content by publishing."""

    version = serializers.IntegerField(source="current.number", read_only=True, default=None)

    class Meta:
        model = Template
        fields = ("name", "title", "active", "version", "created_at", "changed_at")
        read_only_fields = ("name", "title", "created_at", "changed_at")


class VersionOut(serializers.ModelSerializer[TemplateVersion]):
    """A published version; its content is what the export gives."""

    class Meta:
        model = TemplateVersion
        fields = ("number", "published_at")
        read_only_fields = fields


class ImportedOut(serializers.Serializer[Any]):
    """What an import came to; ``created`` is false where the content was published already."""

    name = serializers.CharField()
    version = serializers.IntegerField()
    created = serializers.BooleanField()
    warnings = serializers.ListField(child=serializers.CharField())


class TemplateFilesIn(serializers.Serializer[Any]):
    """A template with the samples it names, as files."""

    template = serializers.FileField(help_text="the stencil-template/1 document")
    samples = serializers.ListField(
        child=serializers.FileField(), required=False, help_text="the files its pages name"
    )


class Problems(serializers.Serializer[Any]):
    """Why a template was refused, mistake by mistake."""

    detail = serializers.CharField()
    problems = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
