"""Drafts: begun, saved step by step, published."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection

from templates_app import drafts, sample_store
from templates_app.definition.problems import TemplateError
from templates_app.models import GoldenDocument, Template, TemplateDraft, TemplateVersion
from tests import made

pytestmark = pytest.mark.django_db


def draft() -> TemplateDraft:
    return drafts.draft_of(made.template().template, None)


def test_a_draft_begins_with_the_current_versions_content_and_samples() -> None:
    content = {**made.TEMPLATE, "pages": [{**made.TEMPLATE["pages"][0], "sample": "bill.png"}]}
    from templates_app.importing import import_template

    version = import_template(content, {"bill.png": made.png("Bill 12")}).version
    begun = drafts.draft_of(version.template, None)
    assert begun.content == content
    assert begun.samples.get().read() == version.samples.get().read()
    assert drafts.draft_of(version.template, None) == begun


def test_publishing_what_was_not_changed_makes_no_new_version() -> None:
    published = drafts.publish(draft(), None)
    assert not published.created
    assert published.version.number == 1
    assert not TemplateDraft.objects.exists()


def test_a_saved_step_is_published_as_the_next_version() -> None:
    begun = draft()
    content = {**begun.content, "title": "Better"}
    assert drafts.save(begun.pk, content, 1, None) == 2
    begun.refresh_from_db()
    published = drafts.publish(begun, None, "because")
    assert (published.version.number, published.version.note) == (2, "because")
    assert published.version.content == content


def test_a_step_on_an_old_revision_is_refused() -> None:
    begun = draft()
    drafts.save(begun.pk, begun.content, 1, None)
    with pytest.raises(drafts.DraftConflict, match="Load it again"):
        drafts.save(begun.pk, {**begun.content, "title": "Lost"}, 1, None)
    begun.refresh_from_db()
    assert begun.content["title"] == "Bill"


def test_what_is_not_valid_yet_is_saved_but_not_published() -> None:
    begun = draft()
    broken = {**begun.content, "fields": [{"name": "No name", "box": [0, 0, 1, 1]}], "rules": []}
    drafts.save(begun.pk, broken, 1, None)
    begun.refresh_from_db()
    with pytest.raises(TemplateError, match=r"fields\[0\]\.name"):
        drafts.publish(begun, None)
    assert TemplateDraft.objects.filter(pk=begun.pk).exists()


def test_a_template_with_records_keeps_its_name() -> None:
    begun = draft()
    with pytest.raises(drafts.DraftError, match="Copy it"):
        drafts.save(begun.pk, {**begun.content, "name": "other"}, 1, None)


def test_what_is_no_template_at_all_is_not_saved() -> None:
    begun = draft()
    for content in (None, [], {"pages": 1}):
        with pytest.raises(drafts.DraftError):
            drafts.save(begun.pk, content, 1, None)


def test_a_copy_has_a_free_name_and_becomes_a_template_of_its_own() -> None:
    version = made.template()
    copied = drafts.copy(version, None)
    assert copied.content == {**version.content, "name": "bill-2"}
    drafts.publish(copied, None)
    assert set(Template.objects.values_list("name", flat=True)) == {"bill", "bill-2"}


def test_a_new_draft_takes_no_name_that_is_taken() -> None:
    made.template()
    new = drafts.new_draft({**made.TEMPLATE, "title": "Mine"}, {}, None)
    with pytest.raises(drafts.DraftError, match="already"):
        drafts.publish(new, None)


def test_restoring_a_version_fills_the_draft_with_it() -> None:
    first = made.template()
    made.template(title="Second")
    begun = drafts.draft_of(first.template, None)
    restored = drafts.restore(first, None)
    assert restored.pk != begun.pk
    assert restored.content["title"] == "Bill"
    assert TemplateDraft.objects.count() == 1


def test_a_drafts_golden_documents_go_to_its_template() -> None:
    new = drafts.new_draft({**made.TEMPLATE, "name": "fresh"}, {}, None)
    golden = GoldenDocument.objects.create(
        draft=new, name="a.png", sha256=sample_store.keep(b"a"), expected={}
    )
    drafts.publish(new, None)
    golden.refresh_from_db()
    assert golden.template is not None
    assert golden.template.name == "fresh"


def test_a_saved_step_moves_the_draft_to_the_top_of_the_list() -> None:
    begun = draft()
    before = begun.changed_at
    drafts.save(begun.pk, begun.content, 1, None)
    begun.refresh_from_db()
    assert begun.changed_at > before


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\0", "\ud800"])
def test_what_no_database_takes_is_not_saved(value: object) -> None:
    begun = draft()
    with pytest.raises(TemplateError, match=r"fields\[0\]\.anything"):
        drafts.save(begun.pk, {**begun.content, "fields": [{"anything": value}]}, 1, None)


@pytest.mark.parametrize(
    "page",
    [7, {}, {"number": 1, "width": "9", "height": 9}, {"number": 0, "width": 9, "height": 9}],
)
def test_pages_have_a_number_and_a_size_already_in_a_draft(page: object) -> None:
    begun = draft()
    with pytest.raises(drafts.DraftError):
        drafts.save(begun.pk, {**begun.content, "pages": [page]}, 1, None)


def test_a_step_saved_while_it_is_published_is_not_lost() -> None:
    begun = draft()
    stale = TemplateDraft.objects.get(pk=begun.pk)
    drafts.save(begun.pk, {**begun.content, "title": "Mine"}, 1, None)
    with pytest.raises(drafts.DraftConflict):
        drafts.publish(stale, None)
    begun.refresh_from_db()
    assert begun.content["title"] == "Mine"


def test_two_samples_of_one_name_stay_two() -> None:
    page = made.TEMPLATE["pages"][0]
    content = {**made.TEMPLATE, "name": "two", "pages": [page, {**page, "number": 2}]}
    new = drafts.new_draft(content, {1: ("image.jpg", b"first")}, None)
    assert drafts.add_sample(new, 2, "image.jpg", b"second") == "image-page-2.jpg"
    assert [one.read() for one in new.samples.all()] == [b"first", b"second"]
    assert drafts.add_sample(new, 2, "image.jpg", b"first") == "image.jpg"


def test_golden_documents_of_a_draft_thrown_away_go_with_it() -> None:
    new = drafts.new_draft({**made.TEMPLATE, "name": "fresh"}, {}, None)
    GoldenDocument.objects.create(
        draft=new, name="a.png", sha256=sample_store.keep(b"a"), expected={}
    )
    new.delete()
    assert not GoldenDocument.objects.exists()


def in_threads(*calls: Callable[[], Any]) -> list[Any]:
    """Call all at once, each in a thread of its own; what each returned."""
    ready = threading.Barrier(len(calls))

    def at_once(call: Callable[[], Any]) -> Any:
        ready.wait(10)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(at_once, calls))


@pytest.mark.django_db(transaction=True)
def test_of_two_first_publications_of_one_name_at_once_one_is_refused(
    on_disk: Callable[[], None],
) -> None:
    content = {**made.TEMPLATE, "name": "fresh"}
    both = [drafts.new_draft({**content, "title": title}, {}, None) for title in ("One", "Two")]
    on_disk()

    def publish(draft: TemplateDraft) -> object:
        try:
            return drafts.publish(draft, None).version.number
        except drafts.DraftError as refusal:
            return str(refusal)

    said = in_threads(*(partial(publish, draft) for draft in both))
    refusal = "There is a template named fresh already. Choose another name."
    assert sorted(said, key=str) == [1, refusal]
    kept = in_threads(lambda: (TemplateVersion.objects.count(), TemplateDraft.objects.count()))
    assert kept == [(1, 1)]
