"""What the API says of doubts, and what it takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from recognition.api.serializers import RegionIn, ValueField
from review.models import Doubt

_AT_ONCE = 12
_GROUP_AT_MOST = 200


class DoubtOut(serializers.ModelSerializer[Doubt]):
    """One thing that waits for a person."""

    template = serializers.CharField(source="template.name", read_only=True)
    file = serializers.CharField(source="record.document.name", read_only=True)
    claimed_by = serializers.CharField(
        source="claimed_by.username", read_only=True, allow_null=True, default=None
    )
    settled_by = serializers.CharField(
        source="settled_by.username", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Doubt
        fields = (
            "id",
            "record",
            "file",
            "template",
            "kind",
            "reason",
            "name",
            "row",
            "text",
            "confidence",
            "state",
            "due",
            "created_at",
            "escalated",
            "opinions",
            "claimed_by",
            "claimed_until",
            "settled_by",
            "settled_at",
        )
        read_only_fields = fields


class WantedIn(serializers.Serializer[Any]):
    """Which doubts a person wants; empty: all of them."""

    template = serializers.CharField(required=False, allow_blank=True, max_length=63, default="")
    field = serializers.CharField(required=False, allow_blank=True, max_length=127, default="")
    batch = serializers.UUIDField(required=False, allow_null=True, default=None)
    reason = serializers.ChoiceField(
        choices=Doubt.Reason.choices, required=False, allow_blank=True, default=""
    )
    text = serializers.CharField(
        required=False, allow_blank=True, default="", trim_whitespace=False, max_length=120
    )
    record = serializers.UUIDField(required=False, allow_null=True, default=None)
    escalated = serializers.BooleanField(
        required=False, default=False, help_text="true: only what others could not settle"
    )


class ClaimIn(WantedIn):
    """How many of the next doubts to claim, and which are held already."""

    count = serializers.IntegerField(default=1, min_value=1, max_value=_AT_ONCE)
    without = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        max_length=_GROUP_AT_MOST,
    )


class StepIn(serializers.Serializer[Any]):
    """A step that may be sent again when its answer was lost."""

    token = serializers.UUIDField(
        required=False, help_text="your word for this step; sent twice it counts once"
    )


class DecideIn(StepIn):
    """What it is. ``text`` is taken as typed, ``value`` in its normal form; one of the two."""

    value = ValueField(required=False, allow_null=True)
    text = serializers.CharField(
        required=False, allow_blank=True, max_length=10_000, trim_whitespace=False
    )
    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=500,
        help_text="'empty' or 'unreadable' where there is no value; why a rule may be broken",
    )
    region = RegionIn(required=False, allow_null=True)


class CorrectIn(StepIn):
    """A value that a broken rule speaks of, as typed."""

    name = serializers.CharField(max_length=127)
    row = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=2**31 - 1
    )
    text = serializers.CharField(allow_blank=True, max_length=10_000, trim_whitespace=False)


class TextIn(StepIn):
    """A note, or why it is escalated."""

    text = serializers.CharField(max_length=2000)


class PlaceIn(serializers.Serializer[Any]):
    """A place that a person has drawn."""

    region = RegionIn()


class ReadOut(serializers.Serializer[Any]):
    """What stands there, empty where nothing could be read."""

    text = serializers.CharField(allow_blank=True)


class TypedIn(serializers.Serializer[Any]):
    """What a person is typing; ``name`` and ``row`` where it is a value of a broken rule."""

    text = serializers.CharField(allow_blank=True, max_length=10_000, trim_whitespace=False)
    name = serializers.CharField(required=False, allow_blank=True, default="", max_length=127)


class TypedOut(serializers.Serializer[Any]):
    """Its normal form, or the problem; ``doubt``: what of the field's checks it does not meet."""

    value = ValueField(allow_null=True)
    problem = serializers.CharField(allow_blank=True)
    doubt = serializers.CharField(allow_blank=True)


class IdsIn(serializers.Serializer[Any]):
    """Doubts by their numbers."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=_GROUP_AT_MOST,
    )


class AcceptIn(IdsIn):
    """Doubts whose values are as the machine read them."""

    group = serializers.UUIDField(help_text="your word for this step; undone as one")


class OutcomeOut(serializers.Serializer[Any]):
    """What a step has brought about."""

    doubt = serializers.IntegerField()
    record = serializers.UUIDField()
    file = serializers.CharField()
    settled = serializers.BooleanField(help_text="false: a second person is asked first")
    disagreed = serializers.BooleanField(help_text="true: a third person decides")
    status = serializers.CharField(help_text="of the record now")
    left = serializers.IntegerField(help_text="doubts of the record that are undecided")


class AcceptOut(serializers.Serializer[Any]):
    """What came of each, and why some were refused."""

    outcomes = OutcomeOut(many=True)
    refused = serializers.ListField(child=serializers.CharField())


class UndoneOut(serializers.Serializer[Any]):
    """The doubts that are open again and yours, and what was passed over, with the reason."""

    opened = DoubtOut(many=True)
    refused = serializers.ListField(child=serializers.CharField())


class HeldOut(serializers.Serializer[Any]):
    """How many doubts it was done to."""

    count = serializers.IntegerField()
