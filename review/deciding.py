"""What a reviewer does with a doubt: decide, skip, escalate, note, and take back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from recognition import decisions
from recognition.decided_values import decided_value
from recognition.decisions import DecisionError
from recognition.models import Decision, Record
from review import claiming, four_eyes, queue
from review.definitions import spec_of
from review.models import Doubt, Step
from templates_app.models import TemplateVersion

Kind = Doubt.Kind
State = Doubt.State
_UNDO = timedelta(hours=12)
_LONGEST = 500


class HeldError(DecisionError):
    """Somebody else has the doubt, or has settled it meanwhile."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step has brought about.

    settled: whether the doubt is; False where a second person is asked first.
    disagreed: whether the second person said something else, so that a third decides.
    status: of the record now; left: how many of its doubts are still undecided.
    """

    doubt: int
    record: uuid.UUID
    file: str
    settled: bool
    disagreed: bool
    status: str
    left: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back.

    opened: the doubts that are open again and now the person's.
    refused: what was passed over, and why.
    """

    opened: list[Doubt]
    refused: list[str]


@transaction.atomic
def decide(
    doubt_id: int,
    user: User,
    value: object = None,
    reason: str = "",
    region: dict[str, Any] | None = None,
    token: uuid.UUID | None = None,
    group: uuid.UUID | None = None,
) -> Outcome:
    """Settle a doubt: a value by what it is, a rule or a record by why it may pass.

    reason: 'empty' or 'unreadable' where the value is None; for a rule or record, the sentence.
    token: the sender's word; a decision sent twice counts once.
    Raises DecisionError, HeldError where another person has it or was quicker.
    """
    doubt = _locked(doubt_id)
    if _is_known(token, user, doubt):
        return _outcome(doubt, _look_again(doubt))
    _require_open(doubt, user)
    if doubt.on_value and four_eyes.asked_for(doubt):
        said = four_eyes.opinions(doubt)
        clean = _checked(doubt.record, doubt.name, value)
        if not _may_settle(said, user, clean, reason):
            return _hear(doubt, user, said, clean, reason, region, token, group)
    _settle(doubt, user, value, reason, region, token)
    left = _look_again(doubt)
    Step.objects.create(
        doubt=doubt,
        kind=Step.Kind.DECIDED,
        by=user,
        value=value,
        reason=reason[:_LONGEST],
        region=region,
        token=token,
        group=group,
        decision_id=doubt.decision_id,
    )
    return _outcome(doubt, left)


@transaction.atomic
def correct(
    doubt_id: int,
    user: User,
    name: str,
    row: int | None,
    value: object,
    token: uuid.UUID | None = None,
) -> Outcome:
    """Correct a value that a broken rule speaks of; the rules are evaluated anew.

    Where two people have settled that value, the outcome is that of its own doubt, open again.
    Raises DecisionError, HeldError where another person has the rule or was quicker.
    """
    doubt = _locked(doubt_id)
    if _is_known(token, user, doubt):
        return _outcome(doubt, _look_again(doubt))
    _require_open(doubt, user)
    if doubt.kind != Kind.RULE:
        raise DecisionError("Only a broken rule has other values to correct.")
    clean, group = _checked(doubt.record, name, value), uuid.uuid4()
    contested = contest(doubt.record, name, row, clean, user, group=group)
    if contested is not None:
        # the step bears the token; taken back with the opinion, as one
        Step.objects.create(
            doubt=doubt,
            kind=Step.Kind.DECIDED,
            by=user,
            value=clean,
            text=name,
            token=token,
            group=group,
        )
        claiming.release([doubt.pk], user)
        return _outcome(contested, _look_again(contested))
    step = Step.objects.create(
        doubt=doubt, kind=Step.Kind.DECIDED, by=user, value=value, text=name, token=token
    )
    record = decisions.decide_value(doubt.record, name, value, user, row, token=token)
    step.decision = Decision.objects.filter(record=record, decided_by=user).latest("pk")
    step.save(update_fields=["decision"])
    return _outcome(doubt, _look_again(doubt))


def contest(
    record: Record,
    name: str,
    row: int | None,
    value: object,
    user: User | None,
    reason: str = "",
    region: dict[str, Any] | None = None,
    token: uuid.UUID | None = None,
    group: uuid.UUID | None = None,
) -> Doubt | None:
    """Open a settled value of a locked record again, with this as the first of two opinions.

    None where no second person is asked: then the value may be decided at once.
    """
    if not four_eyes.asked_of(record):
        return None
    known = Step.objects.filter(kind=Step.Kind.OPINION, token=token, doubt__record=record)
    if token is not None and (step := known.first()) is not None:
        return step.doubt
    doubt = four_eyes.settled(record, name, row, value, reason)
    if doubt is None:
        return None
    queue.forget_opinions(doubt, timezone.now())
    doubt.save(update_fields=["opinions", "escalated"])
    decisions.question(record, name, row, user)
    doubt.refresh_from_db()
    doubt.record = record
    _hear(doubt, user, [], value, reason, region, token, group)
    return doubt


