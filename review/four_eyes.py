"""Two different people settle a value alike, where a template asks for it."""

from __future__ import annotations

from recognition.decisions import DecisionError
from recognition.models import Decision
from review.models import Doubt, Step
from templates_app.models import Template


def asked_for(doubt: Doubt) -> bool:
    """Whether two people must agree on this doubt; an audit checks the machine, not a person."""
    return doubt.kind == Doubt.Kind.VALUE and _is_asked(doubt.template)


def _is_asked(template: Template) -> bool:
    """Costs no query where the template was loaded with its review."""
    review = getattr(template, "review", None)
    return review is not None and review.four_eyes


def opinions(doubt: Doubt) -> list[Step]:
    """What people have said it is, oldest first."""
    said = doubt.steps.filter(kind=Step.Kind.OPINION, taken_back_at=None)
    return list(said.select_related("by"))


def alike(step: Step, value: object, reason: str) -> bool:
    """Whether an opinion says the same as a decision would."""
    same = bool(step.value == value)
    return same and (value is not None or (step.reason or "empty") == (reason or "empty"))


def require(decision: Decision) -> None:
    """Refuse a person's decision on a doubt that two people must settle, wherever it was taken.

    Raises DecisionError.
    """
    version = decision.record.template_version
    if version is None or not _is_asked(version.template):
        return
    doubt = Doubt.objects.filter(
        record=decision.record_id,
        kind=Doubt.Kind.VALUE,
        name=decision.name,
        row=decision.row,
        state__in=(Doubt.State.OPEN, Doubt.State.WAITING),
    ).first()
    if doubt is None:
        return
    said = opinions(doubt)
    others = [step for step in said if step.by_id != decision.decided_by_id]
    agreed = any(alike(step, decision.value, decision.reason) for step in others)
    if not agreed and len({step.by_id for step in others}) < 2:
        raise DecisionError(
            "Two people settle this value, each at the review desk. Open it there, so that what "
            "you say is held against what somebody else says."
        )
