"""What browsers fetch, and how long they may keep it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client

from ocrproject.assets import assets_version


def test_the_version_changes_with_content_name_and_package(tmp_path: Path) -> None:
    (tmp_path / "start.js").write_text("1")
    first = assets_version(tmp_path, ())
    assert assets_version(tmp_path, ()) == first
    assert assets_version(tmp_path, ("Django",)) != first
    (tmp_path / "start.js").write_text("2")
    second = assets_version(tmp_path, ())
    (tmp_path / "start.js").rename(tmp_path / "begin.js")
    assert len({first, second, assets_version(tmp_path, ())}) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["frontend/js/start.js", "unfold/css/styles.css"])
def test_browsers_may_keep_static_files_for_good(client: Client, name: str) -> None:
    answer = client.get(static(name))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.django_db
def test_a_page_names_its_files_by_version(client: Client) -> None:
    page = client.get("/login/").content.decode()
    assert f'src="{settings.STATIC_URL}frontend/js/start.js"' in page
    assert '"/static/frontend' not in page
