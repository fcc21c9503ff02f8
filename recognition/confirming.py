"""Confirming values by each other: barcodes, amounts in words, cross-field rules and repair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from recognition.engine.contract import Reader
from recognition.filling import Filled
from recognition.second_look import look_again
from recognition.settlement import FieldReading, confirmed, contradicted, ruled
from recognition.sheets import Sheet
from recognition.values.amounts_in_words import amount_in_words
from recognition.values.barcodes import barcodes
from recognition.values.confidence import Calibration
from recognition.values.contract import RuleResult, Value
from recognition.values.invoice_codes import Confirmation, chinese_invoice_qr, confirmations
from recognition.values.percents import is_percent, misread_sign, with_percent_sign
from recognition.values.repair import Candidate, Place, Repair, find_repair
from recognition.values.rules import evaluate
from recognition.values.settling import settle
from templates_app.definition.expression import Binary, parse_expression
from templates_app.definition.parsing import value_types
from templates_app.definition.template import Rule, Template

Readings = Mapping[Place, FieldReading]

_MISREAD_SIGN = 0.05
"""Probability of a percentage that no reader read: its last digits taken for its sign."""


@dataclass(frozen=True, slots=True, eq=False)
class Confirmed:
    """The values after they were held against each other, and the rules' results."""

    filled: Filled
    rules: tuple[RuleResult, ...]


def confirm(
    template: Template,
    filled: Filled,
    sheets: Sequence[Sheet],
    reader: Reader,
    calibration: Calibration,
    accept_at: float,
) -> Confirmed:
    """Hold the values against the page's barcodes, the amounts in words and the rules."""
    readings = dict(_places(filled))
    if any(_could_be_coded(reading, accept_at) for reading in readings.values()):
        readings = _with_codes(template, readings, sheets, calibration)
    readings = _with_words(readings, calibration)
    results, readings = _with_rules(template, readings, reader, calibration)
    return Confirmed(_refilled(filled, readings), results)


def _places(filled: Filled) -> Iterator[tuple[Place, FieldReading]]:
    for name, reading in filled.fields.items():
        yield Place(name), reading
    for table, rows in filled.tables.items():
        for number, row in enumerate(rows):
            for column, cell in row.items():
                yield Place(column, table, number), cell


def _refilled(filled: Filled, readings: Readings) -> Filled:
    return replace(
        filled,
        fields={name: readings[Place(name)] for name in filled.fields},
        tables={
            table: tuple(
                {column: readings[Place(column, table, number)] for column in row}
                for number, row in enumerate(rows)
            )
            for table, rows in filled.tables.items()
        },
    )


def _could_be_coded(reading: FieldReading, accept_at: float) -> bool:
    coded = reading.place.spec.type in ("code", "date", "amount")
    return coded and not reading.accepted(accept_at)


def _with_codes(
    template: Template, readings: Readings, sheets: Sequence[Sheet], calibration: Calibration
) -> dict[Place, FieldReading]:
    """Confirm or mend what the QR code of an invoice states as well."""
    changed = dict(readings)
    types = value_types(template)
    for sheet in sheets:
        for code in barcodes(sheet.page.straight.image, kind="qr"):
            said = chinese_invoice_qr(code.text)
            if said is None:
                continue
            values = {p.name: r.settled.value for p, r in changed.items() if p.table is None}
            for found in confirmations(said, values, types):
                place = Place(found.field)
                changed[place] = _by_code(changed[place], found, calibration)
    return changed


def _by_code(reading: FieldReading, found: Confirmation, calibration: Calibration) -> FieldReading:
    if found.agrees:
        note = f"the QR code on the page states the same {found.said}"
        return confirmed(reading, note, calibration)
    settled = settle(found.value, reading.place.spec)
    if not settled.valid:
        return contradicted(reading, f"the QR code states {found.value}")
    repair = f"read as '{reading.settled.text}', the QR code on the page states '{found.value}'"
    mended = replace(
        reading, settled=replace(settled, text=reading.settled.text, repairs=(repair,))
    )
    note = f"{found.said} taken from the QR code on the page"
    return confirmed(replace(mended, source="barcode"), note, calibration)


def _with_words(readings: Readings, calibration: Calibration) -> dict[Place, FieldReading]:
    """An amount that also stands in Chinese words is confirmed by them, and they by it."""
    changed = dict(readings)
    amounts: dict[Decimal, list[Place]] = {}
    for place, reading in readings.items():
        number = _number(reading.settled.value) if reading.place.spec.type == "amount" else None
        if number is not None and place.table is None:
            amounts.setdefault(number, []).append(place)
    for place, reading in readings.items():
        value = reading.settled.value
        words = amount_in_words(value) if isinstance(value, str) else None
        if words is None or reading.place.spec.type != "text" or place.table is not None:
            continue
        same = amounts.get(words, [])
        for other in same:
            note = f"'{value}' says the same in words"
            changed[other] = confirmed(changed[other], note, calibration)
        if same:
            note = f"the figures of '{same[0].name}' say the same"
            changed[place] = confirmed(reading, note, calibration)
        elif amounts:
            note = f"these words mean {words}, which no amount on the page is"
            changed[place] = contradicted(reading, note)
    return changed


