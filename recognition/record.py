"""`stencil-record/1`: what one document gave, as other programs read it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recognition.matching.choosing import NearMiss
from recognition.matching.placing import PlacedLine
from recognition.matching.registration import Registration
from recognition.matching.table_contract import SheetPage
from recognition.own_model import READ_BY
from recognition.places import Place, page_polygon
from recognition.reading import BrokenPage, Char, ReadPage
from recognition.settlement import NO_MODEL, Candidate, FieldReading
from recognition.values.contract import RuleResult
from templates_app.definition.template import Template, ValueSpec

FORMAT = "stencil-record/1"

Record = dict[str, Any]

_SURE_CHARACTER = 0.95


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What every record of a file says of it."""

    name: str
    sha256: str | None
    pages: int


def file_facts(name: str, data: bytes, pages: int = 0) -> FileFacts:
    """Name, SHA-256 and page count of a file's bytes."""
    return FileFacts(name, hashlib.sha256(data).hexdigest(), pages)


def failed(facts: FileFacts, reason: str, pages: Sequence[Record] = ()) -> Record:
    """The record of a file that could not be read at all."""
    return _bare(facts, "failed", reason, pages)


def unmatched(
    facts: FileFacts,
    part: int,
    pages: Sequence[Record],
    nearest: Sequence[NearMiss],
    warnings: Sequence[Record],
    timings: Mapping[str, float],
) -> Record:
    """The record of a document that no template fits, with the nearest ones."""
    record = _bare(facts, "unmatched", _why_unmatched(nearest), pages)
    record["document"]["part"] = part
    record["nearest"] = [{"name": near.name, "score": near.score} for near in nearest]
    record["warnings"] = list(warnings)
    record["timings"] = dict(timings)
    return record


def _why_unmatched(nearest: Sequence[NearMiss]) -> str:
    if not nearest:
        return (
            "No template's printed texts were found on this document. "
            "Assign a template by hand, or draw one for this kind."
        )
    named = ", ".join(f"{near.name} ({near.score:.0%} of its marks in place)" for near in nearest)
    return (
        f"No template fits; the nearest: {named}. "
        "Assign a template by hand, or draw one for this kind."
    )


def _bare(facts: FileFacts, status: str, reason: str, pages: Sequence[Record]) -> Record:
    return {
        "format": FORMAT,
        "document": _document(facts, 1),
        "pages": list(pages),
        "template": None,
        "status": status,
        "reason": reason,
        "fields": {},
        "tables": {},
        "rules": [],
        "unplaced": [],
        "warnings": [],
        "timings": {},
        "record_version": 1,
    }


def _document(facts: FileFacts, part: int) -> Record:
    return {
        "id": None,
        "file": facts.name,
        "sha256": facts.sha256,
        "pages": facts.pages,
        "part": part,
    }


def matched(
    facts: FileFacts,
    part: int,
    pages: Sequence[Record],
    template: Template,
    score: float,
    content: Record,
    timings: Mapping[str, float],
) -> Record:
    """The record of a document of a known kind.

    content: fields, tables, rules, unplaced, warnings and status.
    """
    return {
        "format": FORMAT,
        "document": _document(facts, part),
        "pages": list(pages),
        "template": {
            "name": template.name,
            "version": template.version,
            "score": round(score, 4),
        },
        "reason": None,
        **content,
        "timings": {name: round(seconds, 4) for name, seconds in timings.items()},
        "record_version": 1,
    }


def page_entry(page: ReadPage | BrokenPage) -> Record:
    """One entry of the record's ``pages``."""
    if isinstance(page, BrokenPage):
        return {"number": page.number, "width": 0, "height": 0, "dpi": None, "status": "broken"}
    original = page.straight.page
    status = "mixed" if original.scanned else "text_layer"
    entry = {
        "number": original.number,
        "width": original.width,
        "height": original.height,
        "dpi": original.dpi,
        "status": status if original.words else "read",
    }
    return {**entry, "damaged": True} if original.damage else entry


def is_damaged(pages: Sequence[Record]) -> bool:
    """Whether something of the document may be missing: a page is broken or damaged."""
    return any(page["status"] == "broken" or page.get("damaged") for page in pages)


def reading_entry(
    reading: FieldReading, accept_at: float, registration: Registration | None
) -> Record:
    """One value as the record states it, with the evidence for it."""
    accepted = reading.accepted(accept_at)
    settled = reading.settled
    sheet = reading.place.sheet
    entry: Record = {
        "value": settled.value,
        "text": settled.text,
        "confidence": round(reading.confidence, 4),
        "accepted": accepted,
        "reason": _reason(reading, accepted),
        "page": sheet.straight.page.number,
        "box": None if reading.quad is None else page_polygon(reading.quad, sheet),
        "source": reading.source,
        "evidence": _evidence(reading, registration),
    }
    return entry


def _reason(reading: FieldReading, accepted: bool) -> str | None:
    if reading.settled.reason is not None and (
        not reading.settled.valid or reading.settled.value is None
    ):
        return reading.settled.reason
    if accepted:
        return None
    if missing := next((note for note in reading.notes if note.startswith(NO_MODEL)), None):
        return missing
    # what was not sure enough for a strict threshold must not be stated as certain
    return f"read with a confidence of only {min(reading.confidence, 0.99):.2f}"


