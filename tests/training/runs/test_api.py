"""Runs, models and the reader over HTTP."""

import pytest

from tests.training.runs.conftest import write_digits
from training.runs.models import TrainingRun
from training.samples.models import Collection, Sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(db) -> str:
    found = Collection.objects.create(name="meters")
    Sample.objects.create(origin=Sample.Origin.IMPORT, collection=found, truth="1", crop="0" * 64)
    return found.name


def test_a_run_is_started_watched_and_cancelled(client_as, home, collection):
    admin = client_as("admin")
    wish = {"name": "meters-1", "source": collection, "base": "none", "minutes": 3}
    made = admin.post("/api/v1/training/runs/", wish, format="json")
    assert made.status_code == 201, made.content
    assert made.json()["state"] == "queued"
    assert made.json()["progress"]["stage"] == "starting"
    assert admin.post("/api/v1/training/runs/", wish, format="json").status_code == 400
    assert admin.get("/api/v1/training/runs/meters-1/curve/").json() == []
    assert admin.post("/api/v1/training/runs/meters-1/cancel/").json()["state"] == "cancelled"
    again = admin.post("/api/v1/training/runs/meters-1/cancel/")
    assert again.status_code == 400 and "has ended" in str(again.json())


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_run_that_ended_early_goes_on(client_as, home, state):
    TrainingRun.objects.create(
        name="x", source="reviewed", state=state, problem="No space left", attempt=21
    )
    admin = client_as("admin")
    answer = admin.post("/api/v1/training/runs/x/go-on/").json()
    assert (answer["state"], answer["problem"]) == ("queued", "")
    assert TrainingRun.objects.get().attempt == 0
    again = admin.post("/api/v1/training/runs/x/go-on/")
    assert again.status_code == 400 and "neither failed" in str(again.json())


def test_what_was_not_found_better_is_not_promoted(client_as, home):
    TrainingRun.objects.create(name="x", source="reviewed", state="done", outcome="not_better")
    admin = client_as("admin")
    answer = admin.post("/api/v1/training/runs/x/promote/")
    assert answer.status_code == 400
    assert "not found better" in str(answer.json())
    assert admin.get("/api/v1/training/reader/").json() == {
        "reader": "crnn-base+pp-ocrv6-small",
        "before": None,
    }
    assert admin.delete("/api/v1/training/reader/").status_code == 400


def test_folders_of_the_server_are_not_named_over_http(client_as, home, tmp_path):
    folder = write_digits(tmp_path / "crops", 20)
    wish = {"name": "x", "source": str(folder), "base": "none"}
    answer = client_as("admin").post("/api/v1/training/runs/", wish, format="json")
    assert answer.status_code == 400
    assert not TrainingRun.objects.exists()


def test_only_administrators_train(client_as, home, collection):
    for role in ("reviewer", "operator", "designer", "integrator"):
        client = client_as(role)
        assert client.get("/api/v1/training/runs/").status_code == 403
        assert client.post("/api/v1/training/runs/", {"name": "x"}).status_code == 403
        assert client.delete("/api/v1/training/reader/").status_code == 403


def test_designers_see_which_models_fields_can_name(client_as, home):
    (model,) = client_as("designer").get("/api/v1/training/models/").json()
    assert (model["name"], model["reads_now"]) == ("crnn-base", True)
    assert model["characters"] > 7000
