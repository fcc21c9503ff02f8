"""Whether this process lives, and whether it can serve."""

from __future__ import annotations

from django.core.files.storage import storages
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """Answer as long as the process does."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 where the database and the file store can be used, else 503 with what can't."""
    problems = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:  # whatever the database's driver raises
        problems["database"] = type(error).__name__
    try:
        storages["documents"].exists("0")
    except Exception as error:  # whatever the store's client raises
        problems["files"] = type(error).__name__
    status = "unavailable" if problems else "ok"
    return JsonResponse({"status": status, "problems": problems}, status=503 if problems else 200)
