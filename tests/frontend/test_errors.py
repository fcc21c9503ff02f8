"""Error pages look like the rest and say what to do."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults


def test_an_unknown_address_has_our_page(client: Client, db: None) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "This page does not exist" in answer.content.decode()


def test_a_broken_request_has_our_page() -> None:
    answer = defaults.bad_request(RequestFactory().get("/"), ValueError("odd"))
    assert "was not understood" in answer.content.decode()


def test_a_failure_has_our_page_even_without_a_request() -> None:
    answer = defaults.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.content.decode()


def test_an_old_form_says_to_load_the_page_anew(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("login"), {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "The form was too old" in answer.content.decode()


@pytest.mark.parametrize("code", ["400", "403", "404", "500"])
def test_an_error_page_needs_no_context(code: str) -> None:
    assert f">{code}<" in render_to_string(f"{code}.html")


def test_browsers_find_the_icon_where_they_ask_for_it(client: Client) -> None:
    assert client.get("/favicon.ico").url.endswith("mark.svg")
