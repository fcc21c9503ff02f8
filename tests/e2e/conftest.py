"""A running site with its worker, and a browser in front of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from tests.e2e.designing import SAMPLE, Designer
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
    with started_site(tmp_path_factory.mktemp("site"), DEMO / "templates/invoice-en.json") as found:
        yield found


@contextmanager
def started_site(folder: Path, template: Path, **variables: str) -> Iterator[Site]:
    """An installation of its own in a folder, with one template."""
    _chromium()
    # the browser's loop runs in this thread; Django's tests elsewhere in it must not mind
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    installation = Installation(
        folder,
        STENCIL_ADMIN_PASSWORD=PASSWORD,
        STENCIL_LEASE_SECONDS="120",
        OMP_NUM_THREADS="2",
        **variables,
    )
    installation.run("manage.py", "template", "import", str(template))
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
    yield from window_of(browser, site)


@pytest.fixture(scope="session")
def session(browser: Browser, site: Site) -> StorageState:
    """The cookies of the administrator, who signs in once."""
    return sign_in(browser, site)


def sign_in(browser: Browser, site: Site) -> StorageState:
    """Sign the administrator in; the cookies."""
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
    yield from window_of(browser, site, session)


def window_of(
    browser: Browser,
    site: Site,
    state: StorageState | None = None,
    size: tuple[int, int] = (1440, 900),
    touch: bool = False,
) -> Iterator[Page]:
    """Open a window of a size in pixels; what it complains of fails the test that used it."""
    site.complaints.clear()
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        has_touch=touch,
        base_url=site.url,
        storage_state=state,
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
def designer(signed_in: Page) -> Designer:
    """The designer on a new draft of the demo's invoice."""
    hands = Designer(signed_in)
    hands.begin(SAMPLE)
    return hands


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Add what a failed test's page showed to its report."""
    report = yield
    if call.when == "call" and report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Page) and not value.is_closed():
                shown = value.locator("body").inner_text(timeout=5_000)
                report.sections.append((f"{name} at {value.url}", shown))
    return report
