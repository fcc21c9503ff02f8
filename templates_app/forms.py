"""The admin's form for importing a template."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget

from templates_app.definition.problems import TemplateError
from templates_app.importing import Imported, import_template
from templates_app.models import Template

MOST_BYTES = 4 * 1024 * 1024


class ManyFilesWidget(UnfoldAdminFileFieldWidget):
    """A file chooser for several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, or none."""

    widget = ManyFilesWidget

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files; raises ValidationError for one that is empty."""
        chosen: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in chosen if file]


class ImportForm(forms.ModelForm):
    """A `stencil-template/1` file and the samples that its pages name."""

    document = forms.FileField(
        label=_("Template"),
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("A stencil-template/1 file. Equal content makes no new version."),
    )
    samples = ManyFilesField(
        label=_("Samples"),
        required=False,
        help_text=_("The pictures or PDFs that its pages name; their static text is read."),
    )

    imported: Imported
    user: AbstractBaseUser | None = None

    class Meta:
        model = Template
        fields: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Publish the template: only that finds everything that may be wrong with it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        samples = {file.name: file.read() for file in cleaned["samples"]}
        try:
            self.imported = import_template(_document(cleaned["document"]), samples, self.user)
        except TemplateError as error:
            raise forms.ValidationError([str(problem) for problem in error.problems]) from None
        return cleaned


def _document(file: UploadedFile) -> object:
    if (file.size or 0) > MOST_BYTES:
        raise forms.ValidationError(_("The template is larger than 4 MB."))
    try:
        return json.loads(file.read())
    except (ValueError, RecursionError) as error:
        text = _("%(name)s is no readable JSON: %(error)s")
        raise forms.ValidationError(text, params={"name": file.name, "error": error}) from None
