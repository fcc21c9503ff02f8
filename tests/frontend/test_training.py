"""The pages of training."""

import cv2
import pytest
from django.test import Client

from recognition.engine.models import default_name
from tests.training.nn.drawn import drawn
from tests.training.test_verdict import PARITY
from training.run_folder import Progress
from training.runs import registry
from training.runs.judging import report_of
from training.runs.models import Promotion, TrainingRun
from training.runs.second_opinion import SecondOpinion
from training.samples.models import Collection, Sample
from training.verdict import judge

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path, monkeypatch, settings):
    monkeypatch.setenv("STENCIL_HOME", str(tmp_path))
    settings.STENCIL_HOME = tmp_path
    return tmp_path


@pytest.fixture
def admin(person, home) -> Client:
    client = Client()
    client.force_login(person("admin"))
    return client


@pytest.fixture
def finished(home) -> TrainingRun:
    """A run whose model mended ten crops of receipts and spoilt one."""
    row = {"template": "receipt", "field": "total", "text": "12.50"}
    crops = [
        {**row, "file": f"crops/{number}.png", "old": old, "new": new}
        for number, (old, new) in enumerate(
            [("12.80", "12.50")] * 10 + [("12.50", "12.5O")] + [("12.50", "12.50")] * 9
        )
    ]
    general = [{"text": "abc", "old": "abc", "new": "abc"}] * 100
    found = {"parity": PARITY, "crops": crops, "general": {"latin": general}}
    folder = registry.run_folder("receipts-1")
    (folder.path / "crops").mkdir(parents=True)
    cv2.imwrite(str(folder.path / "crops" / "10.png"), drawn("12").image)
    folder.log.write_text("step 1  loss 3.2\n")
    folder.curves.write_text(
        "seconds,step,loss,validation_loss,cer,character_accuracy,line_accuracy\n"
        "1,1,9.0,8.0,1.0,0.0,0.0\n60,90,0.5,0.6,0.1,0.9,0.6\n120,180,0.1,0.2,0.02,0.98,0.9\n"
    )
    folder.write_progress(Progress("done", 1.0, 180, 4000, 120.0, 100.0))
    return TrainingRun.objects.create(
        name="receipts-1",
        source="reviewed",
        base="crnn-base",
        champion="crnn-base",
        state="done",
        outcome="better",
        crops={"train": 90, "validation": 10, "held_out": 20, "left_out": 0},
        report=report_of(found, judge(found, 0.05)),
    )


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_only_administrators_see_training(person, home):
    for role in ("operator", "reviewer", "designer", "integrator"):
        client = Client()
        client.force_login(person(role))
        assert client.get("/training/").status_code == 403, role


def test_an_empty_page_says_what_to_do_first(admin):
    page = text_of(admin.get("/training/"))
    assert "Nothing was trained yet" in page
    assert "Decide doubtful values first" in page
    assert "crnn-base" in page and "PP-OCRv6 small" in page


def test_a_run_is_started_from_an_imported_collection(admin):
    bundle = Collection.objects.create(name="seals")
    Sample.objects.create(origin=Sample.Origin.IMPORT, collection=bundle, truth="12", crop="0" * 64)
    assert "Imported: seals" in text_of(admin.get("/training/new/"))
    form = {"name": "seal-reader", "source": "seals", "base": "none", "minutes": "5"}
    assert admin.post("/training/new/", form).status_code == 302
    run = TrainingRun.objects.get()
    assert (run.source, run.base, run.minutes, run.state) == ("seals", "", 5.0, "queued")
    assert "waits for the trainer" in text_of(admin.get("/training/runs/seal-reader/"))
    admin.post("/training/runs/seal-reader/act/", {"action": "cancel"})
    run.refresh_from_db()
    assert run.state == "cancelled"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "Not This"}, "small letters"),
        ({"source": "/etc"}, "Choose what it is to learn from"),
        ({"minutes": "soon"}, "must be a number"),
        ({}, "review desk"),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(admin, change, said):
    form = {"name": "mine", "source": "reviewed", "base": "champion", "minutes": "7"} | change
    page = text_of(admin.post("/training/new/", form))
    assert said in page
    assert f'value="{form["name"]}"' in page
    assert not TrainingRun.objects.exists()


