"""What tests of several rooms share: people with roles, and clients that act as them."""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from hypothesis import settings
from rest_framework.test import APIClient

# How long an example takes says more of the machine than of the code.
settings.register_profile("stencil", deadline=None)
settings.load_profile("stencil")

ROOT = Path(__file__).resolve().parent.parent


LONG = "STENCIL_LONG_TESTS"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what takes many minutes, unless it is asked for."""
    if os.environ.get(LONG) == "1":
        return
    left_out = pytest.mark.skip(reason=f"takes many minutes; to run it: {LONG}=1 make test")
    for item in items:
        if item.get_closest_marker("long") is not None:
            item.add_marker(left_out)


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what stays until the end: modules and thousands of tests.

    Else it walks through all of that again and again, for a tenth of the time of quick tests.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real documents; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("STENCIL_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"the shared documents are not at {folder}; set STENCIL_DATA")
    return folder


@pytest.fixture
def person(db: None) -> Callable[[str], User]:
    """Make a user with a role."""

    def make(role: str) -> User:
        user = User.objects.create_user(role, password="correct horse battery")
        user.groups.set([Group.objects.get(name=role)])
        return user

    return make


@pytest.fixture
def client_as(person: Callable[[str], User]) -> Callable[[str], APIClient]:
    """Make an API client that acts as a user with a role."""

    def make(role: str) -> APIClient:
        client = APIClient()
        client.force_authenticate(person(role))
        return client

    return make


@pytest.fixture(autouse=True)
def _no_throttle_left_over() -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def on_disk(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], None]]:
    """Copy the database to a file, which threads share as processes do: they wait for each other.

    Connections opened after the call use the file.
    """
    path = tmp_path / "stencil.sqlite3"

    def copy() -> None:
        with sqlite3.connect(path) as target:
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode=WAL")
        monkeypatch.setitem(connection.settings_dict, "NAME", str(path))

    yield copy
