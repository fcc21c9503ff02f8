"""The admin's pages."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken
from recognition.models import Batch, Document
from review import claiming, deciding
from review.models import Doubt, TemplateReview
from templates_app.models import Template, TemplateVersion
from tests import made
from training.runs.models import Promotion, TrainingRun
from training.samples.models import Collection, Sample
from training.watching.models import Alert

pytestmark = pytest.mark.django_db

PAGES = [
    "",
    "recognition/document/",
    "recognition/record/",
    "recognition/batch/",
    "templates_app/template/",
    "templates_app/templateversion/",
    "review/doubt/",
    "review/templatereview/",
    "samples/sample/",
    "samples/collection/",
    "training/trainingrun/",
    "training/promotion/",
    "watching/alert/",
    "auth/user/",
    "auth/group/",
    "accounts/apitoken/",
]


@pytest.fixture
def root() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.fixture
def filled() -> Document:
    """One of everything."""
    made.template()
    document = made.document()
    doubtful = made.reading("119.00", 0.4)
    data = made.record(status="needs_review", fields={"total": doubtful, "net": doubtful})
    made.saved(document, data)
    Batch.objects.create(source=Batch.Source.API)
    ann = User.objects.create_user("ann")
    deciding.decide(Doubt.objects.get(name="net").pk, ann, "100.00")
    template = Template.objects.get()
    TemplateReview.objects.create(template=template)
    Collection.objects.create(name="seals")
    run = TrainingRun.objects.create(name="shop-1", source="reviewed", report={"reasons": []})
    Promotion.objects.create(reader="shop-1", before="crnn-base", kind="promoted", run=run)
    now = timezone.now()
    Alert.objects.create(template=template, kind="charset", opened_at=now, checked_at=now)
    return document


@pytest.mark.parametrize("page", PAGES)
def test_every_list_opens(root: Client, filled: Document, page: str) -> None:
    assert root.get(f"/admin/{page}").status_code == 200


def test_every_detail_opens(root: Client, filled: Document) -> None:
    version = TemplateVersion.objects.get()
    record = filled.records.get()
    for page in (
        f"recognition/document/{filled.pk}/change/",
        f"recognition/record/{record.pk}/change/",
        f"templates_app/template/{version.template.pk}/change/",
        f"templates_app/templateversion/{version.pk}/change/",
        *(
            f"{model._meta.app_label}/{model._meta.model_name}/{model._default_manager.get().pk}/change/"
            for model in (TemplateReview, Sample, Collection, TrainingRun, Promotion, Alert)
        ),
        *(f"review/doubt/{doubt.pk}/change/" for doubt in Doubt.objects.all()),
    ):
        assert root.get(f"/admin/{page}").status_code == 200, page


def test_a_published_version_is_not_edited(root: Client, filled: Document) -> None:
    url = f"/admin/templates_app/templateversion/{TemplateVersion.objects.get().pk}/change/"
    assert root.post(url, {"number": 7}).status_code == 403
    assert root.get("/admin/templates_app/templateversion/add/").status_code == 403


LOOKED_AT = ("review/doubt", "samples/sample", "training/trainingrun", "training/promotion")


@pytest.mark.parametrize("kind", LOOKED_AT)
def test_what_follows_other_things_is_looked_at_and_not_edited(
    root: Client, filled: Document, kind: str
) -> None:
    app, name = kind.split("/")
    model = apps.get_model(app, name)
    before = list(model._default_manager.order_by("pk").values())
    pk = before[0]["id"]
    answers = [
        root.post(f"/admin/{kind}/{pk}/change/", {"state": "open", "name": "other"}),
        root.post(f"/admin/{kind}/{pk}/delete/", {"post": "yes"}),
        root.get(f"/admin/{kind}/add/"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    sent = {"action": "delete_selected", "_selected_action": [str(pk)], "post": "yes"}
    root.post(f"/admin/{kind}/", sent)
    assert list(model._default_manager.order_by("pk").values()) == before


@pytest.mark.parametrize("narrowed", ["state=open", "reason=unsure", "escalated__exact=0", "q=tot"])
def test_doubts_are_narrowed(root: Client, filled: Document, narrowed: str) -> None:
    page = root.get(f"/admin/review/doubt/?{narrowed}".replace("state=", "state__exact="))
    assert page.status_code == 200
    assert ": total" in page.content.decode()


def test_who_may_settle_frees_what_somebody_holds(manager: Client, filled: Document) -> None:
    doubt = Doubt.objects.get(name="total")
    claiming.take(doubt.pk, User.objects.get(username="ann"))
    wanted = {"action": "free", "_selected_action": [str(doubt.pk)]}
    assert manager.post("/admin/review/doubt/", wanted, follow=True).status_code == 200
    doubt.refresh_from_db()
    assert (doubt.claimed_by, doubt.claimed_until) == (None, None)


def test_a_manager_sees_what_people_did_with_a_doubt(manager: Client, filled: Document) -> None:
    doubt = Doubt.objects.get(name="net")
    page = manager.get(f"/admin/review/doubt/{doubt.pk}/change/").content.decode()
    assert "ann" in page
    assert "100.00" in page


def test_documents_are_read_again_in_bulk(root: Client, filled: Document) -> None:
    wanted = {"action": "reprocess", "_selected_action": [str(filled.pk)]}
    assert root.post("/admin/recognition/document/", wanted, follow=True).status_code == 200
    filled.refresh_from_db()
    assert filled.state == Document.State.QUEUED


def test_deleting_in_bulk_takes_the_bytes_along(
    root: Client,
    filled: Document,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:
    from recognition import storage

    wanted = {
        "action": "delete_selected",
        "_selected_action": [str(filled.pk)],
        "post": "yes",
    }
    with django_capture_on_commit_callbacks(execute=True):
        root.post("/admin/recognition/document/", wanted, follow=True)
    assert not Document.objects.exists()
    with pytest.raises(FileNotFoundError):
        storage.load(filled.sha256)


def test_a_token_is_shown_once_when_it_is_created(root: Client) -> None:
    user = User.objects.get(username="root")
    wanted = {"name": "erp", "user": user.pk}
    answer = root.post("/admin/accounts/apitoken/add/", wanted, follow=True)
    token = ApiToken.objects.get()
    assert f"{token.start}" in answer.content.decode()
    assert token.hash not in answer.content.decode()
    root.post(
        "/admin/accounts/apitoken/", {"action": "revoke", "_selected_action": [str(token.pk)]}
    )
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_an_operator_on_the_staff_sees_no_tokens() -> None:
    operator = User.objects.create_user("op", is_staff=True)
    operator.groups.set([Group.objects.get(name="operator")])
    client = Client()
    client.force_login(operator)
    assert client.get("/admin/recognition/document/").status_code == 200
    assert client.get("/admin/accounts/apitoken/").status_code == 403


@pytest.fixture
def manager() -> Client:
    """Somebody whose role is to manage people, but who is no superuser."""
    manager = User.objects.create_user("manager", is_staff=True)
    manager.groups.set([Group.objects.get(name="admin")])
    client = Client()
    client.force_login(manager)
    return client


def test_who_manages_people_makes_nobody_a_superuser(manager: Client) -> None:
    user = User.objects.get(username="manager")
    place = f"/admin/auth/user/{user.pk}/change/"
    assert manager.get(place).status_code == 200
    sent = {"username": "manager", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    manager.post(place, {**sent, "user_permissions": [1]})
    user.refresh_from_db()
    assert not user.is_superuser
    assert not user.user_permissions.exists()


def test_a_superusers_account_and_tokens_are_left_to_superusers(manager: Client) -> None:
    root = User.objects.create_superuser("root", password="correct horse battery")
    hers = f"/admin/auth/user/{root.pk}"
    assert manager.post(f"{hers}/password/", {"password1": "x" * 12}).status_code == 403
    manager.post(f"{hers}/change/", {"username": "mine"})
    manager.post(f"{hers}/delete/", {"post": "yes"})
    manager.post("/admin/accounts/apitoken/add/", {"name": "erp", "user": root.pk})
    root.refresh_from_db()
    assert root.username == "root"
    assert root.check_password("correct horse battery")
    assert not ApiToken.objects.exists()
    manager.post(
        "/admin/auth/user/",
        {"action": "delete_selected", "_selected_action": [root.pk], "post": "yes"},
    )
    assert User.objects.filter(username="root").exists()
