"""Why a value is what it is, as steps that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from frontend.wording import in_words

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way from page to value.

    title: what was done; detail: with what result.
    items: (text, confidence or None) of the words or readings that the step looked at.
    """

    icon: str
    title: str
    detail: str = ""
    items: tuple[tuple[str, float | None], ...] = ()


def trace(reading: Data) -> list[Step]:
    """Return the steps of a reading, in the order in which they happened."""
    evidence = reading.get("evidence") or {}
    return [
        step
        for part in (_transform, _found, _words, _readings, _repairs, _agreement, _person)
        for step in part(reading, evidence)
    ]


def _transform(reading: Data, evidence: Data) -> Iterator[Step]:
    transform = evidence.get("transform")
    if not transform:
        return
    kinds = {
        "similarity": _("moved, turned and scaled"),
        "affine": _("moved, turned and sheared"),
        "homography": _("seen at an angle"),
        "shift": _("moved"),
    }
    yield Step(
        "templates",
        _("%(found)s of %(of)s printed marks of the template are in place")
        % {"found": transform.get("marks"), "of": transform.get("of")},
        _("the page is the sample %(how)s; %(residual)s px left over")
        % {
            "how": kinds.get(transform.get("kind"), transform.get("kind")),
            "residual": transform.get("residual"),
        },
    )


def _found(reading: Data, evidence: Data) -> Iterator[Step]:
    found = evidence.get("found_by") or {}
    if "label" in found:
        errors = found.get("errors") or 0
        yield Step(
            "search",
            _("Found by its label “%s”") % found["label"],
            _("with %s characters forgiven") % errors if errors else "",
        )
    elif "region" in found:
        detail = _("its label was not found") if found.get("label_missing") else ""
        yield Step("search", _("Found by its region of the template"), detail)
    elif found.get("table_instance") is not None:
        yield Step("table", _("Cell of table %s on the page") % found["table_instance"])


def _words(reading: Data, evidence: Data) -> Iterator[Step]:
    words = evidence.get("words") or []
    if not words:
        return
    reader = evidence.get("reader")
    if reading.get("source") == "text_layer" and not reader:
        title = _("Words taken from the PDF's text")
    elif reader:
        title = _("Words read by %s") % reader
    else:
        title = _("Words taken")
    yield Step("read", title, items=tuple((word["text"], word.get("confidence")) for word in words))


def _readings(reading: Data, evidence: Data) -> Iterator[Step]:
    readings = evidence.get("readings") or []
    if len(readings) < 2:
        return
    yield Step(
        "eye",
        _("Looked at more than once; the first was taken"),
        items=tuple(
            (f"{one['text']} ({origin(one.get('by'))})", one.get("confidence")) for one in readings
        ),
    )


def origin(name: str | None) -> str:
    """Say which look a reading comes from."""
    return {
        "lines": _("page"),
        "part of the lines": _("part of the line"),
        "read again": _("crop read again"),
        "constrained": _("only what the pattern allows"),
        "constrained by its pattern": _("only what the pattern allows"),
        "without what cannot be printed there": _("only what can be printed there"),
        "the bare ink of its region": _("the ink of its region alone"),
        "without the seal": _("seal's colour taken out"),
        "region read again": _("region read again"),
        "cells": _("cell by cell"),
    }.get(name or "", name or "")


def _repairs(reading: Data, evidence: Data) -> Iterator[Step]:
    for repair in evidence.get("repairs") or []:
        yield Step("edit", _("Changed"), in_words(str(repair)))
    for note in evidence.get("notes") or []:
        yield Step("info", in_words(str(note)))


def _agreement(reading: Data, evidence: Data) -> Iterator[Step]:
    text, value = reading.get("text"), reading.get("value")
    if isinstance(value, str) and text is not None and text != value:
        yield Step("rule", _("Normalised"), f"{text} → {value}")


def _person(reading: Data, evidence: Data) -> Iterator[Step]:
    decided = evidence.get("decided")
    if not decided:
        return
    machine = evidence.get("machine") or {}
    at = parse_datetime(decided.get("at") or "")
    yield Step(
        "person",
        _("Decided by %s") % (decided.get("by") or _("a person who has left")),
        date_format(localtime(at), "DATETIME_FORMAT") if at else "",
        items=((_("the machine read “%s”") % shown(machine.get("value")), None),)
        if machine
        else (),
    )


def shown(value: object) -> str:
    """Write a value for a person."""
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    return "" if value is None else str(value)
