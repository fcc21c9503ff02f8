"""Two different people settle a value alike, where a template asks for it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from recognition.decisions import DecisionError
from recognition.models import Decision
from review.models import Doubt, Step, TemplateReview


def asked_for(doubt: Doubt) -> bool:
    """Whether two people must agree on this doubt; an audit checks the machine, not a person."""
    return (
        doubt.kind == Doubt.Kind.VALUE
        and TemplateReview.objects.filter(template=doubt.template_id, four_eyes=True).exists()
    )


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
    doubt = Doubt.objects.filter(
        record=decision.record_id,
        kind=Doubt.Kind.VALUE,
        name=decision.name,
        row=decision.row,
        state__in=(Doubt.State.OPEN, Doubt.State.WAITING),
    ).first()
    if doubt is None or not asked_for(doubt):
        return
    said = opinions(doubt)
    others = [step for step in said if step.by_id != decision.decided_by_id]
    agreed = any(alike(step, decision.value, decision.reason) for step in others)
    if not agreed and len({step.by_id for step in others}) < 2:
        raise DecisionError(
            "Two people settle this value, each at the review desk. Open it there, so that what "
            "you say is held against what somebody else says."
        )


def as_entries(doubt: Doubt) -> list[dict[str, Any]]:
    """What people have said, for the third person who decides between them."""
    return [
        {"by": _name(step.by), "value": step.value, "reason": step.reason}
        for step in opinions(doubt)
    ]


def _name(user: AbstractBaseUser | None) -> str | None:
    return user.get_username() if user else None
