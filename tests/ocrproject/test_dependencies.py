"""The list of packages that are taken from others, held against the code."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.conftest import ROOT

NAMED = (ROOT / "docs/decisions/dependencies.md").read_text("utf-8")


def pinned(file: str) -> dict[str, str]:
    lines = (ROOT / file).read_text("utf-8").splitlines()
    return dict(re.findall(r"^([\w.\-]+)(==\S+)?$", "\n".join(lines), re.MULTILINE))


def imported() -> set[str]:
    """Top-level modules that the project's own code imports."""
    found: set[str] = set()
    for file in ROOT.glob("[a-z]*/**/*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names)


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-serve.txt"])
def test_every_package_is_pinned_to_one_version(file: str) -> None:
    assert [name for name, version in pinned(file).items() if not version] == []


def test_every_package_that_the_code_imports_is_named_with_its_reason() -> None:
    named = {
        name.strip().lower()
        for row in re.findall(r"^\| ([^|]+) \|", NAMED, re.MULTILINE)
        for name in row.split(",")
    }
    distributions = packages_distributions()
    missing = {
        module: distributions[module]
        for module in imported()
        if module in distributions
        and not named & {distribution.lower() for distribution in distributions[module]}
    }
    assert missing == {}


@pytest.mark.xdist_group("kept together")
def test_two_processes_of_tests_keep_groups_together(request: pytest.FixtureRequest) -> None:
    if not hasattr(request.config, "workerinput"):
        pytest.skip("one process runs all tests")
    assert request.node.nodeid.endswith("@kept together")