def _evidence(reading: FieldReading, registration: Registration | None) -> Record:
    place = reading.place
    evidence: Record = {
        "found_by": _found_by(place),
        "words": [
            {
                "text": piece.text,
                "confidence": round(piece.line.confidence, 4),
                "box": page_polygon(piece.line.quad, place.sheet),
            }
            for piece in place.pieces
        ],
        "repairs": list(reading.settled.repairs),
        "notes": list(reading.notes),
    }
    if reading.tried:
        evidence["reading"] = reading.tried[0].origin
        evidence["readings"] = _distinct(reading.tried)
        doubtful = _doubtful(reading.tried[0].chars)
        if doubtful:
            evidence["doubtful"] = doubtful
    if reading.alternatives:
        evidence["alternatives"] = _best(reading.alternatives)
    readers = {piece.line.reader for piece in place.pieces if piece.line.reader}
    if reading.tried and reading.tried[0].origin.startswith(READ_BY):
        readers = {reading.tried[0].origin.removeprefix(READ_BY)}
    evidence["reader"] = ", ".join(sorted(readers)) or None
    if registration is not None:
        evidence["transform"] = {
            "kind": registration.kind,
            "marks": len(registration.placed),
            "of": len(registration.marks),
            "score": round(registration.score, 4),
            "residual": round(registration.residual, 2),
        }
    return evidence


def _found_by(place: Place) -> Record:
    if place.label is not None:
        return {
            "label": place.label.piece.text,
            "box": page_polygon(place.label.piece.line.quad, place.sheet),
            "errors": place.label.errors,
        }
    region = place.region()
    if place.instance is not None or region is None:
        return {"table_instance": place.instance}
    return {"region": page_polygon(region, place.sheet), "label_missing": place.keyed}


def _distinct(tried: Sequence[Candidate]) -> list[Record]:
    seen: dict[str, Record] = {}
    for candidate in tried:
        seen.setdefault(
            candidate.text,
            {
                "text": candidate.text,
                "value": candidate.settled.value,
                "confidence": round(candidate.lowest, 4),
                "by": candidate.origin,
            },
        )
    return list(seen.values())[:8]


def _doubtful(chars: Sequence[Char]) -> list[Record]:
    """The characters that the reader is not sure of, counted from 0 without white space."""
    return [
        {
            "at": at,
            "text": char.text,
            "confidence": round(char.confidence, 4),
            "instead": [[text, round(sure, 4)] for text, sure in char.alternatives[:3]],
        }
        for at, char in enumerate(chars)
        if char.confidence < _SURE_CHARACTER
    ]


def _best(alternatives: Sequence[tuple[str, float]]) -> list[Record]:
    """The likeliest other texts of the same crop, each once."""
    ranked: dict[str, float] = {}
    for text, sure in sorted(alternatives, key=lambda entry: -entry[1]):
        ranked.setdefault(text, sure)
    return [{"text": text, "confidence": round(sure, 4)} for text, sure in list(ranked.items())[:5]]


def missing_entry(reason: str, required: bool) -> Record:
    """A value whose page is not in the document."""
    return {
        "value": None,
        "text": None,
        "confidence": 0.0 if required else 1.0,
        "accepted": not required,
        "reason": reason,
        "page": None,
        "box": None,
        "source": None,
        "evidence": {},
    }


def unplaced_entry(piece: PlacedLine, sheet: SheetPage, table: str) -> Record:
    """Text inside a table's area that found no cell."""
    return {
        "page": sheet.straight.page.number,
        "box": page_polygon(piece.line.quad, sheet),
        "text": piece.text,
        "table": table,
    }


def rule_entries(results: Sequence[RuleResult]) -> list[Record]:
    """The record's ``rules``, none overridden yet."""
    return [{**result.as_record(), "overridden": None} for result in results]


def status_of(content: Mapping[str, Any], template: Template, damaged: bool) -> str:
    """`accepted` or `needs_review`, as the contract defines them.

    damaged: whether a page could not be read, or not for certain the whole of it.
    """
    doubtful = any(
        not entry["accepted"] and (spec.required or _was_found(entry))
        for spec, entry in _with_specs(content, template)
    )
    failing = any(rule["passed"] is False and not rule["overridden"] for rule in content["rules"])
    short = any(len(content["tables"][t.name]) < t.min_rows for t in template.tables)
    if doubtful or failing or short or content["unplaced"] or damaged:
        return "needs_review"
    return "accepted"


def _with_specs(
    content: Mapping[str, Any], template: Template
) -> Iterator[tuple[ValueSpec, Record]]:
    for field in template.fields:
        yield field.spec, content["fields"][field.name]
    for table in template.tables:
        for row in content["tables"][table.name]:
            for column in table.columns:
                yield column.spec, row[column.name]


def _was_found(entry: Record) -> bool:
    return entry["value"] is not None or bool(entry["text"])
