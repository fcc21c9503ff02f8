"""Fields right, values accepted, item rows right: the measure that the product lives by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.compare import Value, same
from bench.copies import copy
from bench.documents import DocumentSet, Sample
from bench.item_rows import RowOutcome, row_outcomes, true_rows
from training.synth.degrade import Kind

Read = Callable[[bytes, str, str | None], Mapping[str, Any]]
"""Document bytes, file name, template name or None -> stencil-record/1."""


@dataclass(frozen=True, slots=True)
class FieldOutcome:
    """One field of one copy: what it says and what the record says.

    truth: None where the document lacks the field.
    """

    document: str
    kind: Kind
    name: str
    truth: str | None
    value: Value
    text: str | None
    confidence: float
    accepted: bool
    reason: str | None
    right: bool

    @property
    def counts(self) -> bool:
        """An absent field that was left empty is no reading; a filled one is a wrong one."""
        return self.truth is not None or not self.right


@dataclass(frozen=True, slots=True)
class CopyOutcome:
    """One copy of one document, read."""

    document: str
    kind: Kind
    template: str | None
    status: str
    reason: str | None
    fields: tuple[FieldOutcome, ...]
    rows: tuple[RowOutcome, ...]
    rules: Mapping[str, bool | None]
    timings: Mapping[str, float]
    unplaced: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """Counts over any number of copies.

    present, right: fields that the documents have, and how many of them the records have right.
    readings: these and the fields that were filled though the document lacks them.
    """

    copies: int = 0
    matched: int = 0
    present: int = 0
    right: int = 0
    readings: int = 0
    accepted: int = 0
    accepted_wrong: int = 0
    rows: int = 0
    rows_right: int = 0
    rules: int = 0
    rules_evaluated: int = 0
    rules_passed: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, outcome: CopyOutcome) -> None:
        """Count one copy."""
        self.copies += 1
        self.matched += outcome.template is not None
        for reading in outcome.fields:
            self.present += reading.truth is not None
            self.right += reading.truth is not None and reading.right
            if reading.counts:
                self.readings += 1
                self.accepted += reading.accepted
                self.accepted_wrong += reading.accepted and not reading.right
        self.rows += len(outcome.rows)
        self.rows_right += sum(row.right for row in outcome.rows)
        self.rules += len(outcome.rules)
        self.rules_evaluated += sum(passed is not None for passed in outcome.rules.values())
        self.rules_passed += sum(passed is True for passed in outcome.rules.values())
        for stage, seconds in outcome.timings.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds


def tally(outcomes: Iterable[CopyOutcome]) -> Tally:
    """Count copies together."""
    total = Tally()
    for outcome in outcomes:
        total.add(outcome)
    return total


def measure(
    documents: DocumentSet,
    kinds: Sequence[Kind],
    read: Read,
    *,
    named: bool,
    seed: int = 1,
    severity: float = 1.0,
    limit: int | None = None,
    only: str | None = None,
) -> Iterator[CopyOutcome]:
    """Read every copy of every document of a set.

    named: the template is given; otherwise it must be chosen.
    severity: of scans and photos.
    limit: no more than this many documents, spread over the set.
    only: just the documents whose file name holds this text.
    """
    samples = [sample for sample in documents.samples() if not only or only in sample.name]
    types = documents.types()
    for sample in _spread(samples, limit):
        for kind in kinds:
            data, name = copy(sample, kind, seed, severity)
            record = read(data, name, documents.template_name if named else None)
            yield _outcome(sample, kind, record, documents, types)


def _spread(samples: Sequence[Sample], limit: int | None) -> list[Sample]:
    if limit is None or limit >= len(samples):
        return list(samples)
    return [samples[index * len(samples) // limit] for index in range(limit)]


def _outcome(
    sample: Sample,
    kind: Kind,
    record: Mapping[str, Any],
    documents: DocumentSet,
    types: Mapping[str, Any],
) -> CopyOutcome:
    chosen = record["template"]["name"] if record["template"] else None
    fields = tuple(
        _field_outcome(sample, kind, name, truth, record["fields"].get(name), documents, types)
        for name, truth in sample.truth.items()
    )
    rows: tuple[RowOutcome, ...] = ()
    # A cut margin may take the first character of a description: only fields are kept whole.
    if documents.name == "e-invoices" and kind != "cut":
        rows = row_outcomes(true_rows(sample), record["tables"].get("items", ()))
    return CopyOutcome(
        document=sample.name,
        kind=kind,
        template=chosen if chosen == documents.template_name else None,
        status=record["status"],
        reason=record.get("reason"),
        fields=fields,
        rows=rows,
        rules={rule["name"]: rule["passed"] for rule in record["rules"]},
        timings=record["timings"],
        unplaced=tuple(item["text"] for item in record["unplaced"]),
    )


def _field_outcome(
    sample: Sample,
    kind: Kind,
    name: str,
    truth: str | None,
    reading: Mapping[str, Any] | None,
    documents: DocumentSet,
    types: Mapping[str, Any],
) -> FieldOutcome:
    """An unmatched record has no readings: every printed field is then missed."""
    value: Value = reading["value"] if reading else None
    return FieldOutcome(
        document=sample.name,
        kind=kind,
        name=name,
        truth=truth,
        value=value,
        text=reading["text"] if reading else None,
        confidence=float(reading["confidence"]) if reading else 0.0,
        accepted=bool(reading["accepted"]) if reading else False,
        reason=reading.get("reason") if reading else "no record",
        right=same(types[name], truth, value, documents.fold_case),
    )
