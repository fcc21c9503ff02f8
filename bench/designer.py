"""Dragging in the designer: script time for each pointer move and the frames' intervals.

A page of 800 words and 60 fields in a real browser before a site of its own.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bench.documents import ROOT
from bench.report import append, table

_PASSWORD = "only for this measurement"
_WIDTH, _HEIGHT = 1654, 2339
_POINTS = 72 / 200
_ROWS, _COLUMNS = 50, 16
_WATCH = """
(() => {
  const seen = { moves: [], frames: [], on: false };
  window.seen = seen;
  let begun = 0;
  let drawn = 0;
  const raf = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (work) => raf((at) => {
    const from = performance.now();
    work(at);
    drawn += performance.now() - from;
  });
  const frame = (at) => {
    if (seen.on) seen.frames.push(at);
    raf(frame);
  };
  raf(frame);
  window.addEventListener("pointermove", () => { begun = performance.now(); }, true);
  window.addEventListener("pointermove", () => {
    if (seen.on) seen.moves.push(performance.now() - begun + drawn);
    drawn = 0;
  });
})();
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--moves", type=int, default=600, help="pointer moves of the drag")
    parser.add_argument("--fields", type=int, default=60)
    parser.add_argument("--no-record", action="store_true", help="leave results.jsonl alone")


def run(options: argparse.Namespace) -> None:
    """Measure, print, append the result."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        _draw(folder, options.fields)
        with _site(folder) as url:
            measured = _dragged(url, options.moves)
    moves, intervals = measured["moves"], measured["intervals"]
    result = {
        "words": measured["words"],
        "fields": options.fields,
        "pointer_moves": len(moves),
        "script_ms_median": round(_at(moves, 0.5), 2),
        "script_ms_95th": round(_at(moves, 0.95), 2),
        "frames": len(intervals),
        "frame_ms_median": round(_at(intervals, 0.5), 1),
        "frames_above_34_ms": round(sum(gap > 34 for gap in intervals) / len(intervals), 4),
    }
    print(table(("dragging", ""), [(name, str(value)) for name, value in result.items()]))
    if not options.no_record:
        append({"bench": "designer", **result})


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def _draw(folder: Path, fields: int) -> None:
    """A PDF of 800 words, and a template with fields around some of them."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, (_WIDTH * _POINTS, _HEIGHT * _POINTS))
    canvas.setFont("Helvetica", 8)
    places = [
        (80 + column * 96, 80 + row * 44) for row in range(_ROWS) for column in range(_COLUMNS)
    ]
    for number, (x, y) in enumerate(places):
        canvas.drawString(x * _POINTS, (_HEIGHT - y) * _POINTS, f"W{number:03}")
    canvas.save()
    (folder / "words.pdf").write_bytes(buffer.getvalue())
    step = len(places) // fields
    boxes = [(x - 8, y - 26, x + 70, y + 8) for x, y in places[::step][:fields]]
    content = {
        "format": "stencil-template/1",
        "name": "words",
        "language": "en",
        "pages": [{"number": 1, "width": _WIDTH, "height": _HEIGHT, "sample": "words.pdf"}],
        "fields": [
            {"name": f"field_{number}", "box": list(box)} for number, box in enumerate(boxes)
        ],
    }
    (folder / "words.json").write_text(json.dumps(content), encoding="utf-8")


@contextmanager
def _site(folder: Path) -> Iterator[str]:
    """A site with the template, started as people start it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STENCIL_")}
    environment = {
        **kept,
        "STENCIL_HOME": str(folder / "home"),
        "STENCIL_DEMO": "0",
        "STENCIL_ADMIN_PASSWORD": _PASSWORD,
        "STENCIL_WEB_WORKERS": "1",
        "PORT": str(port),
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run(
        [*manage, "template", "import", str(folder / "words.json")],
        env=environment,
        check=True,
        capture_output=True,
    )
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*manage, "serve"], env=environment, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def _wait(url: str, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"{url} does not answer after {seconds:.0f} seconds.")


def _dragged(url: str, moves: int) -> dict[str, Any]:
    """Drag one field about and give what the page saw."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(f"{url}/login/")
        page.fill("#id_username", "admin")
        page.fill("#id_password", _PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/")
        page.add_init_script(_WATCH)
        page.goto(f"{url}/templates/words/design/")
        page.wait_for_selector("[data-words]", state="attached")
        page.wait_for_selector(".design-dot-good")
        scale, left, top = page.evaluate(
            """() => {
                const frame = document.querySelector("[data-design-frame]");
                const box = frame.getBoundingClientRect();
                const { scale, x, y } = frame.dataset;
                return [+scale, +x + box.left, +y + box.top];
            }"""
        )
        x, y = 110 * scale + left, 71 * scale + top
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 10, y + 10)
        page.evaluate("() => { seen.on = true; }")
        corners = ((x + 380, y + 60), (x + 40, y + 560), (x + 400, y + 500), (x + 60, y + 80))
        for corner in corners:
            page.mouse.move(*corner, steps=moves // len(corners))
        page.evaluate("() => { seen.on = false; }")
        page.mouse.up()
        seen = page.evaluate("() => seen")
        words = page.locator("[data-words]").get_attribute("data-words")
        browser.close()
    frames = seen["frames"]
    gaps = [after - before for before, after in pairwise(frames)]
    return {"moves": seen["moves"], "intervals": gaps, "words": int(words or 0)}
