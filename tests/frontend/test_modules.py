"""The ES modules: their own tests, their size, and that nothing names another host."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

STATIC = ROOT / "frontend" / "static" / "frontend"
MODULES = sorted(STATIC.rglob("*.js"))
MOST_LINES = 300
_HOST = re.compile(r"https?://(?!www\.w3\.org/)")
_IMPORT = re.compile(r'(?:from|import\()\s*["\'](\.[^"\']+)["\']')


def test_geometry_holds_in_node() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, so geometry.js is not tested outside the browser")
    test = Path(__file__).with_name("geometry.test.mjs")
    done = subprocess.run([node, "--test", str(test)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_module_has_one_job(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert text.startswith("/**"), "a module begins with what it is for"
    assert len(text.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_module_imports_what_exists(module: Path) -> None:
    for name in _IMPORT.findall(module.read_text(encoding="utf-8")):
        assert (module.parent / name).is_file(), name


@pytest.mark.parametrize(
    "file",
    sorted(path for path in STATIC.rglob("*") if path.suffix in (".js", ".css", ".svg")),
    ids=lambda path: path.name,
)
def test_nothing_is_loaded_from_another_host(file: Path) -> None:
    assert _HOST.findall(file.read_text(encoding="utf-8")) == []


def test_every_controller_of_the_markup_exists() -> None:
    names = {
        name
        for page in (ROOT / "frontend" / "templates").rglob("*.html")
        for names in re.findall(r'data-controller="([^"]+)"', page.read_text(encoding="utf-8"))
        for name in names.split()
    }
    assert names
    there = {path.stem for path in (STATIC / "js" / "controllers").glob("*.js")}
    assert names - there == set()
