"""Taking files in: stored under their hash, the same bytes twice are one document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.template.defaultfilters import filesizeformat

from recognition import jobs, storage
from recognition.models import Batch, Document, Record, Upload
from recognition.pages.failures import UnreadableFile
from recognition.pages.kinds import kind_of
from templates_app.models import Template

_HEAD = 1 << 16


def take_in(
    files: Iterable[IO[Any]],
    user: AbstractBaseUser | None,
    source: Batch.Source,
    template: Template | None = None,
    split: bool = True,
) -> Batch:
    """Store files and let them be read; return the batch, whose uploads tell of each file.

    A file that can't be taken in is an upload with a ``problem``. Known bytes are read again
    only where they were cancelled or failed.
    """
    batch = Batch.objects.create(created_by=user, source=source)
    for file in files:
        take_in_one(batch, file, user, template, split)
    return batch


def take_in_one(
    batch: Batch,
    file: IO[Any],
    user: AbstractBaseUser | None,
    template: Template | None = None,
    split: bool = True,
) -> Upload:
    """Store one file of a batch and let it be read, as ``take_in`` does with many."""
    name = clean_name(str(file.name or "document"))
    sha256, size = storage.hash_file(file)
    if problem := _refusal(name, size, file):
        return Upload.objects.create(batch=batch, name=name, problem=problem)
    storage.store(file, sha256, size)
    with transaction.atomic():
        document, created = Document.objects.get_or_create(
            sha256=sha256,
            defaults={
                "name": name,
                "size": size,
                "created_by": user,
                "assigned": template,
                "split": split,
            },
        )
        if created or _worth_reading_again(document):
            jobs.enqueue([document])
        upload = Upload.objects.create(
            batch=batch, document=document, name=name, duplicate=not created
        )
    # deleting another document of the same bytes may have taken them before this one was known
    storage.store(file, sha256, size)
    return upload


def clean_name(name: str) -> str:
    """Return the file's name without its folders and control characters, 255 at most."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable()).strip()
    if len(kept) > 255:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: 254 - len(ending)]}.{ending}" if dot and len(ending) < 12 else kept[:255]
    return kept or "document"


def _refusal(name: str, size: int, file: IO[Any]) -> str | None:
    if size == 0:
        return f"{name} is empty. Check the file and send it again."
    if size > settings.MAX_BYTES:
        return (
            f"{name} has {filesizeformat(size)}; the limit is "
            f"{filesizeformat(settings.MAX_BYTES)} (STENCIL_MAX_BYTES). Split it or scan it with "
            "a lower resolution."
        )
    head = file.read(_HEAD)
    file.seek(0)
    try:
        kind_of(head, name)
    except UnreadableFile as error:
        return str(error)
    return None


def _worth_reading_again(document: Document) -> bool:
    if document.state == Document.State.CANCELLED:
        return True
    return (
        document.state == Document.State.DONE
        and not document.records.exclude(status=Record.Status.FAILED).exists()
    )
