"""The dashboard's figures and its chart."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from frontend import figures
from frontend.chart import HEIGHT, WIDTH, chart_of, step_for
from frontend.figures import Day
from recognition.models import Batch, Record, Upload
from tests import made

counts = st.integers(0, 10_000)
days = st.lists(
    st.builds(Day, st.just(date(2026, 1, 1)), counts, counts, counts, counts), max_size=20
)


def test_the_figures_count_what_is_there(
    accepted: Record, doubtful: Record, unmatched: Record
) -> None:
    made.document(b"waits")
    now = figures.today()
    assert now.documents == 4
    assert now.accepted_share == 0.5
    assert now.needs_review == 1
    assert now.waiting == 1
    assert now.failures == 0


def test_a_refused_file_counts_as_a_failure(db: None) -> None:
    batch = Batch.objects.create(source=Batch.Source.PAGE)
    Upload.objects.create(batch=batch, name="empty.pdf", problem="empty.pdf is empty.")
    assert figures.today().failures == 1
    assert figures.batches()[0].failed == 1


def test_the_newest_upload_stands_first(db: None) -> None:
    older, newer = (Batch.objects.create(source=Batch.Source.PAGE) for _ in range(2))
    for batch in (older, newer):
        Upload.objects.create(batch=batch, name="empty.pdf", problem="empty.pdf is empty.")
    assert [progress.batch for progress in figures.batches()] == [newer, older]


def test_an_empty_installation_has_figures_too(operator: Client) -> None:
    page = operator.get(reverse("dashboard")).content.decode()
    assert "No records in the last fourteen days" in page
    assert "Nothing uploaded yet" in page


def test_the_days_end_today_and_none_is_left_out(accepted: Record) -> None:
    found = figures.days()
    assert len(found) == figures.DAYS
    assert found[-1].accepted == 1
    assert all(later.date - earlier.date == timedelta(days=1) for earlier, later in pairwise(found))


def test_the_newest_doubts_are_offered(
    operator: Client, accepted: Record, doubtful: Record
) -> None:
    assert list(figures.attention()) == [doubtful]
    assert reverse("record", args=[doubtful.pk]) in operator.get("/").content.decode()


def test_doubts_are_those_of_the_days_that_the_chart_shows(doubtful: Record) -> None:
    records = Record.objects.filter(pk=doubtful.pk)
    assert [doubt.name for doubt in figures.doubts(records)] == ["total"]
    first = timezone.now() - timedelta(days=figures.DAYS - 1)
    records.update(created_at=first)
    assert figures.doubts(records) != []
    records.update(created_at=first - timedelta(days=1))
    assert figures.doubts(records) == []


@pytest.mark.parametrize(
    ("highest", "step"), [(0, 1), (4, 1), (5, 2), (8, 2), (9, 5), (21, 10), (400, 100)]
)
def test_grid_lines_stand_at_round_numbers(highest: int, step: int) -> None:
    assert step_for(highest) == step


@given(days)
def test_bars_stay_inside_the_chart_and_stack_without_gaps(shown: list[Day]) -> None:
    chart = chart_of(shown)
    for column in chart.columns:
        top = None
        for bar in column.bars:
            assert bar.x >= 0 and bar.x + bar.width <= WIDTH + 0.1
            assert bar.y >= 0 and bar.y + bar.height <= HEIGHT
            if top is not None:
                assert bar.y + bar.height == pytest.approx(top, abs=0.11)
            top = bar.y


@given(days)
def test_a_bar_is_as_high_as_its_count_is_large(shown: list[Day]) -> None:
    heights = {
        (bar.tone, column.day.accepted): bar.height
        for column in chart_of(shown).columns
        for bar in column.bars
        if bar.tone == "good"
    }
    ordered = [height for (_, _count), height in sorted(heights.items(), key=lambda one: one[0][1])]
    assert ordered == sorted(ordered)
