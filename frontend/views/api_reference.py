"""The documentation of the API, for those who write programs against it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frontend.access import allowed
from frontend.api_reference import reference


@allowed()
def api_reference(request: HttpRequest) -> HttpResponse:
    """Show every call with what it takes and answers."""
    site = request.build_absolute_uri("/").rstrip("/")
    context = {"section": "api", "reference": reference(), "site": site}
    return render(request, "frontend/api_reference.html", context)
