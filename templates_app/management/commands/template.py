"""Import and export of stencil-template/1 files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from templates_app.definition.problems import TemplateError
from templates_app.importing import export_file, import_file
from templates_app.models import Template, TemplateVersion


class Command(BaseCommand):
    help = "Import stencil-template/1 files, or export a template."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        importing = actions.add_parser("import", help="publish files; prints name and version")
        importing.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        exporting = actions.add_parser("export", help="write a template to stdout")
        exporting.add_argument("name", metavar="NAME")
        exporting.add_argument("--version-number", type=int, help="another than the current one")
        exporting.add_argument("--to", type=Path, metavar="DIR", help="write it beside its samples")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "import":
            self._import(options["paths"])
        else:
            self._export(options["name"], options["version_number"], options["to"])

    def _import(self, paths: list[Path]) -> None:
        failed = 0
        for path in _files(paths):
            try:
                imported = import_file(path)
            except TemplateError as error:
                failed += 1
                for problem in error.problems:
                    self.stderr.write(f"{path}: {problem}")
                continue
            for warning in imported.warnings:
                self.stderr.write(f"{path}: {warning}")
            self.stdout.write(f"{imported.version.template.name} {imported.version.number}")
        if failed:
            raise CommandError(f"{failed} of the files were not imported.")

    def _export(self, name: str, number: int | None, folder: Path | None) -> None:
        version = _version(name, number)
        if folder is None:
            self.stdout.write(json.dumps(version.content, ensure_ascii=False, indent=1))
            return
        target, warnings = export_file(version, folder)
        for warning in warnings:
            self.stderr.write(warning)
        self.stdout.write(str(target))


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.json"))
        else:
            yield path


def _version(name: str, number: int | None) -> TemplateVersion:
    template = Template.objects.select_related("current").filter(name=name).first()
    if template is None:
        known = ", ".join(Template.objects.values_list("name", flat=True)[:20]) or "none"
        raise CommandError(f"There is no template {name!r}. Known: {known}.")
    if number is None:
        assert template.current is not None
        return template.current
    found = template.versions.filter(number=number).first()
    if found is None:
        raise CommandError(f"{name} has no version {number}.")
    return found