def accept_all(ids: Iterable[int], user: User, group: uuid.UUID) -> tuple[list[Outcome], list[str]]:
    """Decide many values as the machine read them; return what came of each and what was refused.

    Each is a decision of its own, so that one that fails takes no other with it.
    """
    outcomes, refused = [], []
    for pk in ids:
        try:
            doubt = Doubt.objects.select_related("record").get(pk=pk)
            reading = queue.reading_of(doubt.record.data, doubt.name, doubt.row)
            if not doubt.on_value or reading is None or reading["value"] is None:
                raise DecisionError(f"{doubt.name}: nothing was read that could be accepted.")
            token = uuid.uuid5(group, str(pk))
            outcomes.append(decide(pk, user, reading["value"], token=token, group=group))
        except Doubt.DoesNotExist:
            refused.append("Its document has been deleted.")
        except DecisionError as error:
            refused.append(str(error))
    return outcomes, refused


@transaction.atomic
def skip(doubt_id: int, user: User, token: uuid.UUID | None = None) -> None:
    """Leave a doubt for later; it comes back, and others may take it at once."""
    doubt = _locked(doubt_id)
    if _is_known(token, user, doubt):
        return
    _require_open(doubt, user)
    Step.objects.create(doubt=doubt, kind=Step.Kind.SKIPPED, by=user, token=token)
    claiming.release([doubt_id], user)


@transaction.atomic
def escalate(doubt_id: int, user: User, why: str, token: uuid.UUID | None = None) -> None:
    """Leave a doubt to people who may settle what others could not; raises DecisionError."""
    if not why.strip():
        raise DecisionError("Say what makes it hard, for whoever decides it.")
    doubt = _locked(doubt_id)
    if _is_known(token, user, doubt):
        return
    _require_open(doubt, user)
    _step(doubt, user, Step.Kind.ESCALATED, why, token)
    Doubt.objects.filter(pk=doubt_id).update(escalated=True)
    claiming.release([doubt_id], user)


@transaction.atomic
def note(doubt_id: int, user: User, text: str, token: uuid.UUID | None = None) -> None:
    """Leave a note for whoever sees the doubt next; raises DecisionError."""
    if not text.strip():
        raise DecisionError("Write the note first.")
    doubt = _locked(doubt_id)
    if not _is_known(token, user, doubt):
        _step(doubt, user, Step.Kind.NOTED, text, token)


@transaction.atomic
def undo(user: User) -> Undone:
    """Take back the last thing that a person did, all of it where one key did many.

    What can't be taken back is passed over, so that it does not block what was done before it.
    Raises DecisionError where nothing can be taken back.
    """
    done = Step.objects.filter(by=user, taken_back_at=None, at__gt=timezone.now() - _UNDO).exclude(
        kind=Step.Kind.NOTED
    )
    taken_back: list[Step] = []
    refused: list[str] = []
    for pk, group in list(done.order_by("-pk").values_list("pk", "group")):
        if taken_back and taken_back[0].group is None:
            break
        if taken_back and group != taken_back[0].group:
            continue
        step = Step.objects.select_related("doubt__record__document").get(pk=pk)
        try:
            with transaction.atomic():
                _undo(step, user)
        except DecisionError as error:
            refused.append(f"“{step.doubt}” can't be taken back: {error}")
        else:
            taken_back.append(step)
    if not taken_back:
        raise DecisionError(refused[0] if refused else "There is nothing to take back.")
    ids = [step.doubt_id for step in reversed(taken_back)]
    held = [pk for pk in ids if claiming.take(pk, user)]
    found = Doubt.objects.with_record().in_bulk(held)
    return Undone([found[pk] for pk in held], refused)


def _undo(step: Step, user: User) -> None:
    doubt = step.doubt
    Record.objects.select_for_update(of=("self",)).get(pk=doubt.record_id)
    if step.kind == Step.Kind.DECIDED and step.decision_id is not None:
        decisions.take_back(step.decision_id, user)
    elif step.kind == Step.Kind.OPINION:
        doubt.refresh_from_db()
        if doubt.state == State.WITHDRAWN:
            raise DecisionError("This is no longer in doubt: the record has changed.")
        if doubt.state != State.OPEN:
            raise DecisionError("Somebody else has settled it since.")
        left = doubt.opinions - 1
        Doubt.objects.filter(pk=doubt.pk).update(
            opinions=left, escalated=doubt.escalated and left > 1
        )
    elif step.kind == Step.Kind.ESCALATED:
        Doubt.objects.filter(pk=doubt.pk).update(escalated=False)
    step.taken_back_at = timezone.now()
    step.save(update_fields=["taken_back_at"])


