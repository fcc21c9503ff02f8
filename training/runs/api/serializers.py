"""What the API says of runs and models, and what it takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from training.runs import registry
from training.runs.models import Promotion, TrainingRun
from training.runs.sentences import report_lines
from training.runs.starting import CHAMPION, DEFAULT_MINUTES
from training.samples.labelled import REVIEWED


class ProgressOut(serializers.Serializer[Any]):
    """How far a run is."""

    stage = serializers.CharField(
        help_text="starting, training, exporting, comparing or done, in this order"
    )
    share = serializers.FloatField(help_text="of its time, 0 to 1")
    step = serializers.IntegerField()
    lines = serializers.IntegerField(help_text="seen so far")
    seconds = serializers.FloatField()
    metrics = serializers.DictField(child=serializers.FloatField())


class TrainingRunOut(serializers.ModelSerializer[TrainingRun]):
    """One run with its progress and, once compared, its report."""

    progress = serializers.SerializerMethodField()
    sentences = serializers.SerializerMethodField(
        help_text="the verdict and its reasons in words; empty before the comparison"
    )
    report = serializers.DictField(read_only=True)
    crops = serializers.DictField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        model = TrainingRun
        fields = (
            "name",
            "source",
            "base",
            "champion",
            "minutes",
            "state",
            "outcome",
            "problem",
            "crops",
            "created_at",
            "started_at",
            "finished_at",
            "progress",
            "sentences",
            "report",
        )
        read_only_fields = fields

    def get_progress(self, run: TrainingRun) -> ProgressOut:
        data: Any = ProgressOut(registry.run_folder(run.name).progress()).data
        return data

    def get_sentences(self, run: TrainingRun) -> list[str]:
        return report_lines(run) if run.report else []


class TrainingRunIn(serializers.Serializer[Any]):
    """A run to start."""

    name = serializers.CharField(max_length=63, help_text="of the run and of the model it makes")
    source = serializers.CharField(
        default=REVIEWED, max_length=64, help_text="`reviewed` or the name of a collection"
    )
    base = serializers.CharField(
        default=CHAMPION,
        max_length=63,
        help_text="a model's name, `champion` for the one that reads now, `none` for a new network",
    )
    minutes = serializers.FloatField(default=DEFAULT_MINUTES)


class CurveOut(serializers.Serializer[Any]):
    """One evaluation of a run."""

    seconds = serializers.FloatField()
    step = serializers.FloatField()
    lines = serializers.FloatField()
    loss = serializers.FloatField()
    validation_loss = serializers.FloatField()
    cer = serializers.FloatField()
    character_accuracy = serializers.FloatField()
    line_accuracy = serializers.FloatField()
    general_accuracy = serializers.FloatField(required=False)


class ModelOut(serializers.Serializer[Any]):
    """A model that fields and `recognize` can name."""

    name = serializers.CharField()
    title = serializers.CharField(help_text="name and version, as records state them")
    characters = serializers.IntegerField()
    reads_now = serializers.BooleanField()


class ReaderOut(serializers.Serializer[Any]):
    """What documents are read with."""

    reader = serializers.CharField(help_text="such as `crnn-base+pp-ocrv6-small`")
    before = serializers.CharField(
        allow_null=True, help_text="what a step back would bring; null where nothing was promoted"
    )


class PromotionOut(serializers.ModelSerializer[Promotion]):
    """A change of the reader."""

    class Meta:
        model = Promotion
        fields = ("reader", "before", "kind", "begun_at")


class ReadAgainOut(serializers.Serializer[Any]):
    """How many documents are read again."""

    count = serializers.IntegerField()
