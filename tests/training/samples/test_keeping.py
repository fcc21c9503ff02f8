"""Each decision keeps its sample: what was read, what is printed, who says so; for good."""

from __future__ import annotations

import io
import time
import uuid
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from PIL import Image, ImageDraw

from recognition import actions, decisions, page_images
from recognition.models import Decision, Document, Record
from tests import made
from training.samples import crop_store, keeping
from training.samples.catching_up import catch_up
from training.samples.dividing import document_key, is_held_out
from training.samples.labelled import labelled
from training.samples.models import Sample

pytestmark = pytest.mark.django_db

BOX = [[300.0, 40.0], [600.0, 40.0], [600.0, 80.0], [300.0, 80.0]]


def page(text: str = "A-17") -> bytes:
    picture = Image.new("RGB", (800, 600), "white")
    ImageDraw.Draw(picture).text((310, 44), text, fill="black", font_size=28)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def read_as(text: str, **changes: Any) -> dict[str, Any]:
    """A reading with the evidence that the engine gives."""
    evidence = {
        "words": [{"text": text, "confidence": 0.9, "box": BOX}],
        "repairs": [],
        "reading": "lines",
        "reader": "crnn-base 3",
    }
    return made.reading(text, 0.6, box=BOX, evidence=evidence, **changes)


@pytest.fixture
def record(django_capture_on_commit_callbacks) -> Record:
    made.template()
    return made.saved(
        made.document(page()), made.record(fields={"invoice_number": read_as("A-l7")})
    )[0]


@pytest.fixture
def mia(db: None) -> User:
    return User.objects.create_user("mia")


def decide(record: Record, value: object = "A-17", user: User | None = None, **more: Any) -> Sample:
    decisions.decide_value(record.pk, "invoice_number", value, user, **more)
    return Sample.objects.order_by("-decided_at")[0]


def test_a_correction_is_kept_with_all_that_is_known(record: Record, mia: User):
    sample = decide(record, user=mia)
    assert (sample.prediction, sample.truth, sample.corrected) == ("A-l7", "A-17", True)
    assert (sample.confidence, sample.reader) == (0.6, "crnn-base 3")
    assert (sample.template, sample.template_version) == ("bill", 1)
    assert (sample.field, sample.row, sample.page) == ("invoice_number", None, 1)
    assert (sample.decided_by, sample.document) == (mia, record.document)
    assert sample.decided_at == Decision.objects.get().decided_at


def test_a_confirmation_is_no_correction(record: Record):
    sample = decide(record, "A-l7")
    assert (sample.truth, sample.corrected) == ("A-l7", False)


def test_the_crop_is_cut_after_the_decision_where_the_machine_saw_the_value(record: Record):
    sample = decide(record)
    assert sample.crop == ""
    assert catch_up() == 1
    sample.refresh_from_db()
    crop = np.asarray(Image.open(io.BytesIO(crop_store.load(sample.crop))).convert("RGB"))
    whole = np.asarray(Image.open(io.BytesIO(page())))
    assert np.array_equal(crop, whole[40:80, 300:600])
    assert (sample.width, sample.height) == (300, 40)


def test_the_crop_follows_the_place_that_a_person_drew(record: Record):
    drawn = {"page": 1, "box": [[305, 42], [405, 42], [405, 78], [305, 78]]}
    sample = decide(record, region=drawn)
    catch_up()
    sample.refresh_from_db()
    assert (sample.width, sample.height) == (100, 36)
    assert sample.truth == "A-17"


def test_a_sample_is_a_labelled_crop_of_its_document(record: Record):
    sample = decide(record)
    assert list(labelled("reviewed")) == []
    catch_up()
    (crop,) = labelled("reviewed")
    assert (crop.name, crop.text) == (str(sample.pk), "A-17")
    assert (crop.template, crop.field) == ("bill", "invoice_number")
    assert crop.document == record.document.sha256
    Image.open(io.BytesIO(crop.load())).verify()


def test_a_document_that_comes_again_after_its_deletion_is_on_the_same_side(
    record: Record, django_capture_on_commit_callbacks
):
    decide(record)
    catch_up()
    key = document_key(next(labelled("reviewed")))
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete([record.document.pk])
    again = made.saved(
        made.document(page()), made.record(fields={"invoice_number": read_as("A-l7")})
    )[0]
    decide(again)
    catch_up()
    assert is_held_out(document_key(next(labelled("reviewed")))) == is_held_out(key)


