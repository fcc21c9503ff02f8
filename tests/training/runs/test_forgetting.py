"""What is deleted is in no run any more: neither pictures nor texts nor readings."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import cv2
import pytest
from django.core.management import call_command
from django.test import Client

from recognition import actions
from recognition.models import Document
from tests.training.nn.drawn import drawn
from training.run_folder import RunFolder, write_whole
from training.runs import queue, registry
from training.runs.conducting import conduct
from training.runs.gathering import gather
from training.runs.models import TrainingRun
from training.runs.starting import Wish, start
from training.samples import crop_store
from training.samples.models import Collection, Sample

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("torch")]

QUICK = {"evaluate_every": 4.0, "processor_time": True, "pixels": 1500, "strength": 0.6}


@pytest.fixture
def documents(home) -> list[Document]:
    """Documents whose values people have decided, two crops of each."""
    rng, made = random.Random(1), []
    for number in range(20):
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        made.append(
            Document.objects.create(sha256=digest, name=f"{number}.pdf", size=1, state="done")
        )
        for _ in range(2):
            text = "".join(rng.choices("0123456789", k=5))
            Sample.objects.create(
                origin=Sample.Origin.REVIEW,
                document=made[-1],
                group=digest,
                crop=crop_store.keep(cv2.imencode(".png", drawn(text).image)[1].tobytes()),
                truth=text,
            )
    return made


@pytest.fixture
def run(documents) -> TrainingRun:
    """A finished run that has learnt from them and reads all of its held-out crops otherwise."""
    return finished("reviewed")


def finished(source: str) -> TrainingRun:
    folder = registry.run_folder("run")
    gather(source, folder, 1, judged_by_reviewed=False)
    rows = [
        {"file": row.file, "name": row.name, "text": row.text, "old": "1", "new": row.text}
        for row in folder.crops("held_out")
    ]
    write_whole(folder.comparison, {"crops": rows})
    return TrainingRun.objects.create(
        name="run",
        source=source,
        state="done",
        outcome="better",
        report={"changed": rows, "changed_count": len(rows)},
    )


def judged(run: TrainingRun) -> tuple[str, str, str]:
    """A held-out crop of a run: its document, its text, its picture's file."""
    row = registry.run_folder(run.name).crops("held_out")[0]
    return row.document, row.text, row.file


def said_in(folder: RunFolder) -> str:
    """All texts that lie in a run's folder."""
    files = [path for path in folder.path.rglob("*") if path.suffix in (".json", ".jsonl", ".txt")]
    return "\n".join(path.read_text("utf-8") for path in files)


def pictures(folder: RunFolder) -> set[Path]:
    return {path for path in (folder.path / "crops").rglob("*") if path.is_file()}


def delete(digest: str) -> None:
    actions.delete(Document.objects.filter(sha256=digest).values_list("pk", flat=True))


def test_a_document_that_was_deleted_is_in_no_run(run):
    digest, text, file = judged(run)
    folder = registry.run_folder("run")
    before = len(run.report["changed"])
    delete(digest)
    run.refresh_from_db()
    assert not (folder.path / file).exists()
    assert digest not in said_in(folder) and text not in said_in(folder)
    assert pictures(folder) == {folder.path / row.file for row in folder.crops()}
    assert len(folder.crops()) == 38, "all others stay"
    assert text not in {row["text"] for row in run.report["changed"]}
    assert run.report["changed_count"] == len(run.report["changed"]) < before


def test_its_crop_is_no_longer_shown(run, person):
    digest, _, file = judged(run)
    client = Client()
    client.force_login(person("admin"))
    assert client.get(f"/training/runs/run/{file}").status_code == 200
    delete(digest)
    assert client.get(f"/training/runs/run/{file}").status_code == 404


def test_a_picture_or_a_folder_that_is_gone_already_is_no_error(run):
    digest, _, file = judged(run)
    folder = registry.run_folder("run")
    (folder.path / file).unlink()
    delete(digest)
    assert digest not in said_in(folder)
    (digest, _, _) = judged(run)
    folder.path.rename(folder.path.with_name("moved"))
    delete(digest)
    assert not Document.objects.filter(sha256=digest).exists()


def test_of_a_run_under_way_the_report_forgets_at_once_and_the_folder_when_it_ends(documents):
    run = start(Wish("run", "reviewed", "none", 0.03, QUICK))
    deleted: list[tuple[str, str, str]] = []

    def delete_one(folder: RunFolder) -> None:
        if folder.checkpoint.exists() and not deleted:
            found = judged(run)
            TrainingRun.objects.update(
                report={"changed": [{"name": folder.crops("held_out")[0].name}], "changed_count": 1}
            )
            delete(found[0])
            deleted.append(found)
            shown = TrainingRun.objects.get().report
            assert shown == {"changed": [], "changed_count": 0}
            assert (folder.path / found[2]).exists(), "it is still learning"

    conduct(queue.claim(run.pk), watch=delete_one)
    run.refresh_from_db()
    assert run.state == TrainingRun.State.DONE, run.problem
    ((digest, text, file),) = deleted
    folder = registry.run_folder("run")
    assert not (folder.path / file).exists()
    assert digest not in said_in(folder) and text not in said_in(folder)
    assert text not in {row["text"] for row in run.report["changed"]}


def test_what_a_killed_process_left_is_removed_when_the_trainer_starts(run):
    digest, text, _ = judged(run)
    # as if the process had ended right after it deleted the rows
    Document.objects.filter(sha256=digest).delete()
    assert digest in said_in(registry.run_folder("run"))
    call_command("trainer", "--once")
    assert digest not in said_in(registry.run_folder("run"))
    run.refresh_from_db()
    assert text not in {row["text"] for row in run.report["changed"]}


def test_pictures_of_a_gathering_that_never_ended_go_with_any_deletion(run):
    folder = registry.run_folder("half")
    (folder.path / "crops").mkdir(parents=True)
    (folder.path / "crops" / "0.png").write_bytes(b"a crop")
    TrainingRun.objects.create(name="half", source="reviewed", state="cancelled")
    delete(judged(run)[0])
    assert not pictures(folder)


def test_a_collection_that_was_deleted_is_in_no_run(documents):
    seals = Collection.objects.create(name="seals")
    Sample.objects.update(origin=Sample.Origin.IMPORT, collection=seals, document=None)
    run = finished("seals")
    seals.delete()
    run.refresh_from_db()
    assert registry.run_folder("run").crops() == () and not pictures(registry.run_folder("run"))
    assert run.report["changed"] == []


def test_crops_of_a_labelled_folder_stay(documents, digits):
    source = str(digits(40))
    finished(source)
    delete(documents[0].sha256)
    call_command("trainer", "--once")
    assert len(registry.run_folder("run").crops()) == 40
