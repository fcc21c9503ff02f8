"""Accepted records and ways for them to go, as a program of its own.

python -m tests.services.accept_records COUNT URL...
"""

from __future__ import annotations

import hashlib
import random
import sys

import django

django.setup()

from django.db import transaction  # noqa: E402 (after django.setup)

from exports import destinations, mappings  # noqa: E402 (after django.setup)
from exports.definition import definition_document  # noqa: E402 (after django.setup)
from recognition import saving  # noqa: E402 (after django.setup)
from recognition.models import Document, Record  # noqa: E402 (after django.setup)
from templates_app.models import Template  # noqa: E402 (after django.setup)
from tests import made  # noqa: E402 (after django.setup)

_SELLERS = ("Alder Lane", "苏州市阳澄湖贸易有限公司", "Müller & Söhne GmbH", "O'Hara; DROP TABLE")
_GOODS = ("Tea", "大闸蟹 4.0两", "50% off, today", "Schraube M8×40", "=1+1")
_AT_ONCE = 250


def main(count: int, urls: list[str]) -> None:
    """Map the made-up template to new tables behind each URL, then accept so many records."""
    made.template()
    template = Template.objects.get(name="bill")
    for number, url in enumerate(urls):
        destination = destinations.create(f"database {number}", "database", {"url": url})
        proposal = definition_document(mappings.propose(template, destination))
        shown = mappings.check(proposal, template, destination).statements
        mappings.create_tables(proposal, template, destination, shown)
        mappings.create(template, destination, proposal)
    for start in range(0, count, _AT_ONCE):
        with transaction.atomic():
            for number in range(start, min(start + _AT_ONCE, count)):
                _accept(number)


def _accept(number: int) -> None:
    chance = random.Random(number)
    version = Template.objects.get(name="bill").current
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    document = Document.objects.create(
        sha256=sha256, name=f"bill-{number}.pdf", size=9, state=Document.State.DONE
    )
    cents = [chance.randrange(1, 10_000_000) for _ in range(chance.randrange(0, 9))]
    rows = [
        made.row(chance.choice(_GOODS), _amount(cent), 240 + 20 * place)
        for place, cent in enumerate(cents)
    ]
    fields = {
        "invoice_number": made.reading(f"A-{number:05d}"),
        "seller_name": made.reading(chance.choice(_SELLERS)),
        "net": made.reading(_amount(sum(cents))),
        "tax": made.reading("0.00"),
        "total": made.reading(_amount(sum(cents))),
        "paid": made.reading(chance.choice((True, False, None))),
    }
    data = made.record(version.number if version else 1, fields=fields, tables={"items": rows})
    data["document"] = {**data["document"], "id": str(document.pk), "file": document.name}
    record = Record(document=document, template_version=version, pages=[1])
    saving.write(record, data, fresh=True)


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