def _is_known(token: uuid.UUID | None, user: User, doubt: Doubt) -> bool:
    """Whether this step has arrived before; raises DecisionError for another's token."""
    step = Step.objects.filter(token=token).first() if token is not None else None
    if step is None:
        return False
    if (step.by_id, step.doubt_id) != (user.pk, doubt.pk):
        raise DecisionError("This token belongs to another step. Send each with its own.")
    return True


def _locked(doubt_id: int) -> Doubt:
    """The doubt, its record locked first as everywhere; raises HeldError where it is gone."""
    record = decisions.lockable().filter(doubts__pk=doubt_id).first()
    doubts = Doubt.objects.select_for_update(of=("self",)).select_related("template__review")
    doubt = None if record is None else doubts.filter(pk=doubt_id).first()
    if record is None or doubt is None:
        raise HeldError("This doubt is gone with its document.")
    versions = TemplateVersion.objects.select_related("template__review")
    record.template_version = versions.filter(pk=record.template_version_id).first()
    doubt.record = record
    return doubt


def _require_open(doubt: Doubt, user: User) -> None:
    """Raise HeldError where the person can't decide it now, and say why."""
    if doubt.state == State.SETTLED:
        raise HeldError("Somebody has decided this meanwhile.")
    if doubt.state == State.WITHDRAWN:
        raise HeldError("This is no longer in doubt: the record has changed.")
    if doubt.state == State.WAITING:
        raise HeldError("Decide the record's values first; then this comes up by itself.")
    if claiming.held_by_other(doubt, user):
        raise HeldError("Somebody else is looking at this now.")
    if doubt.escalated and not user.has_perm("review.settle_escalated"):
        raise HeldError("This was escalated. Somebody with the right to settle it decides.")


def _settle(
    doubt: Doubt,
    user: User,
    value: object,
    reason: str,
    region: dict[str, Any] | None,
    token: uuid.UUID | None,
) -> Record:
    record = doubt.record
    if doubt.kind == Kind.RULE:
        return decisions.override_rule(record, doubt.name, user, reason, token=token)
    if doubt.kind == Kind.RECORD:
        return decisions.accept(record, user, reason, token=token)
    return decisions.decide_value(
        record, doubt.name, value, user, doubt.row, reason, region=region, token=token
    )


def _checked(record: Record, name: str, value: object) -> str | bool | None:
    try:
        return decided_value(value, spec_of(record, name))
    except StopIteration:
        raise DecisionError(f"The template has no value named {name!r}.") from None
    except ValueError as error:
        raise DecisionError(f"{name}: {error}") from None


def _may_settle(said: list[Step], user: User, value: object, reason: str) -> bool:
    """Whether this person's word is the one that settles it."""
    if any(step.by_id == user.pk for step in said):
        raise DecisionError("You have said what it is. Now somebody else has to.")
    if len(said) > 1:
        return True
    return any(four_eyes.alike(step, value, reason) for step in said)


def _hear(
    doubt: Doubt,
    user: User | None,
    said: list[Step],
    value: object,
    reason: str,
    region: dict[str, Any] | None,
    token: uuid.UUID | None,
    group: uuid.UUID | None,
) -> Outcome:
    """Keep what the first person says for the second, or that the second says something else."""
    Step.objects.create(
        doubt=doubt,
        kind=Step.Kind.OPINION,
        by=user,
        value=value,
        reason=reason[:_LONGEST],
        region=region,
        token=token,
        group=group,
    )
    doubt.opinions = len(said) + 1
    doubt.escalated = doubt.escalated or bool(said)
    doubt.save(update_fields=["opinions", "escalated"])
    if user is not None:
        claiming.release([doubt.pk], user)
    return _outcome(doubt, _look_again(doubt))


def _step(doubt: Doubt, user: User, kind: str, text: str, token: uuid.UUID | None) -> None:
    Step.objects.create(doubt=doubt, kind=kind, by=user, text=text.strip()[:2000], token=token)


def _look_again(doubt: Doubt) -> int:
    """See what has become of a doubt; return how many of its record are left to decide."""
    undecided = Q(state__in=(State.OPEN, State.WAITING))
    rows = Doubt.objects.filter(undecided | Q(pk=doubt.pk), record=doubt.record_id).order_by()
    left = 0
    for pk, kind, state, decision in rows.values_list("pk", "kind", "state", "decision"):
        if pk == doubt.pk:
            doubt.state, doubt.decision_id = state, decision
        left += kind != Kind.AUDIT and state in (State.OPEN, State.WAITING)
    return left


def _outcome(doubt: Doubt, left: int) -> Outcome:
    settled = doubt.state not in (State.OPEN, State.WAITING)
    return Outcome(
        doubt=doubt.pk,
        record=doubt.record.pk,
        file=str(doubt.record),
        settled=settled,
        disagreed=not settled and doubt.opinions > 1,
        status=doubt.record.status,
        left=left,
    )
