"""Every page runs under a strict content policy: no inline script, no inline style."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from recognition.models import Record

PAGES = ("dashboard", "upload", "documents", "inbox", "templates", "read", "password")
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I)
_INLINE_STYLE = re.compile(r"<style|\sstyle=", re.I)
_HANDLER = re.compile(r"<[^>]*\son[a-z]+=", re.I)
_ELSEWHERE = re.compile(r"(?:src|href|action)=\"(?:https?:)?//", re.I)


def _problems(page: str) -> list[str]:
    patterns = (_INLINE_SCRIPT, _INLINE_STYLE, _HANDLER, _ELSEWHERE)
    return [match.group() for pattern in patterns for match in pattern.finditer(page)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_nothing_inline_and_nothing_from_elsewhere(
    name: str, operator: Client, doubtful: Record, unmatched: Record
) -> None:
    assert _problems(operator.get(reverse(name)).content.decode()) == []


def test_the_record_page_holds_nothing_inline(operator: Client, doubtful: Record) -> None:
    page = operator.get(reverse("record", args=[doubtful.pk])).content.decode()
    assert _problems(page) == []


def test_the_sign_in_holds_nothing_inline(client: Client, db: None) -> None:
    assert _problems(client.get(reverse("login")).content.decode()) == []


def test_the_policy_allows_our_own_scripts_and_styles_alone(operator: Client) -> None:
    policy = operator.get(reverse("dashboard"))["Content-Security-Policy"]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts["script-src"] == "'self'"
    assert parts["style-src"] == "'self'"
    assert parts["default-src"] == "'self'"
    assert parts["frame-ancestors"] == "'none'"
