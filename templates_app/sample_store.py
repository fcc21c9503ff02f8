"""The bytes that templates keep, samples and golden documents, under their SHA-256."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

logger = logging.getLogger(__name__)

GRACE = timedelta(days=1)
"""How long bytes stay that nothing refers to: who asked to keep them may not be done yet."""
_AT_ONCE = 200


def digest_of(content: bytes) -> str:
    """Return the name under which bytes are kept."""
    return hashlib.sha256(content).hexdigest()


@transaction.atomic
def keep(content: bytes) -> str:
    """Keep bytes and return their SHA-256; does nothing where they are kept already."""
    digest = digest_of(content)
    # first, so that a removal of the same bytes is over, or waits and finds them young again
    _kept().objects.update_or_create(sha256=digest, defaults={"kept_at": timezone.now()})
    path, store = _path(digest), storages["samples"]
    if not store.exists(path):
        store.save(path, ContentFile(content))
    return digest


def load(digest: str) -> bytes:
    """Return bytes that are kept; raises FileNotFoundError where they are lost."""
    with storages["samples"].open(_path(digest), "rb") as file:
        content: bytes = file.read()
    return content


def remove_unused(now: datetime | None = None) -> int:
    """Give back the bytes that no version, draft or golden document refers to; how many."""
    old = _kept().objects.filter(kept_at__lt=(now or timezone.now()) - GRACE)
    removed = 0
    for digest in list(_unused(old).values_list("sha256", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            # asked again under the row's lock: somebody may have kept the bytes meanwhile
            held = list(old.filter(sha256=digest).select_for_update())
            if not held or not _unused(old.filter(sha256=digest)).exists():
                continue
            storages["samples"].delete(_path(digest))
            old.filter(sha256=digest).delete()
            removed += 1
    if removed:
        logger.info("%d samples that nothing refers to were deleted.", removed)
    return removed


def _unused(kept: QuerySet[Model]) -> QuerySet[Model]:
    for name in ("TemplateSample", "DraftSample", "GoldenDocument"):
        users = apps.get_model("templates_app", name).objects
        kept = kept.exclude(Exists(users.filter(sha256=OuterRef("sha256"))))
    return kept


def _kept() -> type[Model]:
    # the models' module imports this one
    return apps.get_model("templates_app", "KeptSample")


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
