"""The active templates, ready to be matched; built once per process until they change."""

from __future__ import annotations

import threading
from datetime import datetime

from django.db.models import Count, Max

from recognition.matching.index import TemplateIndex
from templates_app.models import Template, TemplateVersion

_State = tuple[int, int | None, datetime | None]

_lock = threading.Lock()
_built: tuple[_State, TemplateIndex] | None = None


def current_index() -> TemplateIndex:
    """Return the index of every active template's current version."""
    global _built
    with _lock:
        state = _state()
        if _built is None or _built[0] != state:
            _built = (state, _build())
        return _built[1]


def _state() -> _State:
    """What changes whenever a template is published, deleted or (de)activated."""
    found = Template.objects.filter(active=True, current__isnull=False).aggregate(
        count=Count("pk"), newest=Max("current_id"), changed=Max("changed_at")
    )
    return found["count"], found["newest"], found["changed"]


def _build() -> TemplateIndex:
    versions = TemplateVersion.objects.select_related("template").filter(
        pk__in=Template.objects.filter(active=True).values("current")
    )
    return TemplateIndex(version.definition() for version in versions)
