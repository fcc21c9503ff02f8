"""Reviewing in a browser: real documents, read by the real worker, decided by keyboard alone."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DEMO, Site
from tests.services.servers import wait_until
from training.synth.documents.kinds import KINDS
from training.synth.documents.rendering import to_pdf

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

READ_WITHIN = 180.0
SHOWN_WITHIN = 30_000
CHECKED = ("invoice_number", "issue_date", "total")
"""Fields that a person looks at, however sure the reader is."""

HandIn = Callable[..., list[str]]


@pytest.fixture(scope="module")
def template(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A template whose number, date and total always go to a person."""
    content = json.loads((DEMO / "templates/invoice-en.json").read_text(encoding="utf-8"))
    content["name"], content["title"] = "invoice-checked", "Checked invoice"
    for field in content["fields"]:
        if field["name"] in CHECKED:
            field["accept_at"] = 1.0
    for page in content["pages"]:
        page.pop("sample", None)
    path = tmp_path_factory.mktemp("template") / "invoice-checked.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    site.installation.run("manage.py", "template", "import", str(path))
    return "invoice-checked"


@pytest.fixture
def hand_in(signed_in: Page, site: Site, template: str, tmp_path: Path) -> HandIn:
    """Hand in pictures of made-up invoices through the API; the records' addresses once read."""

    def send(*seeds: int) -> list[str]:
        signed_in.goto("/")
        cookies = {cookie["name"]: cookie["value"] for cookie in signed_in.context.cookies()}
        documents = []
        for seed in seeds:
            answer = signed_in.request.post(
                "/api/v1/documents/",
                headers={"X-CSRFToken": cookies["csrftoken"], "Referer": site.url},
                multipart={
                    "template": template,
                    "files": {
                        "name": f"checked-{seed}.png",
                        "mimeType": "image/png",
                        "buffer": picture(seed),
                    },
                },
            )
            assert answer.status == 202, answer.text()
            documents.append(answer.json()["uploads"][0]["document"])

        def states() -> list[dict[str, Any]]:
            return [signed_in.request.get(f"/api/v1/documents/{one}/").json() for one in documents]

        wait_until(
            lambda: all(one["state"] == "done" for one in states()), READ_WITHIN, "they are read"
        )
        return [one["records"][0]["id"] for one in states()]

    return send


def picture(seed: int) -> bytes:
    """A rendered invoice as a picture, so that its characters have to be read."""
    kind = KINDS["invoice-en"]
    with pdfium.PdfDocument(to_pdf(kind.draw(seed), kind.title)) as paper:
        image = paper[0].render(scale=150 / 72).to_pil()
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def open_desk(page: Page, query: str = "template=invoice-checked") -> Locator:
    page.goto(f"/review/?{query}")
    page.wait_for_selector("html[data-ready]", state="attached")
    card = page.locator(".review-card")
    expect(card).to_be_visible(timeout=SHOWN_WITHIN)
    return card


def on_next(page: Page, *keys: str) -> str:
    """Press keys and wait for the next card, or for the end; the doubt that was left."""
    card = page.locator(".review-card")
    doubt = str(card.get_attribute("data-doubt"))
    for key in keys:
        page.keyboard.press(key)
    left = page.locator(f".review-card[data-doubt='{doubt}']")
    expect(left).to_have_count(0, timeout=SHOWN_WITHIN)
    return doubt


def record(page: Page, pk: str) -> dict[str, Any]:
    found: dict[str, Any] = page.request.get(f"/api/v1/records/{pk}/").json()
    return found