def test_the_report_shows_old_and_new_and_every_crop_that_changed(admin, finished):
    page = text_of(admin.get("/training/runs/receipts-1/"))
    assert "receipts-1 is better than crnn-base." in page
    assert "10 were mended, 1 were spoilt" in page
    assert "11</span>" in page, "crops that changed"
    assert page.index("Spoilt</span>") < page.index("Mended</span>")
    assert page.count("<polyline") == 4
    crop = admin.get("/training/runs/receipts-1/crops/10.png")
    assert crop.status_code == 200 and crop["Content-Type"] == "image/png"
    for other in ("settings.json", "crops/99.png", "../secret_key", "crops/../log.txt"):
        assert admin.get(f"/training/runs/receipts-1/{other}").status_code == 404


@pytest.mark.parametrize(
    ("believed", "said"),
    [
        (True, "Where they differ there, its reading will stand"),
        (False, "still asked and believed"),
    ],
)
def test_the_report_says_who_is_believed_on_a_template(admin, finished, believed, said):
    opinion = SecondOpinion("receipt", 20, 19, 12, 8, 1, 0.82, believed)
    finished.report["second_opinions"] = [opinion.as_row()]
    finished.save()
    assert said in text_of(admin.get("/training/runs/receipts-1/"))


def test_it_reads_after_one_click_and_the_one_before_after_another(admin, finished, home):
    import shutil

    from tests.conftest import ROOT

    shutil.copytree(ROOT / "models" / "crnn-base", home / "models" / "receipts-1")
    page = admin.post("/training/runs/receipts-1/act/", {"action": "promote"}, follow=True)
    assert "receipts-1 reads from now on" in text_of(page)
    assert default_name() == "receipts-1+pp-ocrv6-small"
    assert "Go back to crnn-base" in text_of(admin.get("/training/"))
    assert "Reads now" in text_of(admin.get("/training/models/receipts-1/"))
    admin.post("/training/go-back/")
    assert default_name() == "crnn-base+pp-ocrv6-small"
    rows = Promotion.objects.values_list("kind", "promoted_by__username")
    assert list(rows) == [("rolled_back", "admin"), ("promoted", "admin")]


def test_a_refused_run_can_no_longer_be_promoted(admin, finished):
    admin.post("/training/runs/receipts-1/act/", {"action": "refuse"})
    page = admin.post("/training/runs/receipts-1/act/", {"action": "promote"}, follow=True)
    assert "was not found better" in text_of(page)
    assert default_name() == "crnn-base+pp-ocrv6-small"


def test_a_run_that_ended_early_goes_on_after_one_click(admin, finished):
    assert 'value="go-on"' not in text_of(admin.get("/training/runs/receipts-1/"))
    TrainingRun.objects.update(state="failed", problem="No space left")
    assert 'value="go-on"' in text_of(admin.get("/training/runs/receipts-1/"))
    page = admin.post("/training/runs/receipts-1/act/", {"action": "go-on"}, follow=True)
    assert "receipts-1 waits for the trainer" in text_of(page)
    assert "No space left" not in text_of(page)
    assert TrainingRun.objects.get().state == "queued"


def test_a_model_says_where_it_comes_from(admin):
    page = text_of(admin.get("/training/models/crnn-base/"))
    assert "Shipped with Stencil" in page
    assert admin.get("/training/models/unheard-of/").status_code == 404


def test_doubtful_documents_are_queued_again_and_decisions_kept(admin, person):
    from recognition.models import Decision, Document, Record

    document = Document.objects.create(sha256="a" * 64, name="a.pdf", size=1, state="done")
    record = Record.objects.create(document=document, status="needs_review", data={})
    Decision.objects.create(record=record, kind="value", name="total", value="1")
    done = Document.objects.create(sha256="b" * 64, name="b.pdf", size=1, state="done")
    Record.objects.create(document=done, status="accepted", data={})
    page = admin.post("/training/read-again/", follow=True)
    assert "1 document is read again" in text_of(page)
    states = dict(Document.objects.values_list("name", "state"))
    assert states == {"a.pdf": "queued", "b.pdf": "done"}
    assert Decision.objects.count() == 1