def _number(value: Value) -> Decimal | None:
    try:
        return Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None


def _with_rules(
    template: Template, readings: Readings, reader: Reader, calibration: Calibration
) -> tuple[tuple[RuleResult, ...], dict[Place, FieldReading]]:
    """Evaluate the rules, repair what the reader's own readings can mend, and draw the moral."""
    changed = dict(readings)
    types = value_types(template)
    results = evaluate(template.rules, *_values(changed, template), types)
    if any(result.passed is False for result in results):
        repair = find_repair(
            template.rules,
            *_values(changed, template),
            types,
            _candidates(changed, results, reader),
        )
        if repair is not None:
            results = repair.results
            _apply(changed, repair)
    for rule, result in zip(template.rules, results, strict=True):
        if result.passed is False or _is_equation(rule):
            _weigh(changed, result, calibration)
    return results, changed


def _is_equation(rule: Rule) -> bool:
    """Whether a rule that holds says that two values are equal; others hold by chance."""
    tree = parse_expression(rule.expr)
    return isinstance(tree, Binary) and tree.operator == "=="


def _values(
    readings: Readings, template: Template
) -> tuple[dict[str, Value], dict[str, list[dict[str, Value]]]]:
    fields: dict[str, Value] = {field.name: None for field in template.fields}
    tables: dict[str, list[dict[str, Value]]] = {table.name: [] for table in template.tables}
    for place, reading in readings.items():
        if place.table is None:
            fields[place.name] = reading.settled.value
            continue
        rows = tables[place.table]
        while len(rows) <= (place.row or 0):
            rows.append({})
        rows[place.row or 0][place.name] = reading.settled.value
    return fields, tables


def _candidates(
    readings: dict[Place, FieldReading], results: Sequence[RuleResult], reader: Reader
) -> dict[Place, list[Candidate]]:
    """Other readings of every value that a failed rule names, read anew where there are none."""
    concerned = {name for result in results if result.passed is False for name in result.names}
    asked = [
        place
        for place, reading in readings.items()
        if place.rule_name in concerned and reading.source == "ocr" and reading.place.pieces
    ]
    unread = [place for place in asked if not readings[place].alternatives]
    looks = look_again([readings[place].place for place in unread], reader)
    fresh = dict(zip(unread, looks, strict=True))
    found: dict[Place, list[Candidate]] = {}
    for place in asked:
        reading = readings[place]
        texts = [(look.text, 0.5) for look in fresh.get(place, ())]
        texts += [a for look in fresh.get(place, ()) for a in look.alternatives]
        texts += [*reading.alternatives, *((c.text, 0.5) for c in reading.tried[1:])]
        if (percentage := _with_percent_sign(reading)) is not None:
            texts.append((percentage, _MISREAD_SIGN))
        settled = [(settle(text, reading.place.spec), text, p) for text, p in texts if text]
        found[place] = [
            Candidate(s.value, text, p) for s, text, p in settled if s.valid and s.value is not None
        ]
    return found


def _with_percent_sign(reading: FieldReading) -> str | None:
    """What a percentage says if its sign was read as digits."""
    text = reading.settled.text
    return with_percent_sign(text) if text and is_percent(reading.place.spec) else None


def _apply(readings: dict[Place, FieldReading], repair: Repair) -> None:
    for change in repair.changes:
        reading = readings[change.place]
        settled = settle(change.after.text, reading.place.spec)
        read, notes = settled.text, settled.repairs
        if reading.settled.text and change.after.text == _with_percent_sign(reading):
            read = reading.settled.text
            notes += (f"'{misread_sign(read)}' taken for a percent sign",)
        readings[change.place] = replace(
            reading,
            settled=replace(settled, text=read, repairs=(*notes, change.evidence)),
            confidence=change.confidence,
            signals=None,
        )


def _weigh(
    readings: dict[Place, FieldReading], result: RuleResult, calibration: Calibration
) -> None:
    """A rule that holds between values confirms them, one that fails speaks against them."""
    if result.passed is None or len(result.names) < 2:
        return
    holds = bool(result.passed)
    note = f"the rule '{result.name}' " + ("holds" if holds else f"fails: {result.detail}")
    for place, reading in readings.items():
        if place.rule_name in result.names and reading.settled.value is not None:
            readings[place] = ruled(reading, note, calibration, holds)
