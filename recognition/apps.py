"""The recognition app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from templates_app.definition.template import Anchor, Template


class RecognitionConfig(AppConfig):
    """Documents on their way from bytes to records."""

    name = "recognition"
    verbose_name = "Documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from templates_app import field_models, static_text

        static_text.register(_read_samples)
        field_models.register(_model_names)


def _model_names() -> tuple[str, ...]:
    from recognition.engine.models import PPOCR, find_models

    return (PPOCR, *find_models())


def _read_samples(template: Template, samples: Mapping[int, bytes]) -> tuple[Anchor, ...]:
    # the reader takes seconds to load, so it is not imported before a sample is read
    from recognition.configuration import limits
    from recognition.pages.opening import UnreadableFile
    from recognition.samples import sample_pages, static_text
    from recognition.shared_reader import shared_reader

    try:
        pages = sample_pages(template, samples, limits())
    except UnreadableFile as error:
        raise ValueError(str(error)) from None
    with shared_reader() as reader:
        return static_text(template, pages, reader)
