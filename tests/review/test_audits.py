"""Some of what the machine accepts by itself is shown to a person, by chance."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User

from recognition import decisions
from recognition.models import Record
from review import deciding
from review.models import Doubt
from tests import made

pytestmark = pytest.mark.django_db


def stored() -> Record:
    made.template()
    return made.saved(made.document(), made.record())[0]


@pytest.fixture
def all_audited(settings: LazySettings) -> None:
    settings.AUDIT_SHARE = 1.0


def test_without_a_share_nothing_is_audited() -> None:
    stored()
    assert not Doubt.objects.exists()


@pytest.mark.usefixtures("all_audited")
def test_an_audit_never_blocks_its_record() -> None:
    record = stored()
    audits = Doubt.objects.filter(record=record, kind="audit", reason="audit", state="open")
    assert audits.count() == 10
    record.refresh_from_db()
    assert (record.status, record.record_version) == ("accepted", 1)


def test_about_the_share_asked_for_is_chosen(settings: LazySettings) -> None:
    settings.AUDIT_SHARE = 0.3
    made.template()
    for number in range(60):
        made.saved(made.document(f"bill {number}".encode()), made.record())
    chosen = Doubt.objects.filter(kind="audit").count()
    assert 110 < chosen < 250  # of 600; 180 expected, 6 deviations each way


@pytest.mark.usefixtures("all_audited")
def test_a_confirmed_audit_is_settled_and_keeps_the_record_accepted(ann: User) -> None:
    record = stored()
    audit = Doubt.objects.get(record=record, name="total")
    outcome = deciding.decide(audit.pk, ann, "118.00")
    assert (outcome.settled, outcome.status) == (True, "accepted")
    audit.refresh_from_db()
    assert audit.decision is not None
    assert audit.decision.machine["value"] == "118.00"


@pytest.mark.usefixtures("all_audited")
def test_an_audit_that_finds_a_mistake_returns_the_record(ann: User) -> None:
    record = stored()
    audit = Doubt.objects.get(record=record, name="total")
    assert deciding.decide(audit.pk, ann, "119.00").status == "needs_review"


@pytest.mark.usefixtures("all_audited")
def test_audits_are_chosen_once(settings: LazySettings) -> None:
    record = stored()
    Doubt.objects.exclude(name="total").delete()
    made.read_again(record.document, made.record())
    assert [doubt.name for doubt in Doubt.objects.all()] == ["total"]


@pytest.mark.usefixtures("all_audited")
def test_what_the_machine_accepts_only_when_it_reads_again_is_audited_too() -> None:
    made.template()
    doubted = made.record(status="needs_review", fields={"total": made.reading("118.00", 0.5)})
    record = made.saved(made.document(), doubted)[0]
    Doubt.objects.filter(kind="audit").delete()
    made.read_again(record.document, made.record())
    assert [doubt.name for doubt in Doubt.objects.filter(kind="audit", state="open")] == ["total"]


@pytest.mark.usefixtures("all_audited")
def test_a_value_that_was_read_otherwise_is_audited_anew() -> None:
    record = stored()
    Doubt.objects.update(state=Doubt.State.WITHDRAWN)
    other = made.record(fields={"seller_name": made.reading("Birch", 0.99)})
    made.read_again(record.document, other)
    audit = Doubt.objects.get(state="open")
    assert (audit.name, audit.text) == ("seller_name", "Birch")


def test_what_a_person_changes_draws_no_audits(settings: LazySettings, ann: User) -> None:
    record = stored()
    settings.AUDIT_SHARE = 1.0
    decisions.reject(record.pk, ann)
    decisions.reopen(record.pk, ann)
    assert not Doubt.objects.exists()


@pytest.mark.usefixtures("all_audited")
def test_an_audit_of_what_is_now_in_doubt_is_withdrawn() -> None:
    record = stored()
    again = made.record(status="needs_review", fields={"total": made.reading("118.00", 0.5)})
    made.read_again(record.document, again)
    found = Doubt.objects.filter(record=record, name="total").order_by("kind")
    assert [(one.kind, one.state) for one in found] == [("audit", "withdrawn"), ("value", "open")]


@pytest.mark.usefixtures("all_audited")
def test_audits_come_after_what_holds_records_back(ann: User) -> None:
    from review.claiming import Wanted, within_reach

    stored()
    fields = {"paid": made.reading(True, 0.5)}
    made.saved(made.document(b"other"), made.record(status="needs_review", fields=fields))
    first = within_reach(ann, Wanted()).first()
    assert first is not None
    assert first.name == "paid"
