"""How the API says what is wrong."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from recognition.storage import StoreUnavailable
from recognition.wording import in_words


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer with ``detail`` always: one sentence for a person, in the request's language;
    ``errors`` where by field.
    """
    if isinstance(error, StoreUnavailable):
        return Response({"detail": in_words(str(error))}, status=503)
    response = exception_handler(error, context)
    if response is None:
        return None
    errors = _spoken(response.data)
    if isinstance(errors, dict) and "detail" in errors:
        response.data = errors
        return response
    response.data = {"detail": " ".join(_sentences(errors)), "errors": errors}
    return response


def _spoken(errors: Any) -> Any:
    if isinstance(errors, dict):
        return {key: _spoken(value) for key, value in errors.items()}
    if isinstance(errors, list | tuple):
        return [_spoken(value) for value in errors]
    return in_words(errors) if isinstance(errors, str) else errors


def _sentences(errors: Any, name: str = "") -> list[str]:
    if isinstance(errors, dict):
        return [part for key, value in errors.items() for part in _sentences(value, str(key))]
    if isinstance(errors, list | tuple):
        return [part for value in errors for part in _sentences(value, name)]
    prefix = "" if name in ("", "non_field_errors") else f"{name}: "
    return [f"{prefix}{errors}"]
