"""What the API says of samples and collections, and what it takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from recognition.api.serializers import ValueField
from training.samples.dividing import document_key, is_held_out
from training.samples.faults import Fault
from training.samples.folder_reading import Form
from training.samples.models import Collection, Sample
from training.samples.stored import as_crop


class SampleOut(serializers.ModelSerializer[Sample]):
    """One crop with what was read in it and what is printed there."""

    by = serializers.CharField(source="decided_by.username", read_only=True, default=None)
    collection = serializers.CharField(source="collection.name", read_only=True, default=None)
    value = ValueField(read_only=True)
    machine_value = ValueField(read_only=True)
    region = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()), read_only=True, allow_null=True
    )
    has_crop = serializers.SerializerMethodField(help_text="whether its picture is cut already")
    held_out = serializers.SerializerMethodField(
        help_text="whether its document never trains any model; null while it is not cut"
    )
    valid = serializers.SerializerMethodField(
        help_text="false where the decision was taken back or replaced"
    )

    class Meta:
        model = Sample
        fields = (
            "id",
            "origin",
            "collection",
            "file",
            "document",
            "record",
            "decision",
            "template",
            "template_version",
            "field",
            "row",
            "page",
            "region",
            "width",
            "height",
            "has_crop",
            "uncut_because",
            "prediction",
            "machine_value",
            "confidence",
            "reader",
            "value",
            "truth",
            "corrected",
            "obstacle",
            "by",
            "decided_at",
            "held_out",
            "valid",
            "withdrawn_at",
            "superseded_by",
            "set_aside_at",
            "set_aside_because",
            "created_at",
        )
        read_only_fields = fields

    def get_has_crop(self, sample: Sample) -> bool:
        return bool(sample.crop)

    def get_held_out(self, sample: Sample) -> bool | None:
        if not sample.crop:
            return None
        return is_held_out(document_key(as_crop(sample)))

    def get_valid(self, sample: Sample) -> bool:
        return sample.withdrawn_at is None and sample.superseded_by_id is None


class ChosenIn(serializers.Serializer[Any]):
    """Samples by their ids; unknown ones are passed over."""

    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=1000)


class SetAsideIn(ChosenIn):
    """Samples that are not for training, and why."""

    reason = serializers.CharField(max_length=500)


class ChangedOut(serializers.Serializer[Any]):
    """How many were changed."""

    count = serializers.IntegerField()


class DownloadIn(serializers.Serializer[Any]):
    """The form of the folder in the zip file."""

    form = serializers.ChoiceField(choices=[form.value for form in Form], default=Form.JSONL.value)


class CollectionOut(serializers.ModelSerializer[Collection]):
    """Labelled crops that were brought along."""

    samples = serializers.IntegerField(source="sample_count", read_only=True)
    by = serializers.CharField(source="created_by.username", read_only=True, default=None)

    class Meta:
        model = Collection
        fields = ("name", "samples", "by", "created_at")
        read_only_fields = fields


class FolderIn(serializers.Serializer[Any]):
    """A labelled folder as a zip file."""

    file = serializers.FileField(help_text="zip of a labelled folder")
    name = serializers.SlugField(max_length=64, help_text="of the collection, new or known")
    verify_only = serializers.BooleanField(
        default=False, help_text="report the bad files and keep nothing"
    )
    charset = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=64,
        help_text="a model: labels with characters that it does not know are bad",
    )
    size = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=12,
        help_text="width and height that every picture must have, as 80x25",
    )


class BadFileOut(serializers.Serializer[Any]):
    """A file that can't be learnt from."""

    name = serializers.CharField()
    fault = serializers.ChoiceField(choices=[fault.value for fault in Fault])
    message = serializers.CharField()


class ReportOut(serializers.Serializer[Any]):
    """What became of a labelled folder."""

    collection = serializers.CharField()
    kept = serializers.IntegerField(help_text="pictures that are samples now")
    known = serializers.IntegerField(help_text="pictures that the collection had already")
    good = serializers.IntegerField(help_text="pictures that can be learnt from")
    bad = BadFileOut(many=True, help_text="the first 1,000")
    faults = serializers.DictField(child=serializers.IntegerField(), help_text="how many of each")
