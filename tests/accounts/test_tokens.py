"""API tokens and roles."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from accounts.models import ApiToken, create_program_token
from accounts.roles import ROLES

pytestmark = pytest.mark.django_db


def created(name: str = "erp", *options: str) -> str:
    out = io.StringIO()
    call_command("token", "create", name, *options, stdout=out)
    return out.getvalue().strip()


def asked(token: str, path: str = "/api/v1/documents/") -> int:
    return APIClient().get(path, headers={"Authorization": f"Token {token}"}).status_code


def test_a_created_token_opens_the_api() -> None:
    assert asked(created()) == 200


def test_the_token_itself_is_not_stored() -> None:
    token = created()
    kept = ApiToken.objects.values().get()
    assert token not in str(kept)
    assert kept["start"] == token[:12]


def test_a_revoked_token_opens_nothing() -> None:
    token = created()
    call_command("token", "revoke", "erp", stderr=io.StringIO())
    assert asked(token) == 401


def test_a_token_of_a_disabled_user_opens_nothing() -> None:
    token = created()
    User.objects.filter(username="program:erp").update(is_active=False)
    assert asked(token) == 401


@pytest.mark.parametrize("header", ["Token", "Token a b", "Token wrong", "Token \xff\xfe"])
def test_a_wrong_header_is_refused_with_401(header: str) -> None:
    answer = APIClient().get("/api/v1/documents/", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json()["detail"]


def test_without_a_token_there_is_no_answer() -> None:
    assert APIClient().get("/api/v1/documents/").status_code == 401


def test_a_name_is_given_once() -> None:
    created()
    with pytest.raises(CommandError, match="already"):
        created()


def test_last_use_is_remembered() -> None:
    asked(created())
    assert ApiToken.objects.get().last_used_at is not None


def test_a_reviewers_token_may_not_hand_in_documents() -> None:
    token = create_program_token("desk", "reviewer")
    client = APIClient()
    answer = client.post("/api/v1/documents/", headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 403
    assert "role" in answer.json()["detail"]


def test_every_role_is_a_group_with_its_permissions() -> None:
    for role, wanted in ROLES.items():
        group = Group.objects.get(name=role)
        held = group.permissions.values_list("content_type__app_label", "codename")
        assert {f"{app}.{name}" for app, name in held} == set(wanted)
