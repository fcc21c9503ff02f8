"""The designer's addresses: who may, what is refused, what is handed on."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from recognition import design, golden_reading, storage
from recognition.models import Record
from templates_app import drafts, sample_store
from templates_app.models import GoldenDocument, Template, TemplateDraft
from tests import made
from tests.recognition.pages.broken_files import tiff_with_broken_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def designer(browser_of: Callable[[str], Client]) -> Client:
    return browser_of("designer")


@pytest.fixture
def draft() -> TemplateDraft:
    return drafts.draft_of(made.template().template, None)


def address(draft: TemplateDraft, what: str) -> str:
    return f"/designer/{draft.pk}/{what}"


def send(client: Client, url: str, body: object) -> tuple[int, dict[str, object]]:
    answer = client.post(url, json.dumps(body), "application/json")
    return answer.status_code, answer.json()


def test_only_designers_open_it(operator: Client, draft: TemplateDraft) -> None:
    for url in ("/designer/", address(draft, ""), address(draft, "state/")):
        assert operator.get(url).status_code == 403
    assert operator.post(address(draft, "save/")).status_code == 403
    assert Client().get(address(draft, "")).status_code == 302


def test_a_templates_page_leads_to_its_draft(designer: Client) -> None:
    made.template()
    assert "/templates/bill/design/" in designer.get("/templates/bill/").content.decode()
    answer = designer.get("/templates/bill/design/")
    assert answer.headers["Location"] == address(TemplateDraft.objects.get(), "")
    assert designer.get(answer.headers["Location"]).status_code == 200


def test_the_admin_leads_to_it_too(draft: TemplateDraft) -> None:
    root = Client()
    root.force_login(User.objects.create_superuser("root"))
    page = root.get(f"/admin/templates_app/template/{draft.template_id}/change/").content.decode()
    link = next(part for part in page.split('"') if part.endswith("/design") or "/design" in part)
    assert root.get(link).headers["Location"] == "/templates/bill/design/"


def test_a_step_is_saved_and_an_old_one_refused(designer: Client, draft: TemplateDraft) -> None:
    content = {**draft.content, "title": "Drawn"}
    assert send(designer, address(draft, "save/"), {"content": content, "revision": 1}) == (
        200,
        {"revision": 2},
    )
    status, said = send(designer, address(draft, "save/"), {"content": content, "revision": 1})
    assert status == 409
    assert "Load it again" in str(said["detail"])


@pytest.mark.parametrize("body", ["", "[]", '{"content": 1}', '{"revision": "x"}', "null"])
def test_a_broken_request_is_told_so(designer: Client, draft: TemplateDraft, body: str) -> None:
    for what in ("save/", "test/", "propose/"):
        answer = designer.post(address(draft, what), body, "application/json")
        assert answer.status_code == 400, what
        assert answer.json()["detail"]


@pytest.mark.parametrize("content", [{}, {"pages": []}, {"pages": [{"number": 1}], "fields": 7}])
def test_a_content_that_can_not_be_tried_is_explained(
    designer: Client, draft: TemplateDraft, content: object
) -> None:
    status, said = send(designer, address(draft, "test/"), {"content": content})
    assert status == 200
    assert said["problems"]


def test_a_draft_that_is_gone_is_told_so(designer: Client, draft: TemplateDraft) -> None:
    url = address(draft, "state/")
    draft.delete()
    answer = designer.get(url)
    assert answer.status_code == 400
    assert "published or thrown away" in answer.json()["detail"]


def test_mistakes_are_named_when_publishing(designer: Client, draft: TemplateDraft) -> None:
    draft.content = {**draft.content, "fields": [{"name": "No", "box": [1, 1, 2, 2]}], "rules": []}
    draft.save()
    status, said = send(designer, address(draft, "publish/"), {"revision": draft.revision})
    assert status == 400
    assert [problem["place"] for problem in said["problems"]] == ["fields[0].name"]


def test_publishing_answers_where_the_template_is(designer: Client, draft: TemplateDraft) -> None:
    draft.content = {**draft.content, "title": "Better"}
    draft.save()
    status, said = send(designer, address(draft, "publish/"), {"revision": draft.revision})
    assert (status, said["version"], said["url"]) == (200, 2, "/templates/bill/")


def test_golden_documents_must_have_run(designer: Client, draft: TemplateDraft) -> None:
    golden = GoldenDocument.objects.create(
        template=draft.template, name="a.png", sha256="0" * 64, expected={}
    )
    status, said = send(designer, address(draft, "publish/"), {"revision": draft.revision})
    assert (status, said["missing"]) == (409, [str(golden.pk)])
    remove = address(draft, f"golden/{golden.pk}/remove/")
    status, answer = send(designer, remove, {})
    assert (status, answer["needs"]) == (409, "reason")
    assert "Say why it is taken out of the suite" in answer["detail"]
    send(designer, remove, {"reason": "a mistake"})
    assert send(designer, address(draft, "publish/"), {"revision": draft.revision})[0] == 200


def test_a_bad_sample_is_refused_in_words(designer: Client) -> None:
    file = SimpleUploadedFile("words.txt", b"just words")
    page = designer.post("/designer/", {"file": file}).content.decode()
    assert "words.txt" in page
    assert not TemplateDraft.objects.exists()
    assert "Choose a picture or PDF first." in designer.post("/designer/").content.decode()


def test_a_template_is_made_from_an_unmatched_document(designer: Client, unmatched: Record) -> None:
    page = designer.get(reverse("inbox")).content.decode()
    assert "Make a template from this" in page
    answer = designer.post("/designer/", {"sample": str(unmatched.document_id)})
    draft = TemplateDraft.objects.get()
    assert answer.headers["Location"] == address(draft, "")
    assert draft.content["name"] == "unknown"


def test_saying_which_template_it_is_adds_it_to_the_suite(
    designer: Client, operator: Client, unmatched: Record
) -> None:
    made.template()
    sent = {
        "action": "assign",
        "document": str(unmatched.document_id),
        "template": "bill",
        "suite": "true",
    }
    operator.post(reverse("act"), sent)
    assert not GoldenDocument.objects.exists()
    designer.post(reverse("act"), sent)
    assert GoldenDocument.objects.get().template.name == "bill"


def test_an_accepted_record_becomes_golden(designer: Client, accepted: Record) -> None:
    answer = designer.post(reverse("record-golden", args=[accepted.pk]), follow=True)
    assert "held against it" in answer.content.decode()
    assert GoldenDocument.objects.get().expected["fields"]["total"] == "118.00"


def test_versions_are_compared(designer: Client) -> None:
    made.template()
    made.template(title="Better bill")
    page = designer.get("/templates/bill/compare/").content.decode()
    assert "Better bill" in page
    assert "title" in page
    assert "say the same" in designer.get("/templates/bill/compare/?from=2").content.decode()


def test_a_version_is_copied_and_an_old_one_restored(designer: Client) -> None:
    made.template()
    made.template(title="Better bill")
    designer.post("/templates/bill/v1/take/", {"as": "copy"})
    assert TemplateDraft.objects.get(template=None).content["name"] == "bill-2"
    designer.post("/templates/bill/v1/take/", {"as": "restore"})
    assert TemplateDraft.objects.get(template__name="bill").content["title"] == "Bill"


def test_a_template_is_archived_and_taken_up_again(designer: Client) -> None:
    made.template()
    designer.post("/templates/bill/active/", {"active": "false"})
    assert not Template.objects.get().active
    designer.post("/templates/bill/active/", {"active": "true"})
    assert Template.objects.get().active


def test_a_draft_thrown_away_leaves_its_template(designer: Client, draft: TemplateDraft) -> None:
    answer = designer.post(address(draft, "discard/"))
    assert answer.headers["Location"] == "/templates/bill/"
    assert not TemplateDraft.objects.exists()
    assert Template.objects.get().current is not None


def test_the_templates_page_shows_what_is_often_in_doubt(
    designer: Client, doubtful: Record
) -> None:
    page = designer.get("/templates/bill/").content.decode()
    assert "Most in doubt" in page
    assert "100%" in page


def test_a_document_is_a_sample_only_for_those_who_may_see_documents(
    designer: Client, unmatched: Record
) -> None:
    user = User.objects.create_user("draws")
    user.user_permissions.add(Permission.objects.get(codename="add_templateversion"))
    client = Client()
    client.force_login(user)
    sent = {"sample": str(unmatched.document_id)}
    assert client.post("/designer/", sent).status_code == 403
    assert not TemplateDraft.objects.exists()
    assert designer.post("/designer/", sent).status_code == 302


def test_a_sample_larger_than_any_upload_is_refused_unread(
    designer: Client, settings: LazySettings
) -> None:
    settings.MAX_BYTES = 1_000_000
    page = designer.post("/designer/", {"file": SimpleUploadedFile("big.pdf", bytes(1_200_000))})
    assert "is 1.2 MB, more than the 1.0 MB allowed" in page.content.decode()


def test_json_that_is_nested_without_end_is_told_so(designer: Client, draft: TemplateDraft) -> None:
    body = "[" * 200_000
    answer = designer.post(address(draft, "save/"), body, "application/json")
    assert (answer.status_code, "Load the page again" in answer.json()["detail"]) == (400, True)


def test_mistakes_are_named_in_the_language_of_the_page(
    designer: Client, draft: TemplateDraft
) -> None:
    GoldenDocument.objects.create(
        template=draft.template,
        name="other.png",
        sha256=sample_store.keep(made.png("Nothing of the kind")),
        expected={"matched": True, "fields": {}, "tables": {}},
    )
    golden = GoldenDocument.objects.get()
    url = address(draft, f"golden/{golden.pk}/run/")
    assert send(designer, url, {})[1]["state"] == "waiting"
    while golden_reading.read_next():
        pass
    english = send(designer, url, {})[1]["changes"]
    answer = designer.post(url, "{}", "application/json", headers={"accept-language": "zh-hans"})
    assert [change["after"] for change in english] == ["not recognised"]
    assert [change["after"] for change in answer.json()["changes"]] == ["未识别"]


def test_what_somebody_else_has_saved_is_not_published_unseen(
    designer: Client, draft: TemplateDraft
) -> None:
    drafts.save(draft.pk, {**draft.content, "title": "Another's"}, draft.revision, None)
    status, said = send(designer, address(draft, "publish/"), {"revision": draft.revision})
    assert (status, "Load it again" in str(said["detail"])) == (409, True)
    assert Template.objects.get().current.number == 1


def test_a_record_whose_file_is_lost_does_not_become_golden(
    designer: Client, accepted: Record
) -> None:
    storage.remove(accepted.document.sha256)
    answer = designer.post(reverse("record-golden", args=[accepted.pk]), follow=True)
    assert "has lost this document" in answer.content.decode()
    assert not GoldenDocument.objects.exists()


def test_a_template_or_draft_that_is_gone_has_a_page_that_leads_on(
    designer: Client, draft: TemplateDraft
) -> None:
    answer = designer.get("/templates/gone/design/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "There is no template named gone any more" in page
    assert reverse("designer", args=[draft.pk]) in page
    url = reverse("designer", args=[draft.pk])
    draft.delete()
    for answer in (designer.get(url), designer.post(url + "discard/")):
        assert answer.status_code == 404
        page = answer.content.decode()
        assert "This draft was published or thrown away" in page
        assert reverse("templates") in page


def test_a_correction_comes_back_in_the_form_that_records_state(
    designer: Client, draft: TemplateDraft
) -> None:
    asked = {"content": draft.content, "name": "total", "text": "$ 1,180.50"}
    assert send(designer, address(draft, "value/"), asked) == (200, {"value": "1180.50"})
    status, answer = send(designer, address(draft, "value/"), {**asked, "text": "much"})
    assert status == 400
    assert "Write the number plainly" in answer["detail"]


def test_why_a_golden_document_was_removed_stands_on_the_templates_page(
    designer: Client, draft: TemplateDraft
) -> None:
    golden = GoldenDocument.objects.create(
        template=draft.template, name="old form.png", sha256=sample_store.keep(b"x"), expected={}
    )
    send(designer, address(draft, f"golden/{golden.pk}/remove/"), {"reason": "form withdrawn"})
    page = designer.get("/templates/bill/").content.decode()
    assert "old form.png" in page
    assert "form withdrawn" in page


@pytest.fixture
def one_page_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(design, "_REQUEST_SECONDS", 0)


def pages(*texts: str) -> bytes:
    """A TIFF with a page for each text."""
    first, *others = (Image.open(io.BytesIO(made.png(text))) for text in texts)
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=others)
    return buffer.getvalue()


@pytest.mark.usefixtures("one_page_a_request")
def test_a_long_document_is_tried_in_several_requests(
    designer: Client, draft: TemplateDraft
) -> None:
    def ask(**more: str) -> dict[str, object]:
        file = SimpleUploadedFile("two.tif", pages("Front", "Back"))
        body = {"content": json.dumps(draft.content), "file": file, **more}
        return designer.post(address(draft, "try/"), body).json()

    assert ask() == {"pages_read": 1, "pages": 2}
    answer = ask(pages_read="1")
    assert [page["number"] for page in answer["pages"]] == [1, 2]
    assert "record" in answer


def begin(client: Client, data: bytes, accept: str = "application/json", **more: str) -> Any:
    file = SimpleUploadedFile("long.tif", data)
    return client.post("/designer/", {"file": file, **more}, headers={"accept": accept})


@pytest.mark.usefixtures("one_page_a_request")
def test_a_long_sample_is_read_in_several_requests_and_then_begun(designer: Client) -> None:
    data = pages("Front", "Middle", "Back")
    assert begin(designer, data).json() == {"pages_read": 1, "pages": 3}
    assert begin(designer, data, pages_read="1").json() == {"pages_read": 2, "pages": 3}
    assert not TemplateDraft.objects.exists()
    answer = begin(designer, data, pages_read="2").json()
    draft = TemplateDraft.objects.get()
    assert answer == {"url": address(draft, "")}
    assert [entry["number"] for entry in draft.content["pages"]] == [1, 2, 3]


@pytest.mark.usefixtures("one_page_a_request")
@pytest.mark.parametrize("said", ["", "-1", "two", "²"])
def test_a_number_of_pages_that_is_none_begins_at_the_first(designer: Client, said: str) -> None:
    answer = begin(designer, pages("Front", "Back"), pages_read=said).json()
    assert answer == {"pages_read": 1, "pages": 2}


@pytest.mark.usefixtures("one_page_a_request")
def test_a_page_that_is_broken_leaves_the_others_to_draw_on(designer: Client) -> None:
    data = tiff_with_broken_page(3, 2)
    answer: dict[str, Any] = {"pages_read": 0}
    while "pages_read" in answer:
        answer = begin(designer, data, pages_read=str(answer["pages_read"])).json()
    draft = TemplateDraft.objects.get()
    assert answer == {"url": address(draft, "")}
    assert [entry["number"] for entry in draft.content["pages"]] == [1, 2]
    assert designer.get(address(draft, "pages/2.jpg")).status_code == 200


@pytest.mark.usefixtures("one_page_a_request")
def test_a_document_taken_as_sample_shows_how_far_it_is_and_goes_on_by_itself(
    designer: Client,
) -> None:
    document = made.document(pages("Front", "Back"), "statement.tif")
    page = designer.post("/designer/", {"sample": str(document.pk)}).content.decode()
    assert "statement.tif" in page
    assert 'data-controller="begin-template" data-pages-read="1" data-pages="2"' in page
    assert f'name="document" value="{document.pk}"' in page
    sent = {"document": str(document.pk), "pages_read": "1"}
    answer = designer.post("/designer/", sent)
    assert answer.headers["Location"] == address(TemplateDraft.objects.get(), "")


def test_what_is_no_sample_is_refused_in_words(designer: Client) -> None:
    answer = begin(designer, b"just words")
    assert answer.status_code == 400
    assert "long.tif" in answer.json()["detail"]
    assert "long.tif" in begin(designer, b"just words", accept="text/html").content.decode()


@pytest.mark.usefixtures("one_page_a_request")
def test_a_sample_that_is_not_read_yet_is_read_in_several_requests(designer: Client) -> None:
    begin(designer, pages("Front", "Back"), pages_read="1")
    draft = TemplateDraft.objects.get()
    asked = {"content": draft.content}
    assert send(designer, address(draft, "test/"), asked) == (200, {"pages_read": 1, "pages": 2})
    status, found = send(designer, address(draft, "test/"), {**asked, "pages_read": 1})
    assert (status, found["problems"]) == (200, [])
