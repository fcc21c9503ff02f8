"""What the pages of training show: runs with their progress, curves as geometry, models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontend.text_difference import Difference, difference
from frontend.wording import in_words
from recognition.engine.models import PPOCR, ModelFolder, find_models
from training.run_folder import Progress
from training.runs import registry
from training.runs.models import Promotion, TrainingRun
from training.runs.sentences import reason_sentence

WIDTH, HEIGHT = 540, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 26

_OUTCOME_TONES = {
    TrainingRun.Outcome.BETTER: "good",
    TrainingRun.Outcome.SPECIAL: "good",
    TrainingRun.Outcome.NOT_BETTER: "doubt",
    TrainingRun.Outcome.BROKEN: "bad",
    TrainingRun.Outcome.REFUSED: "quiet",
}
_STATE_TONES = {
    TrainingRun.State.QUEUED: "work",
    TrainingRun.State.RUNNING: "work",
    TrainingRun.State.FAILED: "bad",
}
_STAGES: dict[str, str | Promise] = {
    "starting": _("getting ready"),
    "training": _("learning"),
    "exporting": _("writing the model's file"),
    "comparing": _("comparing with the present reader"),
    "done": _("finished"),
}
KINDS: dict[str, str | Promise] = {
    "chinese": _("Chinese"),
    "latin": _("Latin letters"),
    "numbers": _("Numbers"),
}


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a chart; points: as an SVG polyline takes them."""

    name: str
    tone: str
    points: str
    last_x: float
    last_y: float
    last: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A line of the grid with what it stands for."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the template draws; all of it in pixels."""

    curves: tuple[Curve, ...]
    rows: tuple[Grid, ...]
    columns: tuple[Grid, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    ground: int = HEIGHT - _BOTTOM
    label_y: int = HEIGHT - 8


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as lists and its page show it."""

    run: TrainingRun
    progress: Progress
    tone: str
    word: str
    stage: str | Promise

    @property
    def unfinished(self) -> bool:
        return self.run.state in (TrainingRun.State.QUEUED, TrainingRun.State.RUNNING)

    @property
    def can_go_on(self) -> bool:
        return self.run.state in (TrainingRun.State.FAILED, TrainingRun.State.CANCELLED)

    @property
    def percent(self) -> int:
        return round(100 * self.progress.share)


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model of the registry; megabytes: of the file that serves."""

    folder: ModelFolder
    characters: int
    megabytes: float
    shipped: bool
    reads_now: bool
    run: TrainingRun | None
    metrics: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.folder.name


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of the verdict, answered."""

    passed: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class ChangedCrop:
    """A held-out crop that the new reader reads otherwise."""

    row: Mapping[str, Any]
    old: Difference
    new: Difference

    @property
    def tone(self) -> str:
        if self.row["new_right"]:
            return "good"
        return "bad" if self.row["old_right"] else "quiet"


def run_row(run: TrainingRun) -> RunRow:
    """A run with what its folder says of its progress."""
    progress = registry.run_folder(run.name).progress()
    if run.state == TrainingRun.State.DONE:
        tone = _OUTCOME_TONES.get(TrainingRun.Outcome(run.outcome), "quiet")
        word = run.get_outcome_display()
    else:
        tone = _STATE_TONES.get(TrainingRun.State(run.state), "quiet")
        word = run.get_state_display()
    waiting = run.state == TrainingRun.State.QUEUED
    stage = _("waits for the trainer") if waiting else _STAGES[progress.stage]
    return RunRow(run, progress, tone, str(word), stage)


def model_rows() -> list[ModelRow]:
    """Every model on disk, the one that reads first."""
    reading = registry.champion().split("+")
    runs = {run.name: run for run in TrainingRun.objects.all()}
    shipped = registry.model_roots()[1]
    rows = [
        ModelRow(
            folder,
            len(folder.charset()),
            folder.weights.stat().st_size / 1e6,
            folder.path.parent == shipped,
            name in reading,
            runs.get(name),
            folder.document("metrics.json"),
        )
        for name, folder in find_models().items()
    ]
    return sorted(rows, key=lambda row: (not row.reads_now, row.shipped, row.name))


def reader_words(reader: str) -> list[str]:
    """The names of a reader's halves, the lent one by the name people know it by."""
    return ["PP-OCRv6 small" if part == PPOCR else part for part in reader.split("+")]


def answers(run: TrainingRun) -> list[Answer]:
    """The verdict's reasons as sentences."""
    return [
        Answer(
            reason["passed"],
            reason_sentence({**reason, "problem": in_words(reason.get("problem"))}),
        )
        for reason in run.report.get("reasons", ())
    ]


def kind_rows(run: TrainingRun) -> list[dict[str, Any]]:
    """How lines of each kind of the general set are read, the kind in words."""
    return [
        {**row, "word": KINDS.get(row["kind"], row["kind"])} for row in run.report.get("kinds", ())
    ]


def changed_crops(run: TrainingRun, most: int = 60) -> list[ChangedCrop]:
    """The crops that changed, spoilt ones first."""
    return [
        ChangedCrop(
            row, difference(row["old"] or "", row["text"]), difference(row["new"], row["text"])
        )
        for row in run.report.get("changed", ())[:most]
    ]


def history(model: str | None = None) -> list[Promotion]:
    """Changes of the reader, newest first; of one model alone where it is named."""
    rows = Promotion.objects.filter(state=Promotion.State.DONE).select_related("run", "promoted_by")
    if model is None:
        return list(rows[:30])
    return [row for row in rows if model in row.reader.split("+") or model in row.before.split("+")]


def accuracy_chart(rows: Sequence[Mapping[str, float]]) -> Chart | None:
    """Shares of right lines and characters over the minutes, None before there are two points."""
    names = [
        ("line_accuracy", "good"),
        ("character_accuracy", "primary"),
        ("general_accuracy", "quiet"),
    ]
    shown = [(name, tone) for name, tone in names if rows and name in rows[-1]]
    return _chart(rows, shown, 1.0, lambda share: f"{100 * share:.0f}%")


def loss_chart(rows: Sequence[Mapping[str, float]]) -> Chart | None:
    """Loss of training and of validation over the minutes; the first steps are left out."""
    rows = rows[1:]
    shown = [("loss", "primary"), ("validation_loss", "doubt")]
    highest = max((row[name] for row in rows for name, _tone in shown), default=1.0)
    return _chart(rows, shown, max(highest, 0.01), lambda loss: f"{loss:.2g}")


def _chart(
    rows: Sequence[Mapping[str, float]],
    shown: Sequence[tuple[str, str]],
    highest: float,
    word: Any,
) -> Chart | None:
    if len(rows) < 2:
        return None
    start, end = rows[0]["seconds"], rows[-1]["seconds"]
    room_x, room_y = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    span = max(end - start, 1e-6)

    def x(seconds: float) -> float:
        return round(_LEFT + room_x * (seconds - start) / span, 1)

    def y(value: float) -> float:
        return round(_TOP + room_y * (1 - min(max(value / highest, 0.0), 1.0)), 1)

    curves = []
    for name, tone in shown:
        points = [(x(row["seconds"]), y(row[name])) for row in rows]
        last = rows[-1][name]
        curves.append(
            Curve(name, tone, " ".join(f"{a:g},{b:g}" for a, b in points), *points[-1], last)
        )
    return Chart(
        tuple(curves),
        tuple(Grid(y(highest * part / 4), word(highest * part / 4)) for part in range(5)),
        tuple(
            Grid(x(start + span * part / 4), f"{(start + span * part / 4) / 60:.1f}")
            for part in range(5)
        ),
    )
