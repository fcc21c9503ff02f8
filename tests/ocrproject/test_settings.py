"""Settings come from the environment and are safe where nothing is set."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ocrproject import environment
from ocrproject.home import prepare_home, secret_key


def test_nothing_set_is_safe() -> None:
    assert settings.DEBUG is False
    assert settings.ALLOWED_HOSTS == ["localhost", "127.0.0.1", "[::1]", "testserver"]
    assert settings.SESSION_COOKIE_HTTPONLY is True
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"] == ["'self'"]


def test_the_home_is_made_on_first_use_for_us_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STENCIL_HOME", str(tmp_path / "new" / "home"))
    home = prepare_home()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert (home / "files").is_dir()


def test_the_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) >= 64
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_sqlite_takes_its_write_lock_at_once(tmp_path: Path) -> None:
    options = environment.database("", tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "WAL" in options["init_command"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:////srv/stencil.sqlite3", "/srv/stencil.sqlite3"),
        ("sqlite:///stencil.sqlite3", "stencil.sqlite3"),
        ("postgresql://ann:s%40crt@db:5433/stencil?sslmode=require", "stencil"),
    ],
)
def test_database_urls(tmp_path: Path, url: str, name: str) -> None:
    assert environment.database(url, tmp_path)["NAME"] == name


def test_a_database_password_may_hold_any_character(tmp_path: Path) -> None:
    found = environment.database("postgresql://ann:s%40crt@db:5433/stencil", tmp_path)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "ann",
        "s@crt",
        "db",
        "5433",
    )


def test_a_bucket_is_a_file_store(tmp_path: Path) -> None:
    store = environment.file_storage("s3://papers/stencil", tmp_path / "files")
    assert store["BACKEND"].endswith("S3Storage")
    assert (store["OPTIONS"]["bucket_name"], store["OPTIONS"]["location"]) == (
        "papers",
        "stencil/files",
    )


@pytest.mark.parametrize(
    ("variable", "value", "read"),
    [
        ("STENCIL_DEBUG", "maybe", lambda: environment.flag("STENCIL_DEBUG", False)),
        ("PORT", "0", lambda: environment.integer("PORT", 8000, minimum=1)),
        ("PORT", "many", lambda: environment.integer("PORT", 8000, minimum=1)),
        ("STENCIL_ACCEPT_AT", "1.5", lambda: environment.share("STENCIL_ACCEPT_AT")),
        ("X", "", lambda: environment.database("mysql://db/stencil", Path())),
        ("X", "", lambda: environment.file_storage("ftp://files", Path("files"))),
    ],
)
def test_a_wrong_value_is_named_with_what_to_set(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, read: object
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ImproperlyConfigured, match=r"Set it to|Use "):
        read()