def test_a_later_decision_leaves_the_earlier_sample_as_it_was(record: Record, mia: User):
    first = decide(record, "A-77", mia)
    second = decide(record, "A-17")
    first.refresh_from_db()
    assert (first.truth, first.decided_by, first.superseded_by) == ("A-77", mia, second)
    assert second.prediction == "A-l7"
    catch_up()
    assert [crop.text for crop in labelled("reviewed")] == ["A-17"]


def test_a_decision_taken_back_withdraws_its_sample_and_the_one_before_stands_again(
    record: Record, mia: User
):
    first = decide(record, "A-77", mia)
    second = decide(record, "A-17")
    decisions.take_back(second.decision_id, mia)
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.withdrawn_at is not None
    assert second.truth == "A-17"
    assert first.superseded_by is None
    catch_up()
    assert [crop.text for crop in labelled("reviewed")] == ["A-77"]


def test_a_decision_sent_twice_keeps_one_sample(record: Record):
    token = uuid.uuid4()
    decide(record, token=token)
    decide(record, token=token)
    assert Sample.objects.count() == 1
    keeping.keep(Decision.objects.get())
    assert Sample.objects.count() == 1


def test_cells_supersede_each_other_by_their_place(record: Record):
    decisions.decide_value(record.pk, "items.amount", "61.00", None, row=0)
    decisions.decide_value(record.pk, "items.amount", "41.00", None, row=1)
    decisions.decide_value(record.pk, "items.amount", "62.00", None, row=0)
    standing = Sample.objects.valid().order_by("row")
    assert [(sample.row, sample.value) for sample in standing] == [(0, "62.00"), (1, "41.00")]


@pytest.mark.parametrize(
    ("name", "value", "reason", "obstacle"),
    [
        ("paid", True, "", "mark"),
        ("invoice_number", None, "unreadable", "unreadable"),
        ("invoice_number", None, "empty", "empty"),
    ],
)
def test_what_readers_cannot_learn_from_is_kept_and_says_why(
    record: Record, name: str, value: object, reason: str, obstacle: str
):
    decisions.decide_value(record.pk, name, value, None, reason=reason)
    assert Sample.objects.get().obstacle == obstacle
    catch_up()
    assert list(labelled("reviewed")) == []


def test_a_sample_that_could_not_be_kept_is_made_up_for_and_the_decision_stands(
    record: Record, monkeypatch
):
    def broken(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(keeping, "printed_text", broken)
    decisions.decide_value(record.pk, "invoice_number", "A-17", None)
    record.refresh_from_db()
    assert record.data["fields"]["invoice_number"]["value"] == "A-17"
    assert not Sample.objects.exists()
    monkeypatch.undo()
    catch_up()
    sample = Sample.objects.get()
    assert (sample.truth, sample.prediction) == ("A-17", "A-l7")
    assert sample.crop


def test_the_sweeper_cuts_what_waits(record: Record):
    decide(record)
    call_command("sweep", "--once")
    assert Sample.objects.get().crop


def test_a_document_whose_bytes_are_gone_leaves_a_sample_that_says_so(record: Record):
    from recognition import storage

    sample = decide(record)
    storage.remove(record.document.sha256)
    page_images.forget(record.document.sha256)
    assert catch_up() == 0
    sample.refresh_from_db()
    assert "gone" in sample.uncut_because
    assert catch_up() == 0


def test_deleting_a_document_deletes_its_samples_and_their_pictures(
    record: Record, django_capture_on_commit_callbacks
):
    decide(record)
    catch_up()
    crop = Sample.objects.get().crop
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete([record.document.pk])
    assert not Document.objects.exists()
    assert not Sample.objects.exists()
    with pytest.raises(FileNotFoundError):
        crop_store.load(crop)


def test_bytes_that_another_sample_shares_stay(record: Record, django_capture_on_commit_callbacks):
    decide(record)
    catch_up()
    first = Sample.objects.get()
    second = Sample.objects.create(origin=Sample.Origin.IMPORT, crop=first.crop, truth="A-17")
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete([record.document.pk])
    assert crop_store.load(second.crop)


def test_keeping_a_sample_costs_a_decision_a_few_milliseconds(record: Record):
    decisions.decide_value(record.pk, "invoice_number", "A-17", None)
    decision = Decision.objects.get()
    times = []
    for _ in range(20):
        Sample.objects.all().delete()
        started = time.perf_counter()
        keeping.on_decision(decision)
        times.append(time.perf_counter() - started)
    assert sorted(times)[10] < 0.05
