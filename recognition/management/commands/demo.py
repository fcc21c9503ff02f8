"""Load the demo: templates that are not there yet, and once its documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from recognition.intake import take_in
from recognition.models import Batch
from templates_app.definition.problems import TemplateError
from templates_app.importing import import_file
from templates_app.models import Template


class Command(BaseCommand):
    help = "Load the demo templates that are missing and, the first time, the demo documents."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "demo"
        for path in sorted(folder.glob("templates/*.json")):
            self._load_template(path)
        documents = sorted(path for path in folder.glob("documents/*") if path.is_file())
        if documents and not Batch.objects.filter(source=Batch.Source.DEMO).exists():
            files = [path.open("rb") for path in documents]
            try:
                take_in(files, None, Batch.Source.DEMO)
            finally:
                for file in files:
                    file.close()

    def _load_template(self, path: Path) -> None:
        if Template.objects.filter(name=path.stem).exists():
            return
        try:
            imported = import_file(path)
        except TemplateError as error:
            self.stderr.write(f"{path}: {error}")
        else:
            self.stderr.write(f"{imported.version.template.name} {imported.version.number}")
