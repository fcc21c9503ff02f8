"""The review desk in front of 10,000 queued crops: how long the next card and a decision take.

Requests go through the whole of Django, middleware and all, in a process and with a database of
their own (SQLite in a file; ``--database`` for another). Two people take turns.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from typing import Any

from bench.documents import ROOT
from bench.report import append, table

_DOUBTFUL = 10
_FIELDS = 30
_PEOPLE = ("ann", "ben")
_DESK_95TH = 100.0
_DECISION_MEDIAN = 50.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--crops", type=int, default=10_000, help="doubts in the queue")
    parser.add_argument("--decisions", type=int, default=400)
    parser.add_argument("--database", default="", help="its URL; without it SQLite in a file")
    parser.add_argument("--no-record", action="store_true", help="leave results.jsonl alone")


def run(options: argparse.Namespace) -> None:
    """Measure, print, append the result."""
    with tempfile.TemporaryDirectory() as home:
        kept = {name: os.environ[name] for name in os.environ if not name.startswith("STENCIL_")}
        variables = {
            **kept,
            "DJANGO_SETTINGS_MODULE": "ocrproject.settings",
            "STENCIL_HOME": home,
            "STENCIL_AUDIT_SHARE": "0",
            "STENCIL_THROTTLE_USER": "100000/min",
            "STENCIL_DATABASE_URL": options.database,
        }
        done = subprocess.run(
            [sys.executable, "-m", __name__, str(options.crops), str(options.decisions)],
            cwd=ROOT,
            env=variables,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    measured = json.loads(done.stdout.splitlines()[-1])
    result = {
        "database": options.database.partition(":")[0] or "sqlite",
        "crops": measured["crops"],
        "decisions": len(measured["decisions"]),
        "desk_ms_median": round(_at(measured["cards"], 0.5), 1),
        "desk_ms_95th": round(_at(measured["cards"], 0.95), 1),
        "decision_ms_median": round(_at(measured["decisions"], 0.5), 1),
        "decision_ms_95th": round(_at(measured["decisions"], 0.95), 1),
        "page_ms_median": round(_at(measured["pages"], 0.5), 1),
        "desk_cpu_ms_95th": round(_at(measured["cards_cpu"], 0.95), 1),
        "decision_cpu_ms_median": round(_at(measured["decisions_cpu"], 0.5), 1),
        "load": round(os.getloadavg()[0], 1),
    }
    print(table(("review", ""), [(name, str(value)) for name, value in result.items()]))
    kept_to = (
        result["desk_ms_95th"] < _DESK_95TH and result["decision_ms_median"] < _DECISION_MEDIAN
    )
    print(
        f"desk under {_DESK_95TH:.0f} ms at the 95th percentile and decisions under "
        f"{_DECISION_MEDIAN:.0f} ms in the median: {'yes' if kept_to else 'NO'}"
    )
    if not options.no_record:
        append({"bench": "review", **result})


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def main(crops: int, decisions: int) -> None:
    """Fill a queue and work on it; prints the times in ms as one line of JSON."""
    import django

    django.setup()
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    _fill(crops // _DOUBTFUL)
    clients = []
    for name in _PEOPLE:
        user = User.objects.create_user(name)
        user.groups.set([Group.objects.get(name="reviewer")])
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        clients.append(client)
    times: dict[str, Any] = {"crops": _open(), "pages": []}
    times |= {"cards": [], "cards_cpu": [], "decisions": [], "decisions_cpu": []}
    for number in range(decisions):
        client = clients[number % len(clients)]
        if number % 20 == 0:
            times["pages"].append(_timed(client.get, "/review/")[0][0])
        taken, answer = _timed(client.post, "/review/cards/", {"count": 1})
        times["cards"].append(taken[0])
        times["cards_cpu"].append(taken[1])
        (card,) = answer.json()["cards"]
        body = {"value": f"{number}.00", "token": str(uuid.uuid4())}
        taken, answer = _timed(client.post, f"/api/v1/doubts/{card['id']}/decide/", body)
        assert answer.json()["settled"], answer.content
        times["decisions"].append(taken[0])
        times["decisions_cpu"].append(taken[1])
    print(json.dumps(times))


def _timed(send: Any, *asked: Any) -> tuple[tuple[float, float], Any]:
    """A request's milliseconds, by the clock and of this process alone, and its answer."""
    begun, used = time.perf_counter(), time.process_time()
    answer = send(*asked, content_type="application/json") if len(asked) > 1 else send(*asked)
    taken = 1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - used)
    assert answer.status_code == 200, answer.content
    return taken, answer


def _open() -> int:
    from review.models import Doubt

    return Doubt.objects.open().count()


def _fill(records: int) -> None:
    """Store records of thirty fields, ten of them in doubt, the way a worker does."""
    from recognition import jobs, saving
    from recognition.models import Document
    from recognition.pipeline import ExtractedDocument
    from templates_app.importing import import_template

    fields = [
        {"name": f"field_{at}", "type": "amount", "box": [300, 40 * at, 600, 40 * at + 30]}
        for at in range(_FIELDS)
    ]
    content = {
        "format": "stencil-template/1",
        "name": "measured",
        "language": "en",
        "pages": [{"number": 1, "width": 1240, "height": 1754}],
        "fields": fields,
        "rules": [{"name": "positive", "expr": "field_20 + field_21 == field_22"}],
    }
    import_template(content)
    for number in range(records):
        sha256 = f"{number:064x}"
        document = Document.objects.create(sha256=sha256, name=f"{number}.png", size=1)
        claim = jobs.claim(document.pk)
        assert claim is not None
        saving.save(claim, [ExtractedDocument(_record(number, sha256), (1,))])


def _record(number: int, sha256: str) -> dict[str, Any]:
    readings = {
        f"field_{at}": _reading(at, number, 0.5 + 0.04 * at if at < _DOUBTFUL else 0.99)
        for at in range(_FIELDS)
    }
    for name in ("field_20", "field_21", "field_22"):
        readings[name]["value"] = readings[name]["text"] = "0.00"
    return {
        "format": "stencil-record/1",
        "document": {"id": None, "file": f"{number}.png", "sha256": sha256, "pages": 1, "part": 1},
        "pages": [{"number": 1, "width": 1240, "height": 1754, "dpi": 150, "status": "read"}],
        "template": {"name": "measured", "version": 1, "score": 0.9},
        "status": "needs_review",
        "reason": None,
        "fields": readings,
        "tables": {},
        "rules": [{"name": "positive", "passed": True, "detail": None, "overridden": None}],
        "unplaced": [],
        "warnings": [],
        "timings": {"total": 0.1},
    }


def _reading(at: int, number: int, confidence: float) -> dict[str, Any]:
    top = 40.0 * at
    text = f"{number}{at}.00"
    doubtful = [{"at": 0, "text": text[0], "confidence": 0.6, "instead": [["7", 0.2], ["4", 0.1]]}]
    other = {"text": f"{text[:-1]}8", "value": f"{text[:-1]}8", "confidence": 0.5, "by": "lines"}
    first = {"text": text, "value": text, "confidence": 0.6, "by": "read again"}
    return {
        "value": text,
        "text": text,
        "confidence": confidence,
        "accepted": confidence >= 0.95,
        "reason": None if confidence >= 0.95 else f"read with a confidence of only {confidence}",
        "page": 1,
        "box": [[300.0, top], [600.0, top], [600.0, top + 30], [300.0, top + 30]],
        "source": "ocr",
        "evidence": {"readings": [first, other], "doubtful": doubtful},
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
