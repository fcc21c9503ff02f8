"""A better reader that is to take over by itself does so, whenever a kill came in between."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation

from frontend.wording import in_words
from recognition.engine.models import default_name
from tests.conftest import ROOT
from training.runs import promotion
from training.runs.models import Promotion, TrainingRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(home, settings) -> Callable[..., TrainingRun]:
    """Make a run as it is left by a process that was killed right after it had closed the run."""
    settings.PROMOTE_AUTOMATICALLY = True
    shutil.copytree(ROOT / "models" / "crnn-base", home / "models" / "shop")

    def make(**changes: Any) -> TrainingRun:
        columns = {
            "name": "shop",
            "source": "reviewed",
            "champion": "crnn-base",
            "state": "done",
            "outcome": "better",
            "finished_at": timezone.now(),
            "promotion_due": True,
        }
        return TrainingRun.objects.create(**(columns | changes))

    return make


def trained_on(run: TrainingRun) -> TrainingRun:
    """The run after the trainer's next round."""
    call_command("trainer", "--once")
    run.refresh_from_db()
    return run


def test_the_trainer_promotes_what_a_kill_has_left_unpromoted(closed):
    run = trained_on(closed())
    assert default_name() == "shop+pp-ocrv6-small"
    assert (run.promotion_due, run.problem) == (False, "")
    assert Promotion.objects.get().run == run


def test_a_reader_that_a_person_took_back_is_not_promoted_again(closed):
    run = closed()
    promotion.promote(run)
    promotion.roll_back()
    assert trained_on(run).problem == ""
    assert default_name() == "crnn-base+pp-ocrv6-small"


@pytest.mark.parametrize("changes", [{"promotion_due": False}, {"outcome": "refused"}])
def test_what_is_not_to_read_by_itself_waits_for_a_person(closed, changes):
    trained_on(closed(**changes))
    assert default_name() == "crnn-base+pp-ocrv6-small"


def test_nothing_is_promoted_any_more_once_the_installation_no_longer_says_so(closed, settings):
    settings.PROMOTE_AUTOMATICALLY = False
    trained_on(closed())
    assert default_name() == "crnn-base+pp-ocrv6-small"


def test_a_refusal_stands_on_the_runs_page(closed, person):
    run = trained_on(closed(champion="another"))
    assert default_name() == "crnn-base+pp-ocrv6-small"
    client = Client()
    client.force_login(person("admin"))
    page = client.get("/training/runs/shop/").content.decode()
    assert "does not read by itself: shop was compared with another" in page
    said = run.problem
    assert trained_on(run).problem == said, "it is tried once"
    with translation.override("zh-hans"):
        assert "shop 是与 another 比较的" in in_words(said)


def test_the_refusal_goes_once_a_person_lets_it_read(closed, home):
    (home / "models" / "shop").rename(home / "elsewhere")
    run = trained_on(closed())
    assert "no longer on disk" in run.problem
    (home / "elsewhere").rename(home / "models" / "shop")
    promotion.promote(run)
    run.refresh_from_db()
    assert run.problem == "" and default_name() == "shop+pp-ocrv6-small"
