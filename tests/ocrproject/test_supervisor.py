"""The process that keeps the others running."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

from ocrproject.supervisor import Child, Supervisor


def child(name: str, folder: Path, code: str) -> Child:
    return Child(name, [sys.executable, "-c", f"import os, time\n{code}", str(folder)])


def stop_when(done: threading.Event, folder: Path, name: str, count: int) -> None:
    """Ask this process to stop as soon as a child has started so many times."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if (folder / name).exists() and len((folder / name).read_text().split()) >= count:
            done.set()
            break
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGTERM)


def supervised(children: list[Child], folder: Path, name: str, count: int) -> bool:
    done = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    watch = threading.Thread(target=stop_when, args=(done, folder, name, count))
    watch.start()
    try:
        Supervisor(children).run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    watch.join()
    return done.is_set()


def test_a_child_that_ends_is_started_again(tmp_path: Path) -> None:
    code = f"open({str(tmp_path / 'starts')!r}, 'a').write('x ')"
    assert supervised([child("brief", tmp_path, code)], tmp_path, "starts", 3)


def test_stopping_ends_every_child(tmp_path: Path) -> None:
    code = f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    begun = time.monotonic()
    assert supervised([child("long", tmp_path, code)], tmp_path, "pid", 1)
    pid = int((tmp_path / "pid").read_text())
    assert not Path(f"/proc/{pid}").exists()
    assert time.monotonic() - begun < 20
