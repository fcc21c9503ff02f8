"""Runs of golden documents are claimed by one worker and taken up again when it is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from recognition import golden_jobs, tasks
from templates_app import sample_store
from templates_app.models import GoldenDocument, GoldenRun
from tests import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> GoldenRun:
    return waiting()


def waiting() -> GoldenRun:
    golden = GoldenDocument.objects.create(
        template=made.template().template,
        sha256=sample_store.keep(made.png()),
        name="bill.png",
        expected={},
    )
    return golden_jobs.ask(golden, "k" * 64, "a reader")


def later() -> None:
    golden_jobs.sweep(timezone.now() + timedelta(days=1))


def test_one_worker_gets_a_run_and_asking_again_makes_no_other(run: GoldenRun) -> None:
    assert golden_jobs.ask(run.golden, run.content_hash, run.reader) == run
    assert golden_jobs.claim_next() is not None
    assert golden_jobs.claim_next() is None


def test_a_run_whose_worker_is_gone_waits_again_and_the_old_claim_is_void(run: GoldenRun) -> None:
    claim = golden_jobs.claim_next()
    assert claim is not None
    assert golden_jobs.sweep() == 0
    later()
    golden_jobs.finish(claim, {"matched": True})
    run.refresh_from_db()
    assert (run.state, run.found) == ("waiting", None)
    assert not golden_jobs.extend(claim)
    second = golden_jobs.claim_next()
    assert second is not None
    golden_jobs.finish(second, {"matched": True})
    run.refresh_from_db()
    assert (run.state, run.found, run.attempt) == ("done", {"matched": True}, 2)


def test_a_run_that_ends_its_worker_each_time_fails_in_the_end(
    run: GoldenRun, settings: LazySettings
) -> None:
    settings.MAX_ATTEMPTS = 2
    for _ in range(2):
        assert golden_jobs.claim_next() is not None
        later()
    run.refresh_from_db()
    assert (run.state, run.problem) == ("failed", "the worker ended each time")
    assert golden_jobs.claim_next() is None


def test_a_broker_that_is_down_costs_no_run(
    settings: LazySettings, django_capture_on_commit_callbacks
) -> None:
    settings.BROKER_URL = "redis://127.0.0.1:1/0"
    with (
        pytest.MonkeyPatch.context() as patch,
        django_capture_on_commit_callbacks(execute=True),
    ):
        patch.setattr(golden_jobs.current_app.conf, "broker_url", settings.BROKER_URL)
        run = waiting()
    run.refresh_from_db()
    assert run.announced_at is None
    assert golden_jobs.claim_next() is not None


def test_a_message_lets_a_worker_read_what_waits(run: GoldenRun) -> None:
    run.content_hash = "nobody asks for this any more"
    run.save()
    tasks.read_golden()
    assert not GoldenRun.objects.exists()
    tasks.read_golden()
