"""What the API says of destinations, mappings and deliveries, and what it takes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from exports import destinations
from exports.failures import Failure
from exports.models import Delivery, Destination, Mapping
from exports.payload import plain_row
from recognition.api.serializers import TemplateName
from recognition.models import Record

_RECORDS_AT_MOST = 50
_DELIVERIES_AT_MOST = 1000


class DestinationOut(serializers.ModelSerializer[Destination]):
    """A destination with its health; never its credentials."""

    address = serializers.CharField(source="shown", read_only=True)
    health = serializers.ChoiceField(
        choices=("off", "failing", "healthy", "unused"), read_only=True
    )
    settings = serializers.SerializerMethodField()

    class Meta:
        model = Destination
        fields = (
            "id",
            "name",
            "kind",
            "enabled",
            "address",
            "settings",
            "health",
            "failure_code",
            "failure",
            "last_success_at",
            "last_failure_at",
            "created_at",
            "changed_at",
        )
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_settings(self, destination: Destination) -> dict[str, Any]:
        return destinations.visible_options(destination)


class SettingsIn(serializers.Serializer[Any]):
    """The settings of any kind; url, secret, access_key and secret_key are never given back."""

    url = serializers.CharField(
        required=False, max_length=2000, help_text="database, webhook; write only"
    )
    secret = serializers.CharField(
        required=False,
        max_length=500,
        allow_blank=True,
        help_text="webhook: signs deliveries; made up where it is left out; write only",
    )
    path = serializers.CharField(required=False, max_length=1000, help_text="folder")
    format = serializers.ChoiceField(
        required=False, choices=destinations.FORMATS, help_text="folder, s3"
    )
    bucket = serializers.CharField(required=False, max_length=255, help_text="s3")
    prefix = serializers.CharField(
        required=False, max_length=500, allow_blank=True, help_text="s3: before every name"
    )
    endpoint = serializers.CharField(
        required=False, max_length=500, allow_blank=True, help_text="s3: another host than Amazon's"
    )
    region = serializers.CharField(
        required=False, max_length=63, allow_blank=True, help_text="s3; default us-east-1"
    )
    access_key = serializers.CharField(required=False, max_length=255, help_text="s3; write only")
    secret_key = serializers.CharField(required=False, max_length=255, help_text="s3; write only")


class DestinationIn(serializers.Serializer[Any]):
    """A new destination."""

    name = serializers.CharField(max_length=63)
    kind = serializers.ChoiceField(choices=Destination.Kind.choices)
    settings = SettingsIn(help_text="those of the kind")


class DestinationChangeIn(serializers.Serializer[Any]):
    """A changed destination; write-only settings that are left out stay as they are."""

    name = serializers.CharField(max_length=63, required=False)
    enabled = serializers.BooleanField(required=False)
    settings = SettingsIn(required=False)


class TriedOut(serializers.Serializer[Any]):
    """How a try of a destination went; ``code`` and ``message`` say why it failed."""

    ok = serializers.BooleanField()
    answer = serializers.CharField(help_text="what answered, such as PostgreSQL 15.4")
    code = serializers.CharField()
    message = serializers.CharField()


class ColumnOut(serializers.Serializer[Any]):
    """A column as the database has it; type null: nothing can be mapped to it."""

    name = serializers.CharField()
    type = serializers.CharField(allow_null=True)
    shown = serializers.CharField(help_text="the database's own word for the type")
    nullable = serializers.BooleanField()
    filled = serializers.BooleanField(help_text="the database fills it by itself")


class TableOut(serializers.Serializer[Any]):
    """A table as the database has it."""

    name = serializers.CharField()
    columns = ColumnOut(many=True)
    unique = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="columns of which no two rows have the same values",
    )


class MappingOut(serializers.ModelSerializer[Mapping]):
    """A mapping, and whether its deliveries are held up."""

    template = serializers.CharField(source="template.name", read_only=True)
    definition = serializers.DictField(read_only=True)

    class Meta:
        model = Mapping
        fields = (
            "id",
            "template",
            "destination",
            "enabled",
            "version",
            "definition",
            "paused_until",
            "trouble_code",
            "trouble",
            "created_at",
            "changed_at",
        )
        read_only_fields = fields


class TargetIn(serializers.Serializer[Any]):
    """A template's way to a destination."""

    template = TemplateName()
    destination = serializers.PrimaryKeyRelatedField(queryset=Destination.objects.all())


