"""A running site with its worker, and a browser in front of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    Page,
    Playwright,
    Request,
    StorageState,
    sync_playwright,
)

from tests.conftest import ROOT
from tests.services.installation import Installation
from tests.services.servers import wait_until

DEMO = ROOT / "demo"
PASSWORD = "correct horse battery"
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(slots=True)
class Site:
    """Where the site answers, and what the browser complained about since the test began."""

    url: str
    installation: Installation
    complaints: list[str] = field(default_factory=list)

    def expect_refusal(self) -> None:
        """Take back the browser's own note of a request that was to be refused."""
        assert "400" in self.complaints.pop()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation with one template, started as people start it."""
    _chromium()
    # the browser's loop runs in this thread; Django's tests elsewhere in it must not mind
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    installation = Installation(
        tmp_path_factory.mktemp("site"),
        STENCIL_ADMIN_PASSWORD=PASSWORD,
        STENCIL_LEASE_SECONDS="120",
        OMP_NUM_THREADS="2",
    )
    installation.run("manage.py", "template", "import", str(DEMO / "templates/invoice-en.json"))
    installation.start()
    url = f"http://127.0.0.1:{installation.port}"
    try:
        wait_until(lambda: _answers(f"{url}/healthz"), 90, "the site answers")
        yield Site(url, installation)
    finally:
        installation.stop()


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed, so the pages are not tested in a browser")
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=_chromium(), args=list(_ARGUMENTS))
    yield started
    started.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A window of a stranger; a console error or a request to another host fails the test."""
    yield from _window(browser, site)


@pytest.fixture(scope="session")
def session(browser: Browser, site: Site) -> StorageState:
    """The cookies of the administrator, who signs in once."""
    context = browser.new_context(base_url=site.url)
    window = context.new_page()
    window.set_default_timeout(60_000)
    window.goto("/login/")
    window.fill("#id_username", "admin")
    window.fill("#id_password", PASSWORD)
    window.click("button:has-text('Sign in')")
    window.wait_for_url("**/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def signed_in(browser: Browser, site: Site, session: StorageState) -> Iterator[Page]:
    """A window of the administrator, as watched as the stranger's."""
    yield from _window(browser, site, session)


def _window(browser: Browser, site: Site, state: StorageState | None = None) -> Iterator[Page]:
    site.complaints.clear()
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, base_url=site.url, storage_state=state
    )
    window = context.new_page()
    window.set_default_timeout(60_000)

    def refuse_other_hosts(request: Request) -> None:
        if not request.url.startswith((site.url, "data:", "blob:")):
            site.complaints.append(f"asked {request.url}")

    window.on("request", refuse_other_hosts)
    window.on("pageerror", lambda error: site.complaints.append(str(error)))
    window.on(
        "console",
        lambda message: site.complaints.append(message.text) if message.type == "error" else None,
    )
    yield window
    context.close()
    assert site.complaints == []


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[str]]:
    """Demo documents by name, and made-up bad files: name and content."""

    def make(*names: str, **bad: bytes) -> list[str]:
        paths = [str(DEMO / "documents" / name) for name in names]
        for name, content in bad.items():
            path = tmp_path / name.replace("_", ".")
            path.write_bytes(content)
            paths.append(str(path))
        return paths

    return make
