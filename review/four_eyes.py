"""Two different people settle a value alike, where a template asks for it."""

from __future__ import annotations

from recognition.decisions import DecisionError
from recognition.models import Decision, Record
from review.models import Doubt, Step
from templates_app.models import Template


def asked_for(doubt: Doubt) -> bool:
    """Whether two people must agree on this doubt; an audit checks the machine, not a person."""
    return doubt.kind == Doubt.Kind.VALUE and _is_asked(doubt.template)


def asked_of(record: Record) -> bool:
    """Whether two people must agree on the values of this record."""
    version = record.template_version
    return version is not None and _is_asked(version.template)


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
    return _same(step.value, step.reason, value, reason)


def _same(one: object, why: str, other: object, reason: str) -> bool:
    return one == other and (other is not None or (why or "empty") == (reason or "empty"))


def settled(record: Record, name: str, row: int | None, value: object, reason: str) -> Doubt | None:
    """The settled doubt whose value somebody would change by saying this."""
    standing = record.decisions.standing().filter(kind=Decision.Kind.VALUE, name=name, row=row)
    decision = standing.last()
    if decision is None or _same(decision.value, decision.reason, value, reason):
        return None
    doubts = Doubt.objects.select_related("template__review")
    return doubts.filter(
        record=record, kind=Doubt.Kind.VALUE, state=Doubt.State.SETTLED, name=name, row=row
    ).first()


def require(decision: Decision) -> None:
    """Refuse a person's decision on a doubt that two people must settle, wherever it was taken.

    Raises DecisionError.
    """
    if not asked_of(decision.record):
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
    by = decision.decided_by
    if doubt.escalated and not (by and by.has_perm("review.settle_escalated")):
        raise DecisionError("This was escalated. Somebody with the right to settle it decides.")
