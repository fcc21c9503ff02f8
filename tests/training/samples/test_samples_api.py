"""Samples and collections over HTTP."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from PIL import Image

from recognition import decisions
from recognition.models import Record
from tests import made
from tests.training.samples.pictures import EVERY_FAULT, folder_of_every_fault, picture
from training.samples.catching_up import catch_up
from training.samples.folder_reading import read_folder
from training.samples.importing import bring_in
from training.samples.models import Collection, Sample

pytestmark = pytest.mark.django_db
URL = "/api/v1/samples/"


@pytest.fixture
def record(db: None) -> Record:
    made.template()
    return made.saved(made.document(made.png(size=(800, 600))), made.record())[0]


@pytest.fixture
def samples(record: Record, person: Any) -> list[Sample]:
    mia = User.objects.create_user("mia")
    decisions.decide_value(record.pk, "invoice_number", "A-18", mia)
    decisions.decide_value(record.pk, "seller_name", "Alder Lane", None)
    decisions.decide_value(record.pk, "paid", True, mia)
    catch_up()
    return list(Sample.objects.order_by("decided_at"))


def zipped(**files: bytes) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    buffer.seek(0)
    buffer.name = "folder.zip"
    return buffer


def test_a_sample_says_all_that_is_kept(samples: list[Sample], client_as: Any):
    found = client_as("reviewer").get(f"{URL}{samples[0].pk}/").json()
    assert found["truth"] == "A-18"
    assert found["prediction"] == "A-17"
    assert (found["by"], found["corrected"], found["valid"]) == ("mia", True, True)
    assert found["has_crop"] is True
    assert found["held_out"] in (True, False)


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", {"invoice_number", "seller_name", "paid"}),
        ("state=training", {"invoice_number", "seller_name"}),
        ("state=not-for-training", {"paid"}),
        ("corrected=true&state=training", {"invoice_number"}),
        ("by=mia", {"invoice_number", "paid"}),
        ("template=bill&field=paid", {"paid"}),
        ("template=other", set()),
        ("obstacle=mark", {"paid"}),
        ("search=a-17", {"invoice_number"}),
        ("origin=import", set()),
    ],
)
def test_lists_are_narrowed(samples: list[Sample], client_as: Any, query: str, fields: set[str]):
    found = client_as("reviewer").get(f"{URL}?{query}").json()
    assert {sample["field"] for sample in found["results"]} == fields


def test_the_crop_is_a_picture(samples: list[Sample], client_as: Any):
    client = client_as("reviewer")
    answer = client.get(f"{URL}{samples[0].pk}/crop/")
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (300, 40)


def test_a_crop_that_is_not_cut_yet_is_said_so(record: Record, client_as: Any):
    decisions.decide_value(record.pk, "invoice_number", "A-18", None)
    answer = client_as("reviewer").get(f"{URL}{Sample.objects.get().pk}/crop/")
    assert answer.status_code == 404


def test_samples_are_set_aside_with_a_reason_and_taken_back_in(
    samples: list[Sample], client_as: Any
):
    client, ids = client_as("reviewer"), [str(samples[0].pk)]
    assert client.post(f"{URL}set-aside/", {"ids": ids}, "json").status_code == 400
    blank = client.post(f"{URL}set-aside/", {"ids": ids, "reason": "  "}, "json")
    assert blank.status_code == 400
    done = client.post(f"{URL}set-aside/", {"ids": ids, "reason": "half a crop"}, "json")
    assert done.json() == {"count": 1}
    assert Sample.objects.for_training().count() == 1
    (listed,) = client.get(f"{URL}?state=set-aside").json()["results"]
    assert listed["set_aside_because"] == "half a crop"
    assert client.post(f"{URL}take-in/", {"ids": ids}, "json").json() == {"count": 1}
    assert Sample.objects.for_training().count() == 2


def test_what_is_for_training_is_downloaded_under_the_filters(
    samples: list[Sample], client_as: Any, tmp_path: Path
):
    answer = client_as("reviewer").get(f"{URL}download/?form=labels&field=invoice_number")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.read("labels.txt").decode() == "images/000001.png\tA-18\n"
        assert sorted(archive.namelist()) == ["images/000001.png", "labels.txt"]


def test_a_form_that_is_unknown_is_refused(samples: list[Sample], client_as: Any):
    assert client_as("reviewer").get(f"{URL}download/?form=csv").status_code == 400


def test_a_zip_of_a_labelled_folder_is_kept_and_its_bad_files_reported(client_as: Any):
    client = client_as("integrator")
    packed = zipped(**{"12_1.png": picture("12"), "bad.png": b"noise"})
    answer = client.post(f"{URL}collections/", {"file": packed, "name": "seals"}, "multipart")
    assert answer.status_code == 201
    said = answer.json()
    assert (said["good"], said["kept"], said["faults"]) == (1, 1, {"unopenable": 1})
    assert said["bad"][0]["name"] == "bad.png"
    (listed,) = client.get(f"{URL}collections/").json()["results"]
    assert (listed["name"], listed["samples"]) == ("seals", 1)


def test_a_folder_can_be_looked_through_without_keeping_it(client_as: Any):
    packed = zipped(**{"12_1.png": picture("12")})
    form = {"file": packed, "name": "seals", "verify_only": "true"}
    answer = client_as("integrator").post(f"{URL}collections/", form, "multipart")
    assert answer.status_code == 200
    assert (answer.json()["good"], answer.json()["kept"]) == (1, 0)
    assert not Collection.objects.exists()


@pytest.mark.parametrize("verify_only", [True, False])
def test_every_kind_of_bad_file_is_reported(client_as: Any, verify_only: bool):
    packed = zipped(**folder_of_every_fault())
    form = {"file": packed, "name": "seals", "charset": "crnn-base", "size": "120x32"}
    client = client_as("integrator")
    url = f"{URL}collections/"
    answer = client.post(url, {**form, "verify_only": verify_only}, "multipart")
    said = answer.json()
    assert {bad["name"]: bad["fault"] for bad in said["bad"]} == EVERY_FAULT
    assert said["faults"] == dict.fromkeys(EVERY_FAULT.values(), 1)
    assert said["good"] == 2
    assert Sample.objects.count() == (0 if verify_only else 2)


@pytest.mark.parametrize(
    ("demand", "said"),
    [({"charset": "nobody"}, "no model 'nobody'"), ({"size": "large"}, "no size")],
)
def test_a_demand_that_cannot_be_made_is_refused_in_words(
    client_as: Any, demand: dict[str, str], said: str
):
    form = {"file": zipped(**{"12_1.png": picture("12")}), "name": "seals", **demand}
    answer = client_as("integrator").post(f"{URL}collections/", form, "multipart")
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert not Collection.objects.exists()


def test_what_is_no_labelled_folder_is_refused_in_words(client_as: Any):
    form = {"file": zipped(**{"readme.md": b"hello"}), "name": "seals"}
    answer = client_as("integrator").post(f"{URL}collections/", form, "multipart")
    assert answer.status_code == 400
    assert "no labelled pictures" in answer.json()["detail"]


def test_deleting_a_collection_deletes_its_samples_and_no_decision(
    samples: list[Sample], client_as: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
):
    (tmp_path / "12_1.png").write_bytes(picture("12"))
    bring_in(read_folder(tmp_path), "seals")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_as("integrator").delete(f"{URL}collections/seals/")
    assert answer.status_code == 204
    assert set(Sample.objects.values_list("pk", flat=True)) == {sample.pk for sample in samples}


@pytest.mark.parametrize(
    ("role", "reads", "sets_aside", "imports"),
    [
        ("operator", 200, 403, 403),
        ("reviewer", 200, 400, 403),
        ("integrator", 200, 400, 400),
        ("admin", 200, 400, 400),
    ],
)
def test_roles(client_as: Any, role: str, reads: int, sets_aside: int, imports: int):
    client = client_as(role)
    assert client.get(URL).status_code == reads
    assert client.post(f"{URL}set-aside/", {}, "json").status_code == sets_aside
    assert client.post(f"{URL}collections/", {}, "multipart").status_code == imports
