"""`stencil-template/1` in and out: every import publishes, equal content makes no new version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from templates_app import field_models
from templates_app.definition.parsing import parse_template
from templates_app.definition.problems import Problem, TemplateError
from templates_app.definition.template import Template as Definition
from templates_app.models import Template, TemplateSample, TemplateVersion
from templates_app.sample_store import digest_of, keep
from templates_app.static_text import read_static_text


class NameTaken(ValueError):
    """A kind of this name was published by somebody else; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A checked document on its way to publication.

    samples: path and bytes by page number.
    static: the samples' text outside fields and tables; None where the content was published
        when it was prepared, so that nothing had to be read.
    """

    document: dict[str, Any]
    definition: Definition
    samples: Mapping[int, tuple[str, bytes]]
    static: list[dict[str, Any]] | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to; ``created`` is False where the content was published already."""

    version: TemplateVersion
    created: bool
    warnings: tuple[str, ...] = ()


def import_template(
    document: object,
    samples: Mapping[str, bytes] | None = None,
    user: AbstractBaseUser | None = None,
    note: str = "",
) -> Imported:
    """Publish a `stencil-template/1` document.

    note: why it was published in spite of something; kept with the version.
    samples: the sample files by the path that the document names them with. One that is missing
        is a warning: the template then has no static text of that page.
    Raises TemplateError with the place of each mistake.
    """
    return publish_prepared(prepare(document, samples), user, note)


def prepare(document: object, samples: Mapping[str, bytes] | None = None) -> Prepared:
    """Check a document and read its samples' static text, which takes seconds.

    Apart from the publication itself, so that no transaction is open meanwhile.
    samples: as for ``import_template``.
    Raises TemplateError with the place of each mistake.
    """
    definition = parse_template(document)
    assert isinstance(document, dict)
    if missing := field_models.problems(definition):
        raise TemplateError(missing)
    found, warnings = _samples_of(definition, samples or {})
    known = _published_as(definition.name, content_hash(document), found)
    static = None if known is not None else _static_text(definition, found)
    return Prepared(document, definition, found, static, warnings)


@transaction.atomic
def publish_prepared(
    prepared: Prepared,
    user: AbstractBaseUser | None = None,
    note: str = "",
    first: bool = False,
) -> Imported:
    """Publish what was prepared as its template's next version; others of the name wait.

    first: it begins a kind. Raises NameTaken where a kind of this name was published already.
    """
    name = prepared.definition.name
    Template.objects.get_or_create(name=name)
    template = Template.objects.select_for_update().get(name=name)
    if first and template.current_id is not None:
        raise NameTaken(f"There is a template named {name} already. Choose another name.")
    known = _published_as(name, content_hash(prepared.document), prepared.samples)
    if known is not None:
        return Imported(known, False, prepared.warnings)
    version = _publish(template, prepared, user, note)
    return Imported(version, True, prepared.warnings)


def import_file(path: Path, user: AbstractBaseUser | None = None) -> Imported:
    """Publish the template in a file, with the samples that lie where it says.

    Raises TemplateError, also where the file is missing or is no JSON.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TemplateError([Problem("", f"{path} does not exist.")]) from None
    except (OSError, ValueError) as error:
        raise TemplateError([Problem("", f"{path} is no readable JSON: {error}")]) from None
    return import_template(document, _files_beside(path, document), user)


def export_file(version: TemplateVersion, folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Write a version's document and its samples; return the document's path and warnings.

    A sample whose path would leave the folder is not written, which is a warning.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{version.template.name}.json"
    target.write_text(
        json.dumps(version.content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    warnings = []
    for sample in version.samples.all():
        place = (folder / sample.path).resolve()
        if not place.is_relative_to(folder.resolve()):
            warnings.append(f"The sample {sample.path} lies outside the folder; it is left out.")
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(sample.read())
    return target, tuple(warnings)


def content_hash(document: object) -> str:
    """Return a hash that is the same for documents which are equal as JSON values."""
    text = json.dumps(_plain(document), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value with 1.0 written as 1, which JSON doesn't tell apart."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _files_beside(path: Path, document: object) -> dict[str, bytes]:
    pages = document.get("pages") if isinstance(document, dict) else None
    found = {}
    for page in pages if isinstance(pages, list) else ():
        sample = page.get("sample") if isinstance(page, dict) else None
        if isinstance(sample, str) and (path.parent / sample).is_file():
            found[sample] = (path.parent / sample).read_bytes()
    return found


def _samples_of(
    definition: Definition, files: Mapping[str, bytes]
) -> tuple[dict[int, tuple[str, bytes]], tuple[str, ...]]:
    """The samples by page number; files may be named by their path or by its last part alone."""
    by_name = {PurePosixPath(name).name: content for name, content in files.items()}
    found, warnings = {}, []
    for page in definition.pages:
        if page.sample is None:
            continue
        content = files.get(page.sample, by_name.get(PurePosixPath(page.sample).name))
        if content is None:
            warnings.append(
                f"The sample {page.sample} of page {page.number} was not found, so that page's "
                "static text is not known. Put it there and import again to have it."
            )
        else:
            found[page.number] = (page.sample, content)
    return found, tuple(warnings)


def _published_as(
    name: str, hash_: str, samples: Mapping[int, tuple[str, bytes]]
) -> TemplateVersion | None:
    """The current version where it has this content and brings no other samples."""
    template = Template.objects.select_related("current").filter(name=name).first()
    current = template.current if template else None
    if current is None or current.content_hash != hash_:
        return None
    kept = dict(current.samples.values_list("page", "sha256"))
    brought = {page: digest_of(content) for page, (_, content) in samples.items()}
    return current if brought.items() <= kept.items() else None


def _static_text(
    definition: Definition, samples: Mapping[int, tuple[str, bytes]]
) -> list[dict[str, Any]]:
    try:
        anchors = read_static_text(
            definition, {page: content for page, (_, content) in samples.items()}
        )
    except ValueError as error:
        raise TemplateError([Problem("pages", str(error))]) from None
    return [{**asdict(anchor), "box": list(anchor.box)} for anchor in anchors]


def _publish(
    template: Template, prepared: Prepared, user: AbstractBaseUser | None, note: str
) -> TemplateVersion:
    static = prepared.static
    if static is None:  # what was current when it was prepared no longer is
        static = _static_text(prepared.definition, prepared.samples)
    newest = template.versions.order_by("-number").first()
    version = TemplateVersion.objects.create(
        template=template,
        number=newest.number + 1 if newest else 1,
        content=prepared.document,
        content_hash=content_hash(prepared.document),
        static=static,
        published_by=user,
        note=note,
    )
    for page, (path, content) in prepared.samples.items():
        TemplateSample.objects.create(version=version, page=page, path=path, sha256=keep(content))
    template.title = prepared.definition.title[:200]
    template.current = version
    template.save()
    return version
