"""Keeping a sample of each decision; nothing is cut here, so that deciding stays quick."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from recognition.merging import machine_reading
from recognition.models import Decision, Record
from templates_app.definition.template import Template, ValueSpec
from training.samples.cutting_place import cutting_place
from training.samples.models import Sample
from training.samples.printed_text import MachineReading, printed_text, same_value

logger = logging.getLogger(__name__)

_SAME_PLACE = 0.3
_AT_ONCE = 500


def on_decision(decision: Decision, **_: Any) -> None:
    """Keep a sample of a decision; one that can't be kept now is made up for by `keep_missing`."""
    try:
        with transaction.atomic():
            _keep(decision)
    except Exception:  # a person's decision must not be lost for want of a sample
        logger.exception("No sample of decision %s was kept; the sweeper tries again.", decision.pk)


def on_take_back(decision: Decision, **_: Any) -> None:
    """Mark the sample of a decision that no longer counts; the one before it stands again."""
    taken = Sample.objects.filter(decision=decision, withdrawn_at=None)
    taken.update(withdrawn_at=decision.taken_back_at or timezone.now())
    Sample.objects.filter(superseded_by__decision=decision).update(superseded_by=None)


def keep(decision: Decision) -> Sample | None:
    """Keep the sample of a decided value; None where the decision is of another kind.

    Of one decision there is one sample, however often it is asked for.
    """
    known = Sample.objects.filter(decision=decision).first()
    return known if known is not None else _keep(decision)


def _keep(decision: Decision) -> Sample | None:
    if decision.kind != Decision.Kind.VALUE:
        return None
    record = decision.record
    version = record.template_version
    if version is None:
        return None
    spec = _spec(version.definition(), decision.name)
    reading = _reading(record, decision)
    machine = decision.machine or {}
    place = cutting_place(reading, machine, decision.region)
    evidence = reading.get("evidence") or {}
    read = MachineReading(
        machine.get("text"), machine.get("value"), tuple(evidence.get("repairs", ()))
    )
    text = printed_text(decision.value, decision.reason, read, spec, decision.region is not None)
    obstacle = text.obstacle or place.obstacle
    sample = Sample.objects.create(
        origin=Sample.Origin.REVIEW,
        document=record.document,
        record=record,
        decision=decision,
        group=record.document.sha256,
        template=version.template.name,
        template_version=version.number,
        field=decision.name,
        row=decision.row,
        page=place.page,
        region=place.region,
        prediction=machine.get("text"),
        machine_value=machine.get("value"),
        confidence=machine.get("confidence"),
        reader=(evidence.get("reader") or "")[:200],
        value=decision.value,
        truth=text.text,
        corrected=not same_value(decision.value, machine.get("value"), spec),
        obstacle=obstacle or "",
        decided_by=decision.decided_by,
        decided_at=decision.decided_at,
        withdrawn_at=decision.taken_back_at,
    )
    if sample.withdrawn_at is None:
        _supersede(sample, machine)
    return sample


def keep_missing() -> int:
    """Keep samples of decisions that have none; return how many."""
    kept = 0
    without = Decision.objects.filter(kind=Decision.Kind.VALUE, sample=None).exclude(
        record__template_version=None
    )
    for decision in without.order_by("pk")[:_AT_ONCE]:
        try:
            with transaction.atomic():
                kept += keep(decision) is not None
        except Exception:  # one odd decision must not keep the others from their samples
            logger.exception("No sample of decision %s can be kept.", decision.pk)
    return kept


def _spec(definition: Template, name: str) -> ValueSpec:
    """What the template says of a value; plain text where it no longer knows the name."""
    specs = {field.name: field.spec for field in definition.fields}
    for table in definition.tables:
        specs |= {f"{table.name}.{column.name}": column.spec for column in table.columns}
    return specs.get(name, ValueSpec())


def _reading(record: Record, decision: Decision) -> Mapping[str, Any]:
    """The record's entry of the decided value, for its evidence; empty where it has gone."""
    table, _, column = decision.name.rpartition(".")
    if not table:
        entry: dict[str, Any] = record.data["fields"].get(column, {})
        return entry
    rows = record.data["tables"].get(table, [])
    cells = [row[column] for row in rows if column in row]
    box = (decision.machine or {}).get("box")
    same = [cell for cell in cells if _is_same_place(machine_reading(cell).get("box"), box)]
    if same:
        return same[0]
    if decision.row is not None and decision.row < len(cells):
        return cells[decision.row]
    return {}


def _supersede(sample: Sample, machine: Mapping[str, Any]) -> None:
    """What was said of the same place before no longer counts; it stays as it is."""
    before = (
        Sample.objects.valid()
        .filter(record=sample.record, field=sample.field, decided_at__lte=sample.decided_at)
        .exclude(pk=sample.pk)
    )
    if sample.row is None:
        before.update(superseded_by=sample)
        return
    for earlier in before.select_related("decision"):
        other = (earlier.decision.machine or {}) if earlier.decision else {}
        if _is_same_cell(sample, machine, earlier, other):
            earlier.superseded_by = sample
            earlier.save(update_fields=["superseded_by"])


def _is_same_cell(
    sample: Sample, machine: Mapping[str, Any], earlier: Sample, other: Mapping[str, Any]
) -> bool:
    """Rows move when a document is read again: a cell is known by its place on the page."""
    if machine.get("box") and other.get("box"):
        same_page = machine.get("page") == other.get("page")
        return same_page and _is_same_place(machine["box"], other["box"])
    return sample.row == earlier.row


def _is_same_place(one: list[list[float]] | None, other: list[list[float]] | None) -> bool:
    if not one or not other:
        return False
    first, second = _bounds(one), _bounds(other)
    shared = _area(
        (
            max(first[0], second[0]),
            max(first[1], second[1]),
            min(first[2], second[2]),
            min(first[3], second[3]),
        )
    )
    return shared > _SAME_PLACE * (_area(first) + _area(second) - shared)


def _bounds(quad: list[list[float]]) -> tuple[float, float, float, float]:
    """The box (x0, y0, x1, y1) that a polygon of points (x, y) fills."""
    across, down = [point[0] for point in quad], [point[1] for point in quad]
    return min(across), min(down), max(across), max(down)


def _area(box: tuple[float, float, float, float]) -> float:
    """The area of a box, 0 where its sides have passed each other."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
