"""Fill and empty a review queue, as a program of its own.

python -m tests.services.review_doubts fill COUNT
python -m tests.services.review_doubts claim USER...        each claims until nothing is left
python -m tests.services.review_doubts decide TOKEN...      each decides the first doubt
python -m tests.services.review_doubts killed COUNT...      decides; killed after so many
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import uuid
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Barrier

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 (after django.setup)

from review import claiming, deciding  # noqa: E402 (after django.setup)
from review.claiming import Wanted  # noqa: E402 (after django.setup)
from review.models import Doubt  # noqa: E402 (after django.setup)
from tests import made  # noqa: E402 (after django.setup)

# nothing is connected yet when a process is divided; each has a connection of its own
_FORKING = multiprocessing.get_context("fork")


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


def claim(name: str, begin: Barrier) -> None:
    """Claim until nothing is left; prints the doubts' numbers."""
    user = User.objects.get(username=name)
    begin.wait()
    held: list[int] = []
    while found := claiming.claim_next(user, Wanted(), count=2, without=held):
        held += [doubt.pk for doubt in found]
    _say(" ".join(map(str, held)))


def decide(token: str, begin: Barrier) -> None:
    """Decide the first doubt; prints whether it is settled then."""
    user = User.objects.get(username="reviewer-0")
    doubt = Doubt.objects.order_by("pk")[0]
    begin.wait()
    outcome = deciding.decide(doubt.pk, user, "100.00", token=uuid.UUID(token))
    _say(outcome.settled)


def _say(line: object) -> None:
    """Print a line at one stroke: several processes write to one pipe."""
    os.write(1, f"{line}\n".encode())


def at_once(act: Callable[[str, Barrier], None], arguments: Sequence[str]) -> None:
    """Do it once for each argument, in processes of their own that begin together."""
    begin = _FORKING.Barrier(len(arguments))
    processes = [_FORKING.Process(target=act, args=(word, begin)) for word in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        sys.exit("One of the processes failed.")


def work(said: int) -> None:
    """Decide until nothing is left; writes each doubt's number once its decision is kept."""
    user = User.objects.get(username="reviewer-0")
    while found := claiming.claim_next(user, Wanted()):
        (doubt,) = found
        deciding.decide(doubt.pk, user, doubt.text, token=uuid.uuid4())
        os.write(said, f"{doubt.pk}\n".encode())


def killed(decisions: int) -> None:
    """`kill -9` a process that decides after so many decisions; prints what it said it decided."""
    heard, said = os.pipe()
    process = _FORKING.Process(target=work, args=(said,))
    process.start()
    os.close(said)
    with os.fdopen(heard) as lines:
        numbers = [lines.readline() for _ in range(decisions)]
        process.kill()
        numbers += lines
    process.join()
    print(*map(str.strip, numbers), flush=True)


if __name__ == "__main__":
    command, *words = sys.argv[1:]
    if command == "fill":
        fill(int(words[0]))
    elif command == "claim":
        at_once(claim, words)
    elif command == "decide":
        at_once(decide, words)
    else:
        for count in words:
            killed(int(count))
