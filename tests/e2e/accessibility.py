"""What axe-core finds serious on a page, in one light or in both."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_SEVERE = ("serious", "critical")
_THEME_SETTLES = 300
"""Milliseconds after which no colour is under way between two themes."""


def findings(page: Page, *rules: str) -> list[str]:
    """Each serious finding with the elements it is about; of some rules, else of all."""
    options = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in Axe().run(page, options=options).response["violations"]
        if found["impact"] in _SEVERE
        for node in found["nodes"]
    ]


def findings_in_both_lights(page: Page) -> list[str]:
    """The findings as the page is, and of its colours in the light and in the dark theme."""
    root = page.locator("html")
    before = root.get_attribute("data-theme") or "system"
    found = findings(page)
    for theme in ("light", "dark"):
        root.evaluate("(root, theme) => { root.dataset.theme = theme; }", theme)
        page.wait_for_timeout(_THEME_SETTLES)
        found += [f"{theme}: {one}" for one in findings(page, "color-contrast")]
    root.evaluate("(root, theme) => { root.dataset.theme = theme; }", before)
    return found
