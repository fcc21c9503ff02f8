"""The pages of samples: lists and filters, setting aside, downloading, importing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from PIL import Image

from frontend.sample_view import FAULTS
from recognition import decisions
from recognition.models import Record
from tests.training.samples.pictures import EVERY_FAULT, folder_of_every_fault, picture
from training.samples.catching_up import catch_up
from training.samples.faults import Fault
from training.samples.folder_reading import read_folder
from training.samples.importing import bring_in
from training.samples.models import Collection, Sample

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[str], Client]


@pytest.fixture
def reviewer(browser_of: BrowserOf) -> Client:
    return browser_of("reviewer")


@pytest.fixture
def decided(accepted: Record) -> Record:
    """A record of which one value was corrected, one confirmed and one box ticked."""
    mia = User.objects.create_user("mia")
    decisions.decide_value(accepted.pk, "invoice_number", "A-18", mia)
    decisions.decide_value(accepted.pk, "seller_name", "Alder Lane", None)
    decisions.decide_value(accepted.pk, "paid", True, mia)
    return accepted


def of(field: str) -> Sample:
    return Sample.objects.get(field=field)


def text(client: Client, query: str = "") -> str:
    answer = client.get(reverse("samples") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_samples_the_page_says_where_they_come_from(reviewer: Client):
    assert "Decide doubtful values" in text(reviewer)


def test_a_correction_shows_what_differs(reviewer: Client, decided: Record):
    shown = text(reviewer)
    assert "A-1<del>7</del>" in shown
    assert "A-1<ins>8</ins>" in shown
    assert "read right" in shown


def test_what_is_not_for_training_says_why(reviewer: Client, decided: Record):
    shown = text(reviewer, "?state=not-for-training")
    assert "A mark, signature or barcode is no text." in shown
    assert "A-1<del>" not in shown


def test_a_crop_is_shown_once_it_is_cut(reviewer: Client, decided: Record):
    assert "being cut" in text(reviewer)
    address = reverse("sample-crop", args=[of("invoice_number").pk])
    assert reviewer.get(address).status_code == 404
    catch_up()
    assert address in text(reviewer)
    answer = reviewer.get(address)
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).height == 40


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?answer=corrected", "<del>7</del>", "Alder Lane"),
        ("?answer=confirmed", "Alder Lane", "<del>7</del>"),
        ("?by=mia", "<del>7</del>", "Alder Lane"),
        ("?field=seller_name", "Alder Lane", "<del>7</del>"),
        ("?find=alder", "Alder Lane", "<del>7</del>"),
        ("?source=reviewed&template=bill", "Alder Lane", "Nothing matches"),
        ("?template=other", "Nothing matches", "Alder Lane"),
        ("?state=nonsense&answer=nonsense&page=99", "Alder Lane", "Nothing matches"),
    ],
)
def test_lists_are_narrowed(reviewer: Client, decided: Record, query: str, shown: str, hidden: str):
    page = text(reviewer, query)
    assert shown in page
    assert hidden not in page


def test_a_sample_shows_who_decided_what_and_leads_to_its_record(reviewer: Client, decided: Record):
    answer = reviewer.get(reverse("sample", args=[of("invoice_number").pk]))
    shown = answer.content.decode()
    assert "mia" in shown
    assert "corrected" in shown
    assert reverse("record", args=[decided.pk]) in shown


def test_samples_are_set_aside_with_a_reason_and_taken_back_in(reviewer: Client, decided: Record):
    catch_up()
    form = {"sample": str(of("invoice_number").pk), "action": "aside"}
    refused = reviewer.post(reverse("samples-act"), form, follow=True)
    assert "Say why" in refused.content.decode()
    assert Sample.objects.for_training().count() == 2
    done = reviewer.post(reverse("samples-act"), form | {"reason": "half a crop"}, follow=True)
    assert "1 sample is set aside." in done.content.decode()
    assert "half a crop" in text(reviewer, "?state=set-aside")
    reviewer.post(reverse("samples-act"), form | {"action": "take-in"})
    assert Sample.objects.for_training().count() == 2


def test_nothing_chosen_or_an_odd_action_changes_nothing(reviewer: Client, decided: Record):
    none = reviewer.post(reverse("samples-act"), {"action": "take-in"}, follow=True)
    assert "Choose at least one sample first." in none.content.decode()
    odd = {"action": "delete", "sample": str(of("paid").pk)}
    assert reviewer.post(reverse("samples-act"), odd).status_code == 400


def test_what_is_for_training_is_downloaded_under_the_filters(reviewer: Client, decided: Record):
    catch_up()
    answer = reviewer.get(reverse("samples-download") + "?as=labels&answer=corrected")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.read("labels.txt").decode().endswith("\tA-18\n")
    assert reviewer.get(reverse("samples-download") + "?as=csv").status_code == 400


def test_a_label_that_a_form_cannot_hold_is_said_in_words(reviewer: Client, tmp_path: Path):
    (tmp_path / "a.png").write_bytes(picture())
    (tmp_path / "labels.txt").write_text("a.png 1/2")
    bring_in(read_folder(tmp_path), "slashes")
    answer = reviewer.get(reverse("samples-download") + "?as=names", follow=True)
    assert "Choose the form jsonl" in answer.content.decode()


def zipped(**files: bytes) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    buffer.seek(0)
    buffer.name = "seal numbers.zip"
    return buffer


def test_a_folder_is_imported_and_its_bad_files_shown(browser_of: BrowserOf):
    browser = browser_of("integrator")
    packed = zipped(**{"12_1.png": picture("12"), "bad.png": b"noise"})
    answer = browser.post(reverse("samples-import"), {"file": packed, "action": "import"})
    shown = answer.content.decode()
    assert "bad.png" in shown
    assert "is no picture that can be opened" in shown
    assert Collection.objects.get().name == "seal-numbers"
    assert "12" in text(browser, "?source=seal-numbers")


@pytest.mark.parametrize("action", ["verify", "import"])
def test_every_kind_of_bad_file_is_shown(browser_of: BrowserOf, action: str):
    packed = zipped(**folder_of_every_fault())
    form = {"file": packed, "action": action, "charset": "crnn-base", "size": "120x32"}
    shown = browser_of("integrator").post(reverse("samples-import"), form).content.decode()
    for name, fault in EVERY_FAULT.items():
        assert name in shown
        assert escape(str(FAULTS[Fault(fault)])) in shown
    assert Sample.objects.count() == (2 if action == "import" else 0)
    # what was asked for stands there for the next folder
    assert 'value="crnn-base" selected' in shown
    assert 'value="120x32"' in shown


def test_a_folder_is_looked_through_without_being_kept(browser_of: BrowserOf):
    packed = zipped(**{"12_1.png": picture("12")})
    form = {"file": packed, "action": "verify"}
    answer = browser_of("integrator").post(reverse("samples-import"), form)
    assert "nothing was kept" in answer.content.decode()
    assert not Collection.objects.exists()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Choose a zip file first."),
        ({"file": "text"}, "no zip file"),
        ({"name": "a b"}, "can&#x27;t name a collection"),
        ({"size": "large"}, "Write width and height in pixels as 80x25"),
        ({"charset": "nobody"}, "There is no model"),
    ],
)
def test_what_cannot_be_imported_says_why(browser_of: BrowserOf, form: dict[str, str], said: str):
    sent: dict[str, object] = {"action": "import", **form}
    if form.get("file"):
        sent["file"] = io.BytesIO(b"not a zip")
    elif form:
        sent["file"] = zipped(**{"12.png": picture()})
    answer = browser_of("integrator").post(reverse("samples-import"), sent)
    assert said in answer.content.decode()


def test_a_collection_is_deleted_and_decisions_stay(
    browser_of: BrowserOf, decided: Record, tmp_path: Path
):
    (tmp_path / "12_1.png").write_bytes(picture())
    bring_in(read_folder(tmp_path), "seals")
    browser = browser_of("integrator")
    browser.post(reverse("samples-collection-delete", args=["seals"]))
    assert not Collection.objects.exists()
    assert Sample.objects.count() == 3


@pytest.mark.parametrize(
    ("role", "looks", "imports"),
    [("operator", 200, 403), ("reviewer", 200, 403), ("admin", 200, 200)],
)
def test_roles(browser_of: BrowserOf, role: str, looks: int, imports: int):
    browser = browser_of(role)
    assert browser.get(reverse("samples")).status_code == looks
    assert browser.get(reverse("samples-import")).status_code == imports
    assert browser.post(reverse("samples-collection-delete", args=["x"])).status_code == (
        403 if imports == 403 else 404
    )
