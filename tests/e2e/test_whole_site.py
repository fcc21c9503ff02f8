"""Every page there is: without a serious finding of axe-core, an error or a request elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Page, expect

from frontend.urls import urlpatterns
from tests.e2e.accessibility import findings, findings_in_both_lights
from tests.e2e.conftest import Site
from tests.training.samples.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GOOD = "harbour-finch-invoice.pdf"
WIDTHS = (1440, 1024)
NO_PAGES = {
    # pictures, texts and files
    None,
    "javascript-catalog",
    "designer-page",
    "documents-download",
    "review-crop",
    "sample-crop",
    "samples-download",
    "template-export",
    "template-sample",
    "training-crop",
    # what pages ask for while they are open
    "designer-propose",
    "designer-save",
    "designer-state",
    "designer-test",
    "designer-try",
    "designer-value",
    "designer-words",
    "read-lines",
    "review-cards",
    "upload-file",
    # what buttons send; a page answers
    "act",
    "designer-discard",
    "designer-golden",
    "designer-golden-remove",
    "designer-golden-run",
    "designer-publish",
    "designer-sample",
    "destination-act",
    "logout",
    "outbox-act",
    "record-golden",
    "review-four-eyes",
    "samples-act",
    "samples-collection-delete",
    "template-active",
    "template-take-version",
    "template-threshold-use",
    "training-act",
    "training-go-back",
    "training-read-again",
}
_FURNISH = """
import datetime, json, os, sys, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from exports import destinations, mappings, outbox
from exports.definition import definition_document
from exports.models import Delivery
from recognition.models import Document, Record
from templates_app import drafts
from templates_app.models import Template
from training.runs.models import TrainingRun
from training.samples.models import Sample

out = os.path.join(settings.STENCIL_HOME, "exports", "seen")
os.makedirs(out, exist_ok=True)
template = Template.objects.get(name="invoice-en")
call_command("samples", "import", sys.argv[1], "--name", "seen")
into = destinations.create("seen", "folder", {"path": out, "format": "json"})
document = definition_document(mappings.propose(template, into))
outbox.catch_up(mappings.create(template, into, document))
TrainingRun.objects.create(name="seen", source="reviewed", state="failed", problem="No crops.")
record = Record.objects.filter(status="accepted", template_version__template=template).first()
later = timezone.now() + datetime.timedelta(hours=1)
reading = Document.objects.create(
    sha256="5ee1" * 16, name="seen.png", size=9, state="processing", lease_until=later
)
print(json.dumps({
    "record": [str(record.pk)],
    "document": [str(reading.pk)],
    "sample": [str(Sample.objects.filter(collection__name="seen").first().pk)],
    "destination": [into.pk],
    "mapping": [into.pk, template.name],
    "delivery": [Delivery.objects.filter(mapping__destination=into).first().pk],
    "training-run": ["seen"],
    "training-model": ["crnn-base"],
    "designer": [str(drafts.draft_of(template, None).pk)],
    **{name: [template.name] for name in (
        "template", "template-compare", "template-quality", "template-threshold", "template-design",
    )},
    "template-version": [template.name, 1],
}))
"""
_CLEAR = """
import django
django.setup()
from exports.models import Destination
from recognition.models import Document
from templates_app.models import TemplateDraft
from training.runs.models import TrainingRun
from training.samples.models import Collection
for model in (Destination, TrainingRun, Collection):
    model.objects.filter(name="seen").delete()
Document.objects.filter(name="seen.png").delete()
TemplateDraft.objects.filter(template__name="invoice-en").delete()
"""
_QUERIES = {
    "documents": ("", "?search=nothing-is-called-so"),
    "destination-new": ("", "?kind=database", "?kind=webhook", "?kind=folder", "?kind=s3"),
    "template-threshold": ("?field=invoice_number",),
    "review-group": ("", "?template=invoice-en&field=total"),
    "record": ("", "#total"),
}
Files = Callable[..., list[str]]


@pytest.fixture
def places(
    signed_in: Page, site: Site, files: Files, tmp_path: Path
) -> Iterator[dict[str, list[Any]]]:
    """What the address of each page takes, on a site where every page has something to show."""
    (tmp_path / "crops").mkdir()
    (tmp_path / "crops" / "4821_0.png").write_bytes(picture("4821"))
    signed_in.goto("/upload/")
    signed_in.set_input_files("input[type=file]", files(GOOD))
    expect(signed_in.locator("[data-sum]")).to_have_text("1 of 1 done", timeout=120_000)
    printed = site.installation.run("-c", _FURNISH, str(tmp_path / "crops"))
    yield json.loads(printed.splitlines()[-1])
    site.installation.run("-c", _CLEAR)


def test_every_page_is_accessible_fits_its_window_and_asks_no_other_host(
    signed_in: Page, site: Site, places: dict[str, list[Any]]
) -> None:
    page = signed_in
    names = [pattern.name for pattern in urlpatterns if pattern.name not in NO_PAGES]
    found = []
    for name in names:
        for query in _QUERIES.get(name, ("",)):
            address = reverse(name, args=places.get(name, [])) + query
            answer = page.goto(address)
            assert answer is None or answer.ok, (address, answer.status)
            page.wait_for_selector("html[data-ready]", state="attached")
            found += [(address, one) for one in findings_in_both_lights(page)]
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 768})
                wide = page.evaluate("document.documentElement.scrollWidth")
                found += [(address, f"{wide} of {width} pixels wide")] if wide > width else []
            found += [(address, said) for said in site.complaints]
            site.complaints.clear()
    assert found == []


def test_a_page_that_is_missing_says_so_accessibly(signed_in: Page, site: Site) -> None:
    for address in ("/templates/gone/design/", "/no/such/page/"):
        answer = signed_in.goto(address)
        assert answer is not None and answer.status == 404
        assert findings_in_both_lights(signed_in) == []
    assert all("404" in said for said in site.complaints)
    site.complaints.clear()


def test_the_administration_is_accessible_and_asks_no_other_host(
    signed_in: Page, site: Site
) -> None:
    found = []
    names = [
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for model in admin.site._registry
    ]
    for name in ("admin:index", *names):
        signed_in.goto(reverse(name))
        signed_in.wait_for_load_state("networkidle")
        found += [(name, one) for one in (*findings(signed_in), *site.complaints)]
        site.complaints.clear()
    assert found == []
