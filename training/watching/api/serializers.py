"""What the API says of alerts, accuracy and thresholds, and what it takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from training.watching.estimating import Estimate, Lack
from training.watching.models import Alert


class AlertOut(serializers.ModelSerializer[Alert]):
    """Something about a template that has got worse; closed_at null: it still is."""

    template = serializers.CharField(source="template.name", read_only=True)
    facts = serializers.DictField(read_only=True, help_text="the numbers behind it")

    class Meta:
        model = Alert
        fields = (
            "id",
            "template",
            "field",
            "kind",
            "facts",
            "opened_at",
            "checked_at",
            "closed_at",
        )
        read_only_fields = fields


class EstimateOut(serializers.Serializer[Estimate]):
    """A share of wrong values; it lies between low and high 95 times out of 100."""

    error = serializers.FloatField(allow_null=True, help_text="null: nothing can be said")
    low = serializers.FloatField()
    high = serializers.FloatField()
    verdicts = serializers.FloatField(help_text="independent verdicts that it is worth")
    lack = serializers.ChoiceField(
        choices=[lack.value for lack in Lack],
        allow_null=True,
        help_text="what is lacking for it to be relied on",
    )


class WeekOut(serializers.Serializer[Any]):
    """One week, from its Monday on."""

    monday = serializers.DateTimeField()
    stated = serializers.IntegerField()
    judged = serializers.IntegerField()
    estimate = EstimateOut()


class DriftOut(serializers.Serializer[Any]):
    """The confidences of the last two weeks against those of the first four."""

    index = serializers.FloatField(help_text="population stability index")
    distance = serializers.FloatField(help_text="Kolmogorov-Smirnov distance")
    before = serializers.IntegerField()
    now = serializers.IntegerField()
    enough = serializers.BooleanField()
    moved = serializers.BooleanField()


class FieldQualityOut(serializers.Serializer[Any]):
    """How well one field is read."""

    name = serializers.CharField()
    stated = serializers.IntegerField()
    judged = serializers.IntegerField()
    estimate = EstimateOut()
    drift = DriftOut()


class QualityOut(serializers.Serializer[Any]):
    """How well one kind of document is read."""

    template = serializers.CharField()
    weeks = WeekOut(many=True)
    estimate = EstimateOut()
    drift = DriftOut()
    fields_read = FieldQualityOut(many=True)
    unknown_characters = serializers.DictField(
        child=serializers.IntegerField(), help_text="with how many texts have each"
    )


class PointOut(serializers.Serializer[Any]):
    """What one threshold would mean."""

    threshold = serializers.FloatField()
    accepted = serializers.FloatField(help_text="share of values taken without a person")
    error = EstimateOut(help_text="of these")


class ThresholdIn(serializers.Serializer[Any]):
    """A threshold to be used from the next published version on."""

    field = serializers.CharField(max_length=127, help_text="the field, or table.column")
    threshold = serializers.FloatField(min_value=0.0, max_value=1.0)


class DraftOut(serializers.Serializer[Any]):
    """The template's draft that holds the threshold now; publish it to put it to use."""

    draft = serializers.UUIDField()
    revision = serializers.IntegerField()
