"""After the training process: the verdict kept, the model registered, perhaps promoted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils import timezone

from training.run_folder import RunFolder
from training.runs import promotion, queue, registry
from training.runs.models import TrainingRun
from training.runs.second_opinion import beliefs, second_opinions
from training.verdict import Verdict, by_group, is_right, judge

Outcome = TrainingRun.Outcome
_MOST_CHANGED = 400
"""Changed crops that a report shows; a run's folder holds all."""


def conclude(claim: queue.Claim, run: TrainingRun, folder: RunFolder) -> None:
    """Judge a finished run and close it; promote its model where the installation says so."""
    found = folder.outcome()
    verdict = judge(found, settings.PROMOTE_ALPHA)
    outcome = _outcome(found, verdict)
    report = report_of(found, verdict)
    if outcome != Outcome.BROKEN:
        facts = _facts(run)
        if outcome != Outcome.SPECIAL:
            opinions = second_opinions(folder, found["crops"])
            report["second_opinions"] = [one.as_row() for one in opinions]
            facts["believed"] = beliefs(opinions)
        registry.register(folder, run.name, facts, _metrics(verdict, folder))
    due = outcome == Outcome.BETTER and settings.PROMOTE_AUTOMATICALLY
    columns = {"outcome": outcome, "report": report, "problem": "", "promotion_due": due}
    # a trainer promotes later what a kill keeps from being promoted here
    if queue.finish(claim, TrainingRun.State.DONE, **columns) and due:
        promotion.promote_due()


def _outcome(found: dict[str, Any], verdict: Verdict) -> str:
    if found["parity"]["problem"]:
        return Outcome.BROKEN
    if found.get("special"):
        return Outcome.SPECIAL
    return Outcome.BETTER if verdict.better else Outcome.NOT_BETTER


def report_of(found: dict[str, Any], verdict: Verdict) -> dict[str, Any]:
    """What the report page shows, as JSON: the answers, the figures, the crops that changed."""
    crops = found["crops"]
    changed = [
        row
        | {
            "old_right": is_right(row["old"] or "", row["text"]),
            "new_right": is_right(row["new"], row["text"]),
        }
        for row in crops
        if not is_right(row["old"] or "", row["new"])
    ]
    # losses first: they are what a person wants to see before saying yes
    changed.sort(key=lambda row: (row["new_right"] or not row["old_right"], not row["new_right"]))
    return {
        "champion": found.get("champion", ""),
        "reasons": [
            {"code": reason.code, "passed": reason.passed, **reason.figures}
            for reason in verdict.reasons
        ],
        "held_out": asdict(verdict.held_out),
        "general": asdict(verdict.general),
        "groups": [
            {"template": template, "field": field, **asdict(pairs)}
            for (template, field), pairs in by_group(crops, "template", "field").items()
        ],
        "kinds": [
            {"kind": kind, **asdict(by_group(rows)[()])}
            for kind, rows in found["general"].items()
            if isinstance(rows, list) and rows
        ],
        "changed": changed[:_MOST_CHANGED],
        "changed_count": len(changed),
    }


def _facts(run: TrainingRun) -> dict[str, Any]:
    return {
        "base": run.base or None,
        "crops": run.crops,
        "learnt_from": run.source if "/" not in run.source else "a labelled folder",
        "crops_sha256": run.data,
        "trained_at": timezone.now().isoformat(timespec="seconds"),
    }


def _metrics(verdict: Verdict, folder: RunFolder) -> dict[str, Any]:
    rows = list(folder.curve())
    return {
        "held_out": asdict(verdict.held_out),
        "general": asdict(verdict.general),
        "last": rows[-1] if rows else {},
    }
