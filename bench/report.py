"""What the bench prints and keeps: tables for the eye, JSON lines for the history."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.documents import ROOT
from bench.fields import CopyOutcome, Tally

RESULTS = ROOT / "bench" / "results.jsonl"


def append(measured: Mapping[str, Any], path: Path = RESULTS) -> None:
    """Add one result with when, on which commit and on what machine it was measured."""
    stamped = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        **measured,
    }
    with path.open("a", encoding="utf-8") as results:
        results.write(json.dumps(stamped, ensure_ascii=False) + "\n")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns of text, the first flush left, the others flush right."""
    lines = [list(header), *(list(row) for row in rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(header))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


FIELD_HEADER = (
    "set, kind",
    "copies",
    "matched",
    "fields right",
    "",
    "accepted",
    "of these wrong",
    "rows right",
    "rules evaluated",
    "s/copy",
)


def field_row(name: str, counted: Tally) -> tuple[str, ...]:
    """One line of the field table."""
    seconds = counted.seconds.get("total", 0.0) / max(counted.copies, 1)
    return (
        name,
        str(counted.copies),
        str(counted.matched),
        f"{counted.right}/{counted.present}",
        _share(counted.right, counted.present),
        _share(counted.accepted, counted.readings),
        f"{counted.accepted_wrong} {_share(counted.accepted_wrong, counted.accepted, 2)}",
        f"{counted.rows_right}/{counted.rows}" if counted.rows else "",
        f"{counted.rules_evaluated}/{counted.rules}" if counted.rules else "",
        f"{seconds:.2f}",
    )


def field_result(name: str, kind: str, named: bool, counted: Tally) -> dict[str, Any]:
    """One line of the field table for results.jsonl."""
    return {
        "bench": "fields",
        "set": name,
        "kind": kind,
        "template_given": named,
        "copies": counted.copies,
        "matched": counted.matched,
        "fields": counted.present,
        "fields_right": counted.right,
        "readings": counted.readings,
        "accepted": counted.accepted,
        "accepted_wrong": counted.accepted_wrong,
        "rows": counted.rows,
        "rows_right": counted.rows_right,
        "rules": counted.rules,
        "rules_evaluated": counted.rules_evaluated,
        "rules_passed": counted.rules_passed,
        "seconds": {stage: round(total, 3) for stage, total in counted.seconds.items()},
    }


def failures(outcome: CopyOutcome) -> list[str]:
    """Every wrong field, row and rule of a copy in one line each."""
    where = f"{outcome.document} {outcome.kind}"
    if outcome.template is None:
        return [f"{where}: {outcome.status}: {outcome.reason}"]
    lines = [
        f"{where} {reading.name}: truth {reading.truth!r} value {reading.value!r}"
        f" text {reading.text!r} confidence {reading.confidence:.3f}"
        f" {'ACCEPTED' if reading.accepted else 'review'} ({reading.reason})"
        for reading in outcome.fields
        if not reading.right
    ]
    for row in outcome.rows:
        if not row.right:
            found = {name: cell["value"] for name, cell in row.found.items()} if row.found else None
            lines.append(f"{where} row {row.wrong}: truth {row.truth} found {found}")
    lines += [
        f"{where} rule {name}: {passed}" for name, passed in outcome.rules.items() if not passed
    ]
    if outcome.unplaced:
        lines.append(f"{where} unplaced: {list(outcome.unplaced)}")
    return lines


def doubts(outcome: CopyOutcome) -> list[str]:
    """Every right field that was not accepted: what a person is asked for nothing."""
    return [
        f"{outcome.document} {outcome.kind} {reading.name}: right {reading.value!r}"
        f" confidence {reading.confidence:.3f} ({reading.reason})"
        for reading in outcome.fields
        if reading.truth is not None and reading.right and not reading.accepted
    ]


def _share(part: int, whole: int, decimals: int = 1) -> str:
    return f"{100 * part / whole:.{decimals}f}%" if whole else "-"


def _commit() -> str | None:
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    )
    return asked.stdout.strip() or None
