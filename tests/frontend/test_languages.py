"""Simplified Chinese: every text has a translation, and the compiled catalogue is that one."""

from __future__ import annotations

import ast
import gettext
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse

from tests.conftest import ROOT

CATALOGUES = ROOT / "frontend" / "locale" / "zh_Hans" / "LC_MESSAGES"
APPS = (
    "accounts",
    "exports",
    "frontend",
    "ocrproject",
    "recognition",
    "review",
    "templates_app",
    "training",
)
_TAGS = re.compile(r"""\{% translate (["'])(.+?)\1""")
_CALLS = re.compile(r'\b(?:gettext|_)\(\s*"([^"]+)"')
_PLACES = re.compile(r"%(?:\(\w+\))?[sd]")


def _source(domain: str) -> dict[str, str]:
    with (CATALOGUES / f"{domain}.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    return {
        message.id if isinstance(message.id, str) else message.id[0]: message.string
        if isinstance(message.string, str)
        else message.string[0]
        for message in catalogue
        if message.id
    }


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_text_is_translated_with_its_places(domain: str) -> None:
    for text, translation in _source(domain).items():
        assert translation, text
        assert sorted(_PLACES.findall(text)) == sorted(_PLACES.findall(translation)), text


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_catalogue_is_the_written_one(domain: str) -> None:
    with (CATALOGUES / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for text, translation in _source(domain).items():
        found = compiled.gettext(text)
        # a text with a plural is kept under its number alone
        assert translation in (found, compiled.ngettext(text, text, 1)), text


def test_no_text_of_the_site_is_missing_from_the_catalogue() -> None:
    used = {
        text
        for page in (ROOT / "frontend" / "templates").rglob("*.html")
        for _, text in _TAGS.findall(page.read_text(encoding="utf-8"))
    } | {text for app in APPS for path in (ROOT / app).rglob("*.py") for text in _marked(path)}
    assert used - set(_source("django")) == set()
    scripts = (ROOT / "frontend" / "static" / "frontend" / "js").rglob("*.js")
    assert _called(scripts) - set(_source("djangojs")) == set()


def _marked(path: Path) -> Iterator[str]:
    """The texts that a Python file hands to gettext, long ones put together."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            text = node.args[0]
            if node.func.id in ("_", "gettext") and isinstance(text, ast.Constant):
                yield text.value


def _called(paths) -> set[str]:
    paths = [path for path in paths if isinstance(path, Path)]
    return {text for path in paths for text in _CALLS.findall(path.read_text(encoding="utf-8"))}


def test_a_person_switches_the_language(operator: Client) -> None:
    answer = operator.post(
        reverse("set_language"), {"language": "zh-hans", "next": reverse("documents")}, follow=True
    )
    page = answer.content.decode()
    assert '<html lang="zh-hans"' in page
    assert "还没有单据" in page


def test_scripts_speak_the_language_of_the_page(operator: Client) -> None:
    operator.cookies["django_language"] = "zh-hans"
    texts = operator.get(reverse("javascript-catalog")).content.decode()
    assert json.dumps("发送中") in texts
