"""Fill and empty a review queue, as a program of its own.

python -m tests.services.review_doubts fill COUNT
python -m tests.services.review_doubts claim USER           claims until nothing is left
python -m tests.services.review_doubts decide USER TOKEN    decides the first doubt; its outcome
"""

from __future__ import annotations

import sys
import uuid

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 (after django.setup)

from review import claiming, deciding  # noqa: E402 (after django.setup)
from review.claiming import Wanted  # noqa: E402 (after django.setup)
from review.models import Doubt  # noqa: E402 (after django.setup)
from tests import made  # noqa: E402 (after django.setup)


def fill(count: int) -> None:
    """Store so many records with three doubts each."""
    made.template()
    for number in range(count):
        fields = {
            "invoice_number": made.reading(f"A-{number}"),
            "net": made.reading("100.00", 0.5),
            "tax": made.reading("18.00", 0.5),
            "total": made.reading("118.00", 0.5),
        }
        document = made.document(f"bill {number}".encode(), f"bill-{number}.png")
        made.saved(document, made.record(status="needs_review", fields=fields))
    for number in range(4):
        User.objects.create_user(f"reviewer-{number}")


def claim(name: str) -> None:
    """Claim until nothing is left, once told to begin; prints the doubts' numbers."""
    user = User.objects.get(username=name)
    print("ready", flush=True)
    sys.stdin.readline()
    held: list[int] = []
    while found := claiming.claim_next(user, Wanted(), count=2, without=held):
        held += [doubt.pk for doubt in found]
    print(" ".join(map(str, held)), flush=True)


def decide(name: str, token: str) -> None:
    """Decide the first doubt once told to; prints whether it is settled then."""
    user = User.objects.get(username=name)
    doubt = Doubt.objects.order_by("pk")[0]
    print("ready", flush=True)
    sys.stdin.readline()
    outcome = deciding.decide(doubt.pk, user, "100.00", token=uuid.UUID(token))
    print(outcome.settled, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    elif sys.argv[1] == "claim":
        claim(sys.argv[2])
    else:
        decide(sys.argv[2], sys.argv[3])