def serious(page: Page) -> list[str]:
    """What axe-core finds serious on the page."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in found.response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def test_records_are_reviewed_by_keyboard_alone(signed_in: Page, hand_in: HandIn) -> None:
    first, second = hand_in(61, 62)
    assert record(signed_in, first)["status"] == "needs_review"
    total = record(signed_in, second)["fields"]["total"]["value"]
    card = open_desk(signed_in)
    assert serious(signed_in) == []
    crop = card.locator("[data-crop]")
    expect(crop).to_be_visible()
    expect(crop).to_have_js_property("complete", True)
    assert crop.evaluate("image => image.naturalWidth") > 0

    signed_in.keyboard.press("?")
    expect(signed_in.locator("#review-keys")).to_be_visible()
    signed_in.keyboard.press("Escape")

    corrected = False
    for _ in range(6):
        of_second = card.get_attribute("data-record") == second
        if of_second and card.locator("h2").inner_text().strip().lower().startswith("total"):
            signed_in.keyboard.press("Space")
            signed_in.keyboard.press("Control+a")
            signed_in.keyboard.type("nonsense")
            expect(card.locator("[data-said]")).to_contain_text(
                "number plainly", timeout=SHOWN_WITHIN
            )
            signed_in.keyboard.press("Control+a")
            signed_in.keyboard.type(f"{float(total):,.2f}")
            corrected = True
        on_next(signed_in, "Enter")
    assert corrected
    expect(
        signed_in.get_by_role("heading", name="Nothing left under these filters")
    ).to_be_visible()
    assert serious(signed_in) == []
    for pk in (first, second):
        found = record(signed_in, pk)
        assert found["status"] == "accepted"
        assert {found["fields"][name]["source"] for name in CHECKED} == {"person"}
    assert record(signed_in, second)["fields"]["total"]["value"] == total


def test_the_desk_says_when_a_record_is_accepted_and_takes_a_step_back(
    signed_in: Page, hand_in: HandIn
) -> None:
    (pk,) = hand_in(63)
    open_desk(signed_in, f"record={pk}")
    for _ in CHECKED:
        last = on_next(signed_in, "Enter")
    accepted = signed_in.locator(".toast-good")
    expect(accepted).to_contain_text("checked-63.png is accepted", timeout=SHOWN_WITHIN)
    assert record(signed_in, pk)["status"] == "accepted"

    signed_in.keyboard.press("Alt+z")
    card = signed_in.locator(".review-card")
    expect(card).to_have_attribute("data-doubt", last, timeout=SHOWN_WITHIN)
    assert record(signed_in, pk)["status"] == "needs_review"
    on_next(signed_in, "Delete")
    wait_until(lambda: _decided_empty(signed_in, pk), 20, "the place is decided to be empty")


def _decided_empty(page: Page, pk: str) -> bool:
    fields = record(page, pk)["fields"]
    return any(fields[name]["reason"] == "empty" for name in CHECKED)


def test_a_wrong_total_brings_the_record_back_with_its_rule(
    signed_in: Page, hand_in: HandIn
) -> None:
    (pk,) = hand_in(64)
    right = record(signed_in, pk)["fields"]["total"]["value"]
    card = open_desk(signed_in, f"record={pk}")
    for _ in CHECKED:
        if card.locator("h2").inner_text().strip().lower().startswith("total"):
            signed_in.keyboard.press("Space")
            signed_in.keyboard.press("Control+a")
            signed_in.keyboard.type("1.00")
        on_next(signed_in, "Enter")
    expect(card).to_have_attribute("data-kind", "rule", timeout=SHOWN_WITHIN)
    expect(card.locator(".review-rule")).to_contain_text("total")
    assert serious(signed_in) == []
    number = card.locator("[data-part][data-name=total]").get_attribute("data-part")
    signed_in.keyboard.press(str(number))
    signed_in.keyboard.type(str(right))
    on_next(signed_in, "Enter")
    wait_until(lambda: record(signed_in, pk)["status"] == "accepted", 30, "it is accepted")


def test_the_right_place_is_drawn_by_keyboard_and_goes_with_the_value(
    signed_in: Page, hand_in: HandIn
) -> None:
    (pk,) = hand_in(65)
    card = open_desk(signed_in, f"record={pk}")
    before = card.locator("[data-crop]").get_attribute("src")
    name = str(card.locator("[data-open-record]").get_attribute("href")).partition("#")[2]
    old = record(signed_in, pk)["fields"][name]["box"]
    signed_in.keyboard.press("Alt+r")
    expect(card.locator("[data-drawing]")).to_be_visible()
    for _ in range(4):
        signed_in.keyboard.press("ArrowDown")
    with signed_in.expect_response("**/read/") as answer:
        signed_in.keyboard.press("Enter")
    assert answer.value.ok
    expect(card.locator("[data-drawing]")).to_be_hidden()
    expect(card.locator("[data-crop]")).not_to_have_attribute("src", str(before))
    signed_in.keyboard.press("Control+a")
    signed_in.keyboard.type({"issue_date": "2024-03-05", "total": "7.00"}.get(name, "A-1"))
    on_next(signed_in, "Enter")
    found = record(signed_in, pk)["fields"][name]
    assert found["source"] == "person"
    assert found["box"][0][1] == pytest.approx(min(y for _, y in old) + 32, abs=1)
    assert found["evidence"]["machine"]["box"] == old


def test_the_right_place_is_dragged(signed_in: Page, hand_in: HandIn) -> None:
    (pk,) = hand_in(66)
    card = open_desk(signed_in, f"record={pk}")
    name = str(card.locator("[data-open-record]").get_attribute("href")).partition("#")[2]
    card.get_by_role("button", name="Wrong place").click()
    sheet = card.locator("[data-sheet]:not([hidden])").bounding_box()
    assert sheet is not None
    signed_in.mouse.move(sheet["x"] + 0.2 * sheet["width"], sheet["y"] + 0.3 * sheet["height"])
    signed_in.mouse.down()
    signed_in.mouse.move(sheet["x"] + 0.5 * sheet["width"], sheet["y"] + 0.35 * sheet["height"])
    signed_in.mouse.up()
    expect(card.locator("[data-drawing]")).to_be_hidden()
    on_next(signed_in, "Delete")
    wait_until(
        lambda: record(signed_in, pk)["fields"][name]["reason"] == "empty", 20, "it is decided"
    )
    page = record(signed_in, pk)["pages"][0]
    box = record(signed_in, pk)["fields"][name]["box"]
    assert box[0][0] == pytest.approx(0.2 * page["width"], abs=6)
    assert box[2][1] == pytest.approx(0.35 * page["height"], abs=6)


def test_many_are_accepted_at_once_but_for_the_odd_one(signed_in: Page, hand_in: HandIn) -> None:
    records = hand_in(67, 68, 69)
    signed_in.goto("/review/group/?template=invoice-checked&field=invoice_number")
    signed_in.wait_for_selector("html[data-ready]", state="attached")
    cells = signed_in.locator("[data-cell]")
    count = cells.count()
    assert count >= 3
    assert serious(signed_in) == []
    signed_in.keyboard.press("ArrowRight")
    signed_in.keyboard.press("Space")
    expect(signed_in.locator("[data-cell]:has(:checked)")).to_have_count(1)
    odd = signed_in.locator("[data-cell] :checked").get_attribute("value")
    signed_in.keyboard.press("Enter")
    said = signed_in.locator(".toast-good")
    expect(said).to_contain_text(f"{count - 1} values decided", timeout=SHOWN_WITHIN)
    decided = [record(signed_in, pk)["fields"]["invoice_number"]["source"] for pk in records]
    left = signed_in.request.get(f"/api/v1/doubts/{odd}/").json()
    assert left["state"] == "open"
    assert decided.count("person") == len(set(records) - {left["record"]})

    signed_in.wait_for_selector("html[data-ready]", state="attached")
    signed_in.keyboard.press("Alt+z")
    expect(said).to_contain_text(f"{count - 1} are open again", timeout=SHOWN_WITHIN)
    decided = [record(signed_in, pk)["fields"]["invoice_number"]["source"] for pk in records]
    assert decided.count("person") == 0


def test_the_desk_works_on_a_tablet(signed_in: Page, hand_in: HandIn) -> None:
    hand_in(70)
    signed_in.set_viewport_size({"width": 1024, "height": 768})
    card = open_desk(signed_in)
    assert serious(signed_in) == []
    wide = signed_in.evaluate("document.documentElement.scrollWidth")
    assert wide <= 1024
    for name in ("Accept", "Empty", "Unreadable", "Wrong place", "Later", "Undo"):
        button = card.get_by_role("button", name=name)
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport()
    doubt = str(card.get_attribute("data-doubt"))
    card.get_by_role("button", name="Later").click()
    expect(signed_in.locator(f".review-card[data-doubt='{doubt}']")).to_have_count(0)
