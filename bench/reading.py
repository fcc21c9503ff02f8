"""The product as the bench drives it: templates, a reader and the pipeline, in one process."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from recognition.engine.contract import Reader
from recognition.engine.models import PPOCR, find_models, reader_named
from recognition.engine.page_reader import PageReader
from recognition.matching.index import TemplateIndex
from recognition.pipeline import ExtractSettings, extract
from templates_app.definition.parsing import parse_template
from templates_app.definition.template import Template

Record = Mapping[str, Any]


class Product:
    """Reads documents with a fixed choice of templates."""

    def __init__(self, templates: TemplateIndex, reader: Reader) -> None:
        self._templates = templates
        self._reader = reader
        self._settings = ExtractSettings()

    def read(self, data: bytes, name: str, template: str | None) -> Record:
        """The first record that the file gives, as stencil-record/1."""
        documents = extract(
            data, name, self._templates, self._reader, self._settings, template=template
        )
        return documents[0].record


def load_templates(paths: Iterable[Path]) -> list[Template]:
    """Templates from stencil-template/1 files."""
    return [parse_template(json.loads(path.read_text(encoding="utf-8"))) for path in paths]


def served_reader(name: str | None = None) -> PageReader:
    """The reader of that name, the one that the product serves with where none is asked for."""
    return reader_named(name)


def line_readers() -> tuple[str, ...]:
    """All readers that can be measured: PP-OCR, every model folder, and each with PP-OCR behind."""
    models = find_models()
    return (PPOCR, *models, *(f"{name}+{PPOCR}" for name in models))
