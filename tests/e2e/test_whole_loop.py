"""The whole loop by clicks and keys: a print that is read badly, reviewed, learnt, promoted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import cv2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site, sign_in, started_site, window_of
from tests.e2e.test_review import on_next, open_desk
from tests.services.servers import wait_until
from training.synth.documents.fonts import FontMissing, face
from training.synth.documents.kinds import template
from training.synth.documents.waybill import filled_in, waybill_kind
from training.synth.lines.font_table import HANZI_FAMILIES, LATIN_FAMILIES
from training.synth.lines.fonts import MissingFontsError, collection, find_faces, held_out

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

FONT = "doto"
READER = "crnn-base"
"""What reads at first: the shipped model by itself, which is the one that learns."""
LEARNT_FROM = range(1, 25)
"""Seeds of the waybills that are reviewed; those read afterwards have others."""
FRESH = range(501, 511)
DECISIONS = 120
MINUTES = 6
READ_WITHIN, TRAINED_WITHIN = 600.0, 1_500_000

Values = Mapping[str, str]


@pytest.fixture
def _fonts() -> None:
    try:
        find_faces((*HANZI_FAMILIES, *LATIN_FAMILIES))
        for role in waybill_kind(FONT).roles:
            face(role)
    except (MissingFontsError, FontMissing) as missing:
        pytest.skip(str(missing))


@pytest.fixture
def site(_fonts: None, tmp_path: Path) -> Iterator[Site]:
    """An installation of its own, for its reader will change; it knows waybills alone."""
    kind = waybill_kind(FONT)
    drawn = tmp_path / f"{kind.name}.json"
    drawn.write_text(json.dumps(template(kind, kind.draw(0))), encoding="utf-8")
    models = tmp_path / "home" / "models"
    models.mkdir(parents=True)
    (models / "default.txt").write_text(READER, encoding="utf-8")
    fonts = str(collection().resolve())
    with started_site(tmp_path / "home", drawn, STENCIL_FONTS=fonts) as found:
        yield found


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    yield from window_of(browser, site, sign_in(browser, site))


def upload(page: Page, seeds: Iterable[int], folder: Path) -> dict[str, Values]:
    """Hand waybills in on the upload page and wait until the worker has read them.

    Returns what is printed on each, by its record.
    """
    kind = waybill_kind(FONT)
    printed: dict[str, Values] = {}
    paths = []
    for seed in seeds:
        image, printed[f"waybill-{seed}.png"] = filled_in(kind, seed)
        paths.append(folder / f"waybill-{seed}.png")
        cv2.imwrite(str(paths[-1]), image[:, :, ::-1])
    page.goto("/upload/")
    page.set_input_files("input[type=file]", paths)
    wait_until(lambda: len(_records(page, printed)) == len(paths), READ_WITHIN, "they are read")
    return {str(record): printed[name] for record, name in _records(page, printed).items()}


def _records(page: Page, names: Iterable[str]) -> dict[str, str]:
    """The records of these files that are there so far, with their files' names."""
    found: dict[str, str] = {}
    address: str | None = "/api/v1/records/?page_size=100"
    while address:
        answer = page.request.get(address).json()
        found |= {one["id"]: one["file"] for one in answer["results"] if one["file"] in names}
        address = answer["next"]
    return found


def doubts_and_mistakes(page: Page, printed: Mapping[str, Values]) -> tuple[int, int]:
    """How many values a person is asked for, and how many were accepted although wrong."""
    doubts = mistakes = 0
    for record, values in printed.items():
        fields = page.request.get(f"/api/v1/records/{record}/").json()["fields"]
        for name, value in values.items():
            found = fields.get(name, {"accepted": False, "value": None})
            doubts += not found["accepted"]
            mistakes += found["accepted"] and _tight(found["value"]) != _tight(value)
    return doubts, mistakes


def _tight(text: object) -> str:
    return "".join(str(text).split())


def review(page: Page, printed: Mapping[str, Values], most: int) -> int:
    """Decide doubts by keyboard: what is right is accepted, what is wrong is typed anew."""
    card = open_desk(page, "")
    for decided in range(most):
        if card.count() == 0:
            return decided
        href = str(card.locator("[data-open-record]").get_attribute("href"))
        said = printed[str(card.get_attribute("data-record"))][href.partition("#")[2]]
        if _tight(card.locator("[data-input]").input_value()) != _tight(said):
            page.keyboard.press("Space")
            page.keyboard.press("Control+a")
            page.keyboard.insert_text(said)
        on_next(page, "Enter")
    return most


def wait_for_crops(site: Site) -> None:
    """Wait until of each decision that can be learnt from the crop is cut."""
    waiting = "SELECT count(*) FROM samples_sample WHERE crop || obstacle || uncut_because = ''"
    wait_until(lambda: site.installation.ask(waiting)[0][0] == 0, 120, "the crops are cut")


def train(page: Page, name: str, minutes: float) -> None:
    """Start a run from decided values and wait for its report, on its own page."""
    page.goto("/training/new/")
    page.fill("[name=name]", name)
    page.fill("[name=minutes]", f"{minutes:g}")
    page.locator(".training-form .button-primary").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    state = page.locator("h1 .state").first
    ended = re.compile("better|failed|cancelled|broken", re.IGNORECASE)
    expect(state).to_have_text(ended, timeout=TRAINED_WITHIN)
    assert state.inner_text() == "Better", page.locator("[data-region=report]").inner_text()


def test_reviewing_and_training_halve_the_doubts_on_print_that_no_reader_has_seen(
    site: Site, page: Page, tmp_path: Path
) -> None:
    assert FONT in held_out()
    printed = upload(page, LEARNT_FROM, tmp_path)
    doubts, mistakes = doubts_and_mistakes(page, printed)
    assert review(page, printed, DECISIONS) == DECISIONS
    wait_for_crops(site)
    train(page, "waybills-1", MINUTES)
    page.get_by_role("button", name="Let it read").click()
    expect(page.locator("h1 .state", has_text="Reads now")).to_be_visible()

    fresh = upload(page, FRESH, tmp_path)
    doubts_after, mistakes_after = doubts_and_mistakes(page, fresh)
    share = len(fresh) / len(printed)
    assert doubts_after <= share * doubts / 2
    assert mistakes_after <= share * mistakes