class ProposalIn(TargetIn):
    """What to propose a mapping to."""

    table = serializers.CharField(
        required=False,
        allow_null=True,
        default=None,
        max_length=63,
        help_text="a table that is there; without it, new tables are proposed",
    )
    children = serializers.DictField(
        child=serializers.CharField(max_length=63),
        required=False,
        default=dict,
        help_text="the database's table by the template's; without it, looked for by name",
    )
    schema = serializers.CharField(
        required=False, allow_null=True, default=None, max_length=63, help_text="of the database"
    )


class MappingIn(TargetIn):
    """A mapping as a `stencil-mapping/1` document."""

    definition = serializers.DictField()
    enabled = serializers.BooleanField(default=True)


class CheckIn(TargetIn):
    """A mapping that is looked at and not stored."""

    definition = serializers.DictField()


class TablesIn(CheckIn):
    """The statements as they were shown; others are not run."""

    statements = serializers.ListField(
        child=serializers.CharField(trim_whitespace=False), min_length=1, max_length=200
    )


class PreviewIn(CheckIn):
    """Records to show as they would be delivered."""

    records = serializers.PrimaryKeyRelatedField(
        queryset=Record.objects.filter(template_version__isnull=False), many=True
    )

    def validate_records(self, records: list[Record]) -> list[Record]:
        if not 1 <= len(records) <= _RECORDS_AT_MOST:
            raise serializers.ValidationError(f"Name 1 to {_RECORDS_AT_MOST} records.")
        return records


class MappingChangeIn(serializers.Serializer[Any]):
    """A changed mapping; a new definition is a new version."""

    definition = serializers.DictField(required=False)
    enabled = serializers.BooleanField(required=False)


class ProblemOut(serializers.Serializer[Any]):
    """A mistake in a mapping, by its place."""

    place = serializers.CharField()
    message = serializers.CharField()


class FailureOut(serializers.Serializer[Any]):
    """What is wrong at the destination, and what to do."""

    code = serializers.CharField()
    message = serializers.CharField()


class CheckedOut(serializers.Serializer[Any]):
    """What a mapping comes to at its destination."""

    ready = serializers.BooleanField()
    problems = ProblemOut(many=True)
    drift = FailureOut(many=True)
    warnings = serializers.ListField(child=serializers.CharField())
    statements = serializers.ListField(
        child=serializers.CharField(), help_text="the DDL for what is missing; not run"
    )


class ProblemsOut(serializers.Serializer[Any]):
    """Why a mapping was refused, mistake by mistake."""

    detail = serializers.CharField()
    problems = ProblemOut(many=True, required=False)


class PreviewOut(serializers.Serializer[Any]):
    """One record as it would be delivered; outcome: insert, update or older, in a database."""

    record = serializers.UUIDField()
    row = serializers.DictField(allow_null=True)
    tables = serializers.DictField()
    outcome = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class CatchUpIn(serializers.Serializer[Any]):
    """Which earlier records to queue."""

    since = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="changed from then on"
    )


class CountOut(serializers.Serializer[Any]):
    """How many deliveries it was."""

    count = serializers.IntegerField()


class SendAgainIn(serializers.Serializer[Any]):
    """Deliveries to send again."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=_DELIVERIES_AT_MOST,
    )


class DeliveryOut(serializers.ModelSerializer[Delivery]):
    """One state of one record for one mapping, and how far it is."""

    destination = serializers.CharField(source="mapping.destination.name", read_only=True)
    template = serializers.CharField(source="mapping.template.name", read_only=True)
    file = serializers.CharField(source="record.document.name", read_only=True)

    class Meta:
        model = Delivery
        fields = (
            "id",
            "mapping",
            "destination",
            "template",
            "record",
            "file",
            "record_version",
            "action",
            "state",
            "attempts",
            "next_at",
            "code",
            "reason",
            "created_at",
            "delivered_at",
        )
        read_only_fields = fields


def preview_entry(shown: Any) -> dict[str, Any]:
    """Return a previewed record as the API states it."""
    failure: Failure | None = shown.failure
    rows = shown.rows
    return {
        "record": shown.record.pk,
        "row": plain_row(rows.main) if rows else None,
        "tables": {
            child.table.table: [plain_row(row) for row in child.rows]
            for child in (rows.children if rows else ())
        },
        "outcome": shown.outcome,
        "code": failure.code if failure else "",
        "message": failure.message if failure else "",
    }
