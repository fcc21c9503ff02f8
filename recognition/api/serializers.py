"""What the API says of documents and records, and what it takes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from recognition.models import Batch, Decision, Document, Record, Upload
from templates_app.models import Template

_BULK_AT_MOST = 1000


class RecordSummary(serializers.ModelSerializer[Record]):
    """A record in a list."""

    file = serializers.CharField(source="document.name", read_only=True)
    template = serializers.CharField(
        source="template_version.template.name", read_only=True, allow_null=True, default=None
    )
    version = serializers.IntegerField(
        source="template_version.number", read_only=True, allow_null=True, default=None
    )
    reason = serializers.CharField(read_only=True)

    class Meta:
        model = Record
        fields = (
            "id",
            "document",
            "part",
            "file",
            "status",
            "reason",
            "template",
            "version",
            "score",
            "record_version",
            "created_at",
            "changed_at",
        )
        read_only_fields = fields


class DocumentOut(serializers.ModelSerializer[Document]):
    """A document with its records."""

    template = serializers.CharField(
        source="assigned.name", read_only=True, allow_null=True, default=None
    )
    records = RecordSummary(many=True, read_only=True)

    class Meta:
        model = Document
        fields = (
            "id",
            "name",
            "sha256",
            "size",
            "state",
            "page_count",
            "attempt",
            "template",
            "split",
            "created_at",
            "started_at",
            "finished_at",
            "records",
        )
        read_only_fields = fields


class UploadOut(serializers.ModelSerializer[Upload]):
    """What became of one uploaded file; ``problem`` says why it was not taken in."""

    state = serializers.CharField(
        source="document.state", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Upload
        fields = ("name", "document", "duplicate", "problem", "state")
        read_only_fields = fields


class BatchOut(serializers.ModelSerializer[Batch]):
    """Files that were handed in together, and how far they are."""

    uploads = UploadOut(many=True, read_only=True)
    finished = serializers.SerializerMethodField()

    class Meta:
        model = Batch
        fields = ("id", "created_at", "finished", "uploads")
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_finished(self, batch: Batch) -> bool:
        waiting = (Document.State.QUEUED, Document.State.PROCESSING)
        return all(
            upload.document is None or upload.document.state not in waiting
            for upload in batch.uploads.all()
        )


class TemplateName(serializers.SlugRelatedField[Template]):
    """An active template by its name."""

    default_error_messages = {
        "does_not_exist": "There is no active template {value!r}.",
        "invalid": "Name a template.",
    }

    def __init__(self, **options: Any) -> None:
        queryset = Template.objects.filter(active=True, current__isnull=False)
        super().__init__(slug_field="name", queryset=queryset, **options)


class DocumentsIn(serializers.Serializer[Any]):
    """An upload."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, max_length=None),
        min_length=1,
        max_length=settings.MAX_FILES,
        help_text="one or more images or PDFs",
    )
    template = TemplateName(
        required=False, help_text="read with this template; without it, one is chosen"
    )
    split = serializers.BooleanField(
        default=True, help_text="whether one file may hold several documents"
    )


class AssignIn(serializers.Serializer[Any]):
    """The template that a document is read with; null: one is chosen again."""

    template = TemplateName(allow_null=True)


class BulkIn(serializers.Serializer[Any]):
    """An action on many documents."""

    action = serializers.ChoiceField(choices=("cancel", "delete", "reprocess"))
    ids = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=_BULK_AT_MOST
    )


class BulkOut(serializers.Serializer[Any]):
    """How many documents it was done to."""

    count = serializers.IntegerField()


class VersionIn(serializers.Serializer[Any]):
    """What every decision may state: the record's version that the person saw."""

    record_version = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text="refused with 409 where the record has changed since",
    )


class DecidingIn(VersionIn):
    """A decision that may be sent again when its answer was lost."""

    token = serializers.UUIDField(
        required=False, help_text="your word for this decision; sent twice it counts once"
    )


class RegionIn(serializers.Serializer[Any]):
    """A place on a page: its four corners in pixels of the page at its own size."""

    page = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    box = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        min_length=4,
        max_length=4,
    )


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "boolean"}], "nullable": True})
class ValueField(serializers.JSONField):
    """Text, true or false, or null."""


class ValueIn(DecidingIn):
    """A person's value for a field, or for a cell."""

    name = serializers.CharField(max_length=127, help_text="the field, or table.column")
    row = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=2**31 - 1,
        help_text="of a table, counted from 0",
    )
    value = ValueField(allow_null=True, help_text="in its normal form; null: there is none")
    reason = serializers.ChoiceField(
        choices=("", "empty", "unreadable"), required=False, default="", help_text="why it is null"
    )
    region = RegionIn(
        required=False, allow_null=True, help_text="where the value really stands, if elsewhere"
    )


class RuleIn(DecidingIn):
    """A failed rule that may be broken here."""

    rule = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=500)


class ReasonIn(VersionIn):
    """A decision about the record as a whole."""

    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class DecisionOut(serializers.ModelSerializer[Decision]):
    """What a person decided, and what stood there before."""

    by = serializers.CharField(
        source="decided_by.username", read_only=True, allow_null=True, default=None
    )
    value = ValueField(read_only=True)
    machine = serializers.DictField(read_only=True, allow_null=True)
    region = RegionIn(read_only=True, allow_null=True)

    class Meta:
        model = Decision
        fields = (
            "id",
            "kind",
            "name",
            "row",
            "value",
            "reason",
            "machine",
            "region",
            "by",
            "decided_at",
            "taken_back_at",
        )
        read_only_fields = fields


class Detail(serializers.Serializer[Any]):
    """What is wrong, in one sentence."""

    detail = serializers.CharField()
